import { expect, it } from 'vitest'
import { freshEmail, PASSWORD, signIn } from '../support/account.ts'
import { enrolled, moveTo, NEW_PASSWORD, V1 } from '../support/code-flows.ts'
import { rows } from '../support/database.ts'
import { newLink, unread } from '../support/mails.ts'
import { type Answer, type Person, person } from '../support/person.ts'
import { workerWith } from '../support/worker.ts'
import { boundTo } from '../support/wrapped.ts'

/** What a thief who has moved an account can begin, by the address that he has moved it to. */
const BEGINNINGS: Record<string, (by: Person, email: string) => Promise<Answer>> = {
  'a sign-in': (by, email) => by.post(`${V1}/request/refreshToken/code`, { account: email, pwd: PASSWORD }),
  'a reset by link': (by, email) => by.post('/api/v1/password/email', { email }),
  'a reset by code': (by, email) => by.patch(`${V1}/password/request/code`, { account: email }),
}

it.each(Object.entries(BEGINNINGS))(
  '%s begins for no account that has changed since it was read',
  async (_, begin) => {
    const ada = await enrolled({ roaming: true })
    const thief = freshEmail()
    await moveTo(ada, thief)
    const { token } = await newLink(ada.email, 'undo-email-change')
    await unread(thief)
    let hasHappened = false
    const between = boundTo(async ({ what }, act) => {
      if (!hasHappened && /insert into "challenges"/.test(what)) {
        hasHappened = true
        const body = { token, email: ada.email, password: NEW_PASSWORD }
        expect((await person().post('/undo-email-change', body)).status).toBe(200)
      }
      return act()
    })
    const answer = await begin(person({ worker: workerWith(between), roaming: true }), thief)

    expect(hasHappened).toBe(true)
    expect([answer.status, answer.headers.get('Retry-After')]).toEqual([429, '1'])
    expect((await unread(thief)).filter(({ text }) => /^\d{6,8}$|reset-password#/m.test(text))).toEqual([])
    expect((await signIn(person(), { email: ada.email, password: NEW_PASSWORD })).status).toBe(200)
    const open = 'consumed_at is null and superseded_at is null'
    expect(await rows(`select purpose from challenges where ${open}`)).toEqual([])
  },
)
