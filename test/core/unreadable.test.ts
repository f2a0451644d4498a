import { describe, expect, it } from 'vitest'
import { refresh, readMe, registered } from '../support/account.ts'
import { bindings } from '../support/bindings.ts'
import { begun, CODE_FLOWS } from '../support/code-flows.ts'
import { keyNames, rows } from '../support/database.ts'
import { logged } from '../support/log.ts'
import { person } from '../support/person.ts'

const GARBAGE = ['', 'null', '[]', '{', '"text"', '{}']

const flow = CODE_FLOWS.find(({ purpose }) => purpose === 'sign_in')

/** Each member of a payload taken away, and of a wrong kind. */
async function damaged(stored: string) {
  const payload = JSON.parse(stored) as Record<string, unknown>
  const members = Object.keys(payload)
  return [
    ...GARBAGE,
    ...members.map((name) => JSON.stringify({ ...payload, [name]: undefined })),
    ...members.map((name) => JSON.stringify({ ...payload, [name]: { a: 1 } })),
  ]
}

describe('what cannot be read', () => {
  it('in the payload of a code is an outage with a record, never an error of ours', async () => {
    if (!flow) throw new Error('no flow')
    const ada = await registered()
    const browser = person()
    const codes = await begun(flow, browser, ada)
    const name = (await keyNames()).find((each) => each.startsWith('code:')) ?? ''
    const stored = (await bindings.KV.get(name)) ?? ''
    for (const text of await damaged(stored)) {
      await bindings.KV.put(name, text)
      const answer = await flow.finish(browser, codes)
      expect([text, answer.status]).toEqual([text, 503])
    }
    expect(JSON.stringify(logged())).toContain('the payload of a code cannot be read')
    expect(JSON.stringify(logged())).not.toContain(ada.email)
    await bindings.KV.put(name, stored)
    expect((await flow.finish(browser, codes)).status).toBe(200)
  })

  it.each(['expires_at', 'idle_expires_at'])('as the end of a session lets nobody in: %s', async (column) => {
    const ada = await registered()
    for (const value of ['text', '9999-12-31', '']) {
      await rows(`update sessions set ${column} = ?`, value)
      const answers = [await readMe(ada, ada.tokens.access), await refresh(ada, ada.tokens.refresh)]
      expect(answers.map(({ status }) => status)).toEqual([401, 401])
    }
  })

  it('as the end of a code redeems none', async () => {
    if (!flow) throw new Error('no flow')
    const ada = await registered()
    const browser = person()
    const codes = await begun(flow, browser, ada)
    await rows(`update challenges set expires_at = 'text'`)
    expect((await flow.finish(browser, codes)).status).toBe(400)
  })
})
