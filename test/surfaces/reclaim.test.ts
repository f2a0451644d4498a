import { describe, expect, it } from 'vitest'
import { freshEmail, PASSWORD, readMe, refresh, registered, signedIn, signIn } from '../support/account.ts'
import { enrolled, moveTo, NEW_PASSWORD, V1 } from '../support/code-flows.ts'
import { rows } from '../support/database.ts'
import { API, askForReset, expectInvalidToken, expectReset, reset } from '../support/enveloped.ts'
import { codeFor, newLink } from '../support/mails.ts'
import { type Answer, person } from '../support/person.ts'
import { pass } from '../support/clock.ts'

/**
 * Everything that can be done in a stolen session, each with what the thief has of it afterwards: tries that
 * must all fail once the owner has taken the account back.
 */
const DEEDS: Record<string, (thief: { email: string; token: string }) => Promise<() => Promise<Answer>>> = {
  async 'a session of account-v1'({ email }) {
    const { access } = await signedIn(person(), { email, password: PASSWORD })
    return () => readMe(person(), access)
  },
  async 'a refresh token of api-v1'({ email }) {
    const tokens = await signedIn(person(), { email, password: PASSWORD })
    return () => refresh(person(), tokens.refresh)
  },
  async 'a session in cookies'({ email }) {
    const by = person()
    await by.post(`${V1}/request/refreshToken/code`, { account: email, pwd: PASSWORD })
    await by.post(`${V1}/request/refreshToken`, { code: await codeFor(email) })
    return () => by.get(`${V1}/request/accessToken`)
  },
  async 'the session that has moved the account'({ token }) {
    return () => readMe(person(), token)
  },
  async 'the password'({ email }) {
    return () => signIn(person(), { email, password: PASSWORD })
  },
  async 'a code to sign in'({ email }) {
    const by = person()
    await by.post(`${V1}/request/refreshToken/code`, { account: email, pwd: PASSWORD })
    const code = await codeFor(email)
    return () => by.post(`${V1}/request/refreshToken`, { code })
  },
  async 'a code to reset the password'({ email }) {
    const by = person()
    await by.patch(`${V1}/password/request/code`, { account: email })
    const code = await codeFor(email)
    return () => by.patch(`${V1}/change/password`, { code, newPwd: NEW_PASSWORD })
  },
  async 'a link to reset the password'({ email }) {
    await askForReset(person(), email)
    const { token } = await newLink(email, 'reset-password')
    return () => reset(person(), { token, email })
  },
  async 'a move that is under way'({ email, token }) {
    const [by, newAccount] = [person(), freshEmail()]
    await by.patch(`${V1}/account/request/code`, { newAccount }, { token })
    const codes = { codeCurrentAccount: await codeFor(email), codeNewAccount: await codeFor(newAccount) }
    return () => by.patch(`${V1}/change/account`, codes, { token })
  },
  async 'a change of the password'({ token }) {
    const body = { current_password: PASSWORD, new_password: NEW_PASSWORD, confirm_password: NEW_PASSWORD }
    return () => person().post(`${API}/auth/change-password`, body, { token })
  },
}

it.each(Object.entries(DEEDS))('a thief who has %s has nothing of it after a reclaim', async (_, deed) => {
  const ada = await enrolled({ roaming: true })
  const thief = freshEmail()
  const token = await moveTo(ada, thief)
  pass()
  const attempt = await deed({ email: thief, token })
  const { token: undo } = await newLink(ada.email, 'undo-email-change')
  const back = await person().post('/undo-email-change', {
    token: undo,
    email: ada.email,
    password: 'only hers now',
  })
  expect(back.status, back.text).toBe(200)
  const answer = await attempt()
  expect(answer.status, answer.text).toBeGreaterThanOrEqual(400)
  expect((await signIn(person(), { email: ada.email, password: 'only hers now' })).status).toBe(200)
  expect(await rows('select email from users where id = ?', ada.id)).toEqual([{ email: ada.email }])
})

/** An account that was moved, and moved on from there. */
async function movedTwice() {
  const ada = await enrolled({ roaming: true })
  const [second, third] = [freshEmail(), freshEmail()]
  await moveTo(ada, second)
  pass()
  await moveTo({ ...ada, email: second }, third)
  return { ada, second }
}

it('a thief who has moved the account on has no link that takes it back', async () => {
  const { ada, second } = await movedTwice()
  const late = await newLink(second, 'undo-email-change')
  const { token } = await newLink(ada.email, 'undo-email-change')
  expect((await person().post('/undo-email-change', { token, email: ada.email })).status).toBe(200)
  const again = await person().post('/undo-email-change', { token: late.token, email: second })
  expect([again.status, again.body['error']]).toEqual([400, 'invalid_link'])
})

it('every device that the account knew is unknown after a reclaim', async () => {
  const ada = await enrolled({ roaming: true })
  const epoch = () => rows('select device_epoch from users where id = ?', ada.id)
  const [before] = await epoch()
  await moveTo(ada, freshEmail())
  const { token } = await newLink(ada.email, 'undo-email-change')
  expect((await person().post('/undo-email-change', { token, email: ada.email })).status).toBe(200)
  expect(await epoch()).toEqual([{ device_epoch: Number(before?.['device_epoch']) + 1 }])
})

describe('the link of a reclaim that sets a password', () => {
  /** The owner has taken the account back, and not set a password yet. */
  async function reclaimed() {
    const ada = await enrolled({ roaming: true })
    await moveTo(ada, freshEmail())
    const { token } = await newLink(ada.email, 'undo-email-change')
    expect((await person().post('/undo-email-change', { token, email: ada.email })).status).toBe(200)
    const { token: link } = await newLink(ada.email, 'reset-password')
    pass(1_000)
    return { ada, use: () => reset(person({ roaming: true }), { token: link, email: ada.email }) }
  }
  const anybodyAsks = (email: string) => askForReset(person({ roaming: true }), email)

  it('outlives as many anonymous requests as there can be', async () => {
    const { ada, use } = await reclaimed()
    for (let n = 0; n < 3; n += 1) await anybodyAsks(ada.email)
    pass(45 * 60_000)
    await anybodyAsks(ada.email)
    pass(10 * 60_000)
    expectReset(await use())
  })

  it('ends by a reset through another link', async () => {
    const { ada, use } = await reclaimed()
    await anybodyAsks(ada.email)
    const { token } = await newLink(ada.email, 'reset-password')
    expectReset(await reset(person({ roaming: true }), { token, email: ada.email }))
    expectInvalidToken(await use())
  })

  it('ends by a later reclaim', async () => {
    const { ada, second } = await movedTwice()
    const late = await newLink(second, 'undo-email-change')
    await person().post('/undo-email-change', { token: late.token, email: second })
    const link = await newLink(second, 'reset-password')
    const early = await newLink(ada.email, 'undo-email-change')
    const back = await person().post('/undo-email-change', { token: early.token, email: ada.email })
    expect(back.status, back.text).toBe(200)
    expectInvalidToken(await reset(person(), { token: link.token, email: second }))
    expectInvalidToken(await reset(person(), { token: link.token, email: ada.email }))
  })

  it('ends when an administrator sets a password', async () => {
    const { ada, use } = await reclaimed()
    const root = await registered({ email: 'root@example.com', roaming: true })
    const path = `/api/v1/auth/reset-password/${ada.id}`
    const set = await root.put(path, { password: NEW_PASSWORD }, { token: root.tokens.access })
    expect(set.status, set.text).toBe(200)
    expectInvalidToken(await use())
  })
})
