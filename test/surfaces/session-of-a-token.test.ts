import { expect, it } from 'vitest'
import { claimsOf } from '../support/account.ts'
import { rows } from '../support/database.ts'
import { type Answer, person } from '../support/person.ts'
import { WAYS } from './ways-in.ts'

/** What can become of an account while somebody is on the way in. */
const MEANWHILE = {
  'nothing has happened': 'select ?',
  'the second step was switched on': 'update users set second_step_at = ?',
  'the deletion was asked for': 'update users set deletes_at = ? + 86400000',
  'an operator has disabled it': 'update users set disabled_at = ?',
  'everything of it has ended': 'update users set security_version = security_version + 1, updated_at = ?',
}

const JWT = /eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+/g

/** The sessions that an answer has tokens of. */
const sidsIn = ({ text, headers }: Answer) =>
  [text, ...headers.getSetCookie()]
    .flatMap((part) => part.match(JWT) ?? [])
    .flatMap((token) => claimsOf(token)['sid'] ?? [])

// A token of a session that is not there is good wherever the database is not asked, and nothing can end it.
it.each(Object.entries(WAYS))(
  '%s answers tokens of a live session only, whatever happens meanwhile',
  async (_, prepare) => {
    for (const [what, change] of Object.entries(MEANWHILE)) {
      const finish = await prepare(person({ roaming: true }))
      await rows(change, Date.now())
      const answer = await finish()
      expect(answer.status, what).toBeLessThan(500)
      const sids = sidsIn(answer)
      if (what === 'nothing has happened') expect(sids.length, answer.text).toBeGreaterThan(0)
      for (const sid of sids)
        expect(await rows('select revoked_at from sessions where id = ?', sid), what).toEqual([
          { revoked_at: null },
        ])
    }
  },
)
