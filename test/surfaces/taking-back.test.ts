import { beforeEach, describe, expect, it } from 'vitest'
import { freshEmail, PASSWORD, readMe, registered, signIn } from '../support/account.ts'
import { setCounts } from '../support/budgets.ts'
import { pass } from '../support/clock.ts'
import {
  ACCOUNTS,
  type Enrolled,
  enrolled,
  moveTo,
  NEW_PASSWORD,
  proveMailbox,
  V1,
} from '../support/code-flows.ts'
import { dump, rows } from '../support/database.ts'
import {
  API,
  askForReset,
  expectInvalidToken,
  expectReset,
  expectUnknown,
  login,
  refresh,
  reset,
  tokensOf,
} from '../support/enveloped.ts'
import { codeFor, mailTo, newLink } from '../support/mails.ts'
import { type Answer, type Members, person } from '../support/person.ts'

const DAY = 86_400_000
const UNDO = '/undo-email-change'

let ada: Enrolled

beforeEach(async () => {
  ada = await enrolled({ roaming: true })
})

const linkOf = async (email: string) => (await newLink(email, 'undo-email-change')).token

const undo = (token: string, { email = ada.email, ...more }: Members = {}) =>
  person({ roaming: true }).post(UNDO, { token, email, ...more })

const expectDone = ({ status, body, text }: Answer) =>
  expect([status, body], text).toEqual([200, { status: 'ok' }])

const expectRefused = ({ status, body, text }: Answer, error = 'invalid_link', code = 400) =>
  expect([status, body], text).toEqual([code, { error, request_id: expect.stringMatching(/^[\w-]{36}$/) }])

const works = async (email: string, password = PASSWORD) =>
  (await login(person(), { email, password })).status === 200

const addresses = async () =>
  (await rows<{ email: string }>('select email from users order by id')).map(({ email }) => email)

describe('taking an account back', () => {
  it('gives it to the old address, and ends every session and every challenge', async () => {
    const thief = freshEmail()
    const access = await moveTo(ada, thief)
    const tokens = tokensOf(await login(person(), { email: thief, password: PASSWORD }))
    await askForReset(person(), thief)
    const forReset = (await newLink(thief, 'reset-password')).token
    await proveMailbox(person(), thief)
    expect([await works(ada.email), await works(thief)]).toEqual([false, true])

    expectDone(await undo(await linkOf(ada.email)))
    for (const token of [access, tokens.access]) expect((await readMe(person(), token)).status).toBe(401)
    expectUnknown(await refresh(person(), tokens.refresh))
    expect(await rows('select id from sessions where revoked_at is null')).toEqual([])
    for (const email of [thief, ada.email])
      expectInvalidToken(await reset(person(), { token: forReset, email }))
    expect(await addresses()).toEqual([ada.email])
    // One is open: the link that sets a new password, which has just been mailed.
    const open = 'consumed_at is null and superseded_at is null'
    expect(await rows(`select purpose from challenges where ${open}`)).toEqual([
      { purpose: 'reset_password' },
    ])
  })

  it('voids the password, which the thief knew, and mails a link that sets a new one', async () => {
    await moveTo(ada, freshEmail())
    expectDone(await undo(await linkOf(ada.email)))
    expect(await works(ada.email)).toBe(false)
    const { token } = await newLink(ada.email, 'reset-password')
    expectReset(await reset(person(), { token, email: ada.email, password: NEW_PASSWORD }))
    expect(await works(ada.email, NEW_PASSWORD)).toBe(true)
  })

  it('mails that link also when no more mails are due for the day', async () => {
    await moveTo(ada, freshEmail())
    await setCounts('%', 1_000_000)
    expectDone(await undo(await linkOf(ada.email)))
    expect((await newLink(ada.email, 'reset-password')).token).toMatch(/^[\w-]{43}$/)
  })

  it('sets a new password in the same step where one is given', async () => {
    await moveTo(ada, freshEmail())
    const token = await linkOf(ada.email)
    expectRefused(await undo(token, { password: 'password1' }), 'invalid_input', 422)
    expectDone(await undo(token, { password: NEW_PASSWORD }))
    expect([await works(ada.email), await works(ada.email, NEW_PASSWORD)]).toEqual([false, true])
    const { text } = await mailTo(ada.email, { subject: /account is back/ })
    expect(text).not.toContain('#token')
  })

  it('makes the browser a known device of the account, by a header and a cookie', async () => {
    await moveTo(ada, freshEmail())
    const { headers } = await undo(await linkOf(ada.email))
    expect(headers.get('Set-Cookie')).toContain(`__Host-device=${headers.get('Postern-Device')};`)
  })

  it('tells both addresses', async () => {
    const thief = freshEmail()
    await moveTo(ada, thief)
    expectDone(await undo(await linkOf(ada.email)))
    expect((await mailTo(ada.email, { subject: /account is back/ })).text).toContain(thief)
    expect((await mailTo(thief, { subject: /has left this address/ })).text).toContain(ada.email)
  })

  it('wants the address typed; another one changes nothing', async () => {
    const thief = freshEmail()
    await moveTo(ada, thief)
    const token = await linkOf(ada.email)
    const before = await dump()
    expectRefused(await undo(token, { email: thief }))
    expectRefused(await undo(token, { email: freshEmail() }))
    expectRefused(await undo(token, { email: '' }), 'invalid_input', 422)
    expectRefused(await person().post(UNDO, { token }), 'invalid_input', 422)
    expect(await dump()).toBe(before)
    expectDone(await undo(token, { email: ` ${ada.email.toUpperCase()} ` }))
  })

  it('happens once', async () => {
    await moveTo(ada, freshEmail())
    const token = await linkOf(ada.email)
    expectDone(await undo(token))
    const before = await dump()
    expectRefused(await undo(token))
    expect(await dump()).toBe(before)
  })

  it('happens once of twenty at the same moment', async () => {
    await moveTo(ada, freshEmail())
    const token = await linkOf(ada.email)
    const [before] = await rows<{ v: number }>('select security_version as v from users')
    const answers = await Promise.all(Array.from({ length: 20 }, () => undo(token)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(await rows('select email, security_version as v from users')).toEqual([
      { email: ada.email, v: (before?.v ?? 0) + 1 },
    ])
  })

  it('ends after seven days', async () => {
    await moveTo(ada, freshEmail())
    const token = await linkOf(ada.email)
    pass(7 * DAY)
    expectRefused(await undo(token))
    pass(-60_000)
    expectDone(await undo(token))
  })

  it('takes its own token only', async () => {
    await askForReset(person(), ada.email)
    const forReset = (await newLink(ada.email, 'reset-password')).token
    await moveTo(ada, freshEmail())
    const token = await linkOf(ada.email)
    const [{ id } = { id: '' }] = await rows<{ id: string }>(
      `select id from challenges where purpose = 'undo_email_change'`,
    )
    for (const each of [id, '', 'x', 'x'.repeat(43), forReset]) expectRefused(await undo(each))
    expectRefused(await person().post('/verify-email', { token, password: PASSWORD }))
    expectInvalidToken(await reset(person(), { token, email: ada.email }))
    expectDone(await undo(token))
  })
})

describe('a thief who has moved an account', () => {
  it.each([
    ['changes the password', (_thief: string, token: string) => changePassword(token)],
    [
      'resets the password by a link',
      async (thief: string) => {
        await askForReset(person(), thief)
        await reset(person(), { token: (await newLink(thief, 'reset-password')).token, email: thief })
      },
    ],
    [
      'resets the password by a code',
      async (thief: string) => {
        const by = person()
        await by.patch(`${V1}/password/request/code`, { account: thief })
        const body = { code: await codeFor(thief), newPwd: NEW_PASSWORD }
        expect((await by.patch(`${V1}/change/password`, body)).status).toBe(200)
      },
    ],
    ['moves it again', async (thief: string) => void (await moveTo({ ...ada, email: thief }, freshEmail()))],
  ])('%s, and the owner of the old address takes it back all the same', async (_, act) => {
    const thief = freshEmail()
    const token = await moveTo(ada, thief)
    pass()
    await act(thief, token)
    expectDone(await undo(await linkOf(ada.email)))
    expect(await addresses()).toEqual([ada.email])
  })

  it.each([
    [
      'account-v1',
      (email: string) =>
        person().post(`${API}/auth/register`, { email, password: PASSWORD, names: 'A', surnames: 'B' }),
    ],
    [
      'api-v1',
      (email: string) => person().post(`${API}/register`, { name: 'A B', email, password: PASSWORD }),
    ],
  ])('cannot open another account at the old address meanwhile, by %s', async (_, register) => {
    await moveTo(ada, freshEmail())
    const token = await linkOf(ada.email)
    const taken = await register(ada.email)
    expect(taken.headers.get('Postern-Failure')).toBe('email_taken')
    expectDone(await undo(token))
    expect(await addresses()).toEqual([ada.email])
  })

  it('cannot make an account of the old address either, who proves its mailbox', async () => {
    await moveTo(ada, freshEmail())
    const by = person()
    await proveMailbox(by, ada.email)
    const answer = await by.post(`${V1}/create/account`, { pwd: PASSWORD })
    expect([answer.status, answer.body['msg']]).toEqual([409, 'Account exists'])
  })

  it('cannot move another account to it: that address gets a notice and no code', async () => {
    await moveTo(ada, freshEmail())
    const bob = await registered({ roaming: true })
    const headers = { token: bob.tokens.access }
    const asked = await bob.patch(`${V1}/account/request/code`, { newAccount: ada.email }, headers)
    expect(asked.status).toBe(200)
    expect((await mailTo(ada.email, { subject: /^This address already/ })).text).toContain(
      'already has an account',
    )
  })

  it('leaves the address free for its own account, which may move back', async () => {
    const elsewhere = freshEmail()
    await moveTo(ada, elsewhere)
    pass()
    await moveTo({ ...ada, email: elsewhere }, ada.email)
    expect(await addresses()).toEqual([ada.email])
  })

  it('gives the address up once the link has ended', async () => {
    await moveTo(ada, freshEmail())
    pass(7 * DAY)
    expect((await registered({ email: ada.email })).id).not.toBe(ada.id)
  })
})

describe('an unverified account at the old address', () => {
  it('yields to the link, and nothing of it is left', async () => {
    const moved = freshEmail()
    await moveTo(ada, moved)
    const token = await linkOf(ada.email)
    // It came in before the address was reserved, as an import of unverified users can bring one.
    await rows(`update challenges set reserves = null where purpose = 'undo_email_change'`)
    const squatter = await registered({ email: ada.email, confirmed: false })
    await rows(`update challenges set reserves = ? where purpose = 'undo_email_change'`, ada.email)
    expectDone(await undo(token))
    expect(await rows('select id from users')).toEqual([{ id: ada.id }])
    expect((await readMe(person(), squatter.tokens.access)).status).toBe(401)
  })

  it('that was confirmed is not taken from its owner', async () => {
    await moveTo(ada, freshEmail())
    const token = await linkOf(ada.email)
    await rows(`update challenges set reserves = null where purpose = 'undo_email_change'`)
    const owner = await registered({ email: ada.email })
    await rows(`update challenges set reserves = ? where purpose = 'undo_email_change'`, ada.email)
    const before = await dump(ACCOUNTS)
    expectRefused(await undo(token))
    expect(await dump(ACCOUNTS)).toBe(before)
    expect((await signIn(person(), owner)).status).toBe(200)
  })
})

describe('two links', () => {
  let [second, third] = ['', '']
  let [oldest, newer] = ['', '']

  beforeEach(async () => {
    ;[second, third] = [freshEmail(), freshEmail()]
    await moveTo(ada, second)
    pass()
    await moveTo({ ...ada, email: second }, third)
    ;[oldest, newer] = [await linkOf(ada.email), await linkOf(second)]
  })

  it('of one account: the older one ends the newer', async () => {
    expectDone(await undo(oldest))
    expectRefused(await undo(newer, { email: second }))
    expect(await addresses()).toEqual([ada.email])
  })

  it('of one account: the older one works after the newer', async () => {
    expectDone(await undo(newer, { email: second }))
    expect(await addresses()).toEqual([second])
    expectDone(await undo(oldest))
    expect(await addresses()).toEqual([ada.email])
  })

  it('of two accounts do not touch each other', async () => {
    const bob = await enrolled({ roaming: true })
    pass()
    await moveTo(bob, freshEmail())
    expectDone(await undo(oldest))
    expectDone(await undo(await linkOf(bob.email), { email: bob.email }))
    expect(await addresses()).toEqual([ada.email, bob.email])
  })
})

describe('the body of POST /undo-email-change', () => {
  it('has token and address in it, and is JSON', async () => {
    const { email } = ada
    for (const body of [
      {},
      { token: null, email },
      { token: 7, email },
      { token: 'x' },
      { token: 'x', email: 'x' },
    ])
      expectRefused(await person().post(UNDO, body), 'invalid_input', 422)
    expectRefused(await person().post(UNDO, '[]'), 'malformed_body', 400)
    const headers = { 'Content-Type': 'text/plain' }
    expectRefused(await person().post(UNDO, '{"token":"x"}', { headers }), 'unsupported_media_type', 415)
    expectRefused(await person().post(UNDO, { token: 'x'.repeat(16_384), email }), 'body_too_large', 413)
  })
})

async function changePassword(token: string) {
  const body = { current_password: PASSWORD, new_password: NEW_PASSWORD, confirm_password: NEW_PASSWORD }
  expect((await person().post(`${API}/auth/change-password`, body, { token })).status).toBe(200)
}
