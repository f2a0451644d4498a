import { describe, expect, it } from 'vitest'
import {
  freshEmail,
  PASSWORD,
  readMe,
  refresh,
  registered,
  signedIn,
  signIn,
  tokensIn,
} from '../support/account.ts'
import { enrolled, moveTo, NEW_PASSWORD, V1 } from '../support/code-flows.ts'
import { rows } from '../support/database.ts'
import { API, askForReset, expectInvalidToken, expectReset, reset } from '../support/enveloped.ts'
import { codeFor, newLink, newLinks } from '../support/mails.ts'
import { authenticator } from '../support/authenticator.ts'
import { addedPasskey, signInByPasskey, withPasskey } from '../support/passkeys.ts'
import { type Answer, person } from '../support/person.ts'
import { pass } from '../support/clock.ts'
import { sample } from '../support/sample.ts'
import { addedApp, ME, protectedAccount, secondStep, waiting, withApp } from '../support/second-step.ts'

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

/** The link in the mail about a thief who has taken the data. */
async function noticed(email: string, token: string): Promise<string> {
  const taken = await person().post(`${API}/users/me/export`, undefined, { token })
  expect(taken.status, taken.text).toBe(200)
  return (await newLink(email, 'not-me')).token
}

/** How the owner takes the account back, after a thief has moved it or has taken its data. */
const WAYS: Record<
  string,
  (deed: (typeof DEEDS)[string]) => Promise<{ ada: Owner; attempt: Attempt; back: Answer }>
> = {
  async 'a reclaim'(deed) {
    const ada = await enrolled({ roaming: true })
    const thief = freshEmail()
    const token = await moveTo(ada, thief)
    pass()
    const attempt = await deed({ email: thief, token })
    const { token: undo } = await newLink(ada.email, 'undo-email-change')
    const back = await person().post('/undo-email-change', {
      token: undo,
      email: ada.email,
      password: HERS,
    })
    return { ada, attempt, back }
  },
  async '"not me"'(deed) {
    const ada = await registered({ roaming: true })
    const { access: token } = await signedIn(person(), ada)
    const notMe = await noticed(ada.email, token)
    const attempt = await deed({ email: ada.email, token })
    const back = await person().post('/not-me', { token: notMe, email: ada.email, password: HERS })
    return { ada, attempt, back }
  },
}
type Owner = { id: string; email: string }
type Attempt = () => Promise<Answer>

const HERS = 'only hers now'
const WEEK_MS = 7 * 86_400_000

const THEFTS = Object.keys(DEEDS).flatMap((deed) => Object.keys(WAYS).map((way) => [deed, way] as const))

it.each(sample(THEFTS, (names) => [...names]))(
  'a thief who has %s has nothing of it after %s',
  async (deed, way) => {
    const [steal, takeBack] = [DEEDS[deed] ?? expect.fail(deed), WAYS[way] ?? expect.fail(way)]
    const { ada, attempt, back } = await takeBack(steal)
    expect(back.status, back.text).toBe(200)
    const answer = await attempt()
    expect(answer.status, answer.text).toBeGreaterThanOrEqual(400)
    expect((await signIn(person(), { email: ada.email, password: HERS })).status).toBe(200)
    expect(await rows('select email from users where id = ?', ada.id)).toEqual([{ email: ada.email }])
  },
)

it('an undo brings the address back, and the factors that a thief has replaced', async () => {
  const ada = await protectedAccount()
  pass(WEEK_MS)
  const { access: token } = tokensIn(
    await secondStep(person(), { token: await waiting(person(), ada), totp: ada.app() }),
  )
  pass(30_000)
  expect((await person().delete(`${ME}/totp`, { token })).status).toBe(204)
  const thief = freshEmail()
  const again = tokensIn(await person().post(`${API}/auth/reauthenticate`, { password: PASSWORD }, { token }))
  const theirs = await addedApp({ ...person(), tokens: again })
  const moving = await person().post(`${ME}/email`, { email: thief }, { token: theirs.tokens.access })
  const codes = { code_current: await codeFor(ada.email), code_new: await codeFor(thief) }
  const body = { request: moving.body['request'], ...codes }
  expect((await person().post(`${ME}/email/confirm`, body, { token: theirs.tokens.access })).status).toBe(200)

  const { token: link } = await newLink(ada.email, 'undo-email-change')
  const mine = { token: link, email: ada.email, password: 'only hers now', totp: ada.app() }
  const back = await person().post('/undo-email-change', mine)
  expect(back.status, back.text).toBe(200)
  pass(30_000)
  const hers = { email: ada.email, password: 'only hers now' }
  const byTheirs = await secondStep(person(), { token: await waiting(person(), hers), totp: theirs.app() })
  expect(byTheirs.status).toBe(401)
  const byHers = await secondStep(person(), { token: await waiting(person(), hers), totp: ada.app() })
  expect(byHers.status, byHers.text).toBe(200)
  const [recovery_code] = ada.recoveryCodes
  const byCode = { token: await waiting(person(), hers), recovery_code: recovery_code ?? '' }
  expect((await secondStep(person(), byCode)).status).toBe(200)
  expect((await signIn(person(), { email: thief, password: 'only hers now' })).status).toBe(401)
})

describe('the link of a notice', () => {
  it('keeps a second step whose recovery codes are used up', async () => {
    const ada = await protectedAccount()
    await rows('update recovery_codes set used_at = 1')
    pass(WEEK_MS)
    const theirs = { token: await waiting(person(), ada), totp: ada.app() }
    const { access } = tokensIn(await secondStep(person(), theirs))
    await person().post(`${API}/users/me/export`, undefined, { token: access })
    const links = await newLinks(ada.email, 'not-me')
    const token = links.find(({ mail }) => mail.subject.includes('copy'))?.token
    const back = await person().post('/not-me', { token, email: ada.email, password: NEW_PASSWORD })
    expect(back.status, back.text).toBe(200)
    expect((await signIn(person(), { ...ada, password: NEW_PASSWORD })).status).toBe(403)
  })

  it('takes away the passkey that has opened the session, and no other', async () => {
    const ada = await withPasskey()
    const [stolen, hers] = [ada.device, await authenticator()]
    await addedPasskey(ada, { device: hers })
    pass(WEEK_MS + 1)
    await newLinks(ada.email, 'not-me')
    const { access } = tokensIn(await signInByPasskey(person(), stolen))
    const token = await noticed(ada.email, access)
    pass()
    expect((await person().post('/not-me', { token, email: ada.email })).status).toBe(200)
    expect((await signInByPasskey(person(), stolen)).status).toBe(401)
    expect((await signInByPasskey(person(), hers)).status).toBe(200)
  })

  it('takes away what a thief has added in an earlier session', async () => {
    const ada = await registered({ roaming: true })
    const { device, ...thief } = await addedPasskey({ ...person(), tokens: await signedIn(person(), ada) })
    const { app } = await withApp(thief)
    const again = await secondStep(person(), { token: await waiting(person(), ada), totp: app() })
    pass()
    await newLinks(ada.email, 'not-me')
    const token = await noticed(ada.email, tokensIn(again).access)
    const back = await person().post('/not-me', { token, email: ada.email, password: HERS })
    expect(back.status, back.text).toBe(200)
    expect((await signInByPasskey(person(), device)).status).toBe(401)
    expect((await signIn(person(), { ...ada, password: HERS })).status).toBe(200)
  })

  it('takes the second step away that a thief has set up', async () => {
    const ada = await registered({ roaming: true })
    await addedApp({ ...person(), tokens: await signedIn(person(), ada) })
    const { token } = await newLink(ada.email, 'not-me')
    const back = await person().post('/not-me', { token, email: ada.email, password: NEW_PASSWORD })
    expect(back.status).toBe(200)
    expect((await signIn(person(), { ...ada, password: NEW_PASSWORD })).status).toBe(200)
  })

  it('works once, for the address it was mailed to, for seven days', async () => {
    const ada = await registered({ roaming: true })
    const token = await noticed(ada.email, ada.tokens.access)
    const use = (email = ada.email) => person().post('/not-me', { token, email })
    expect((await use(freshEmail())).status).toBe(400)
    const answers = await Promise.all(Array.from({ length: 8 }, () => use()))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect((await use()).status).toBe(400)
    const bob = await registered({ roaming: true })
    const late = await noticed(bob.email, bob.tokens.access)
    pass(7 * 86_400_000)
    expect((await person().post('/not-me', { token: late, email: bob.email })).status).toBe(400)
  })

  it('ends with a reclaim by another one', async () => {
    const ada = await registered({ roaming: true })
    const first = await noticed(ada.email, ada.tokens.access)
    pass(3_600_000)
    const tokens = await signedIn(person(), ada)
    const second = await noticed(ada.email, tokens.access)
    pass()
    expect((await person().post('/not-me', { token: second, email: ada.email })).status).toBe(200)
    expect((await person().post('/not-me', { token: first, email: ada.email })).status).toBe(400)
  })
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
