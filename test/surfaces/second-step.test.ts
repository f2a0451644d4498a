import { describe, expect, it } from 'vitest'
import { alive, claimsOf, LIVE, readMe, refresh, registered, signIn, tokensIn } from '../support/account.ts'
import { counted } from '../support/budgets.ts'
import { pass } from '../support/clock.ts'
import { rows } from '../support/database.ts'
import { unread } from '../support/mails.ts'
import { person } from '../support/person.ts'
import {
  appOf,
  ME,
  type Protected,
  protectedAccount,
  secondStep,
  waiting,
  waitingToken,
  withApp,
} from '../support/second-step.ts'

const MAX_TRIES = 5
const REAUTHENTICATE = '/api/v1/auth/reauthenticate'

const sessionsOf = async (id: string) =>
  (await rows<{ id: string }>('select id from sessions where user_id = ? and revoked_at is null', id)).length

/** What the owner was mailed of a used recovery code, once. */
async function toldOfCode({ email }: Pick<Protected, 'email'>) {
  const [mail, ...more] = (await unread(email)).filter(({ subject }) => subject.includes('recovery code'))
  expect(more).toEqual([])
  return mail?.text
}

describe('an authenticator app', () => {
  it('is added by its first code: the second step is on, ten codes are shown, other sessions end', async () => {
    const ada = await registered()
    const other = tokensIn(await signIn(person(), ada))
    const started = await ada.post(`${ME}/totp`, undefined, { token: ada.tokens.access })
    expect(started.body['qr_svg']).toMatch(/^<svg/)
    expect(String(started.body['uri'])).toContain(encodeURIComponent(ada.email))
    const app = appOf(String(started.body['secret']))
    const wrong = app() === '000000' ? '000001' : '000000'
    const refused = await ada.post(`${ME}/totp/confirm`, { code: wrong }, { token: ada.tokens.access })
    expect([refused.status, refused.body['code']]).toEqual([400, 'invalid_code'])
    const confirmed = await ada.post(`${ME}/totp/confirm`, { code: app() }, { token: ada.tokens.access })
    expect(confirmed.body['recovery_codes']).toHaveLength(10)
    expect((await readMe(person(), other.access)).status).toBe(401)
    const tokens = tokensIn(confirmed)
    expect(claimsOf(tokens.access)).toMatchObject({ amr: ['pwd', 'otp', 'mfa'], acr: '2', auth_by: ['totp'] })
    expect((await ada.get(`${ME}/security`, { token: tokens.access })).body).toEqual({
      password: true,
      second_step: true,
      totp: true,
      passkeys: 0,
      recovery_codes_left: 10,
      mail_sign_in: true,
      second_step_reset: null,
      connections: [],
    })
    expect((await unread(ada.email)).map(({ subject }) => subject).join()).toContain('authenticator app')
  })

  it('counts for nothing before that, and dies after ten minutes', async () => {
    const ada = await registered()
    const started = await ada.post(`${ME}/totp`, undefined, { token: ada.tokens.access })
    const app = appOf(String(started.body['secret']))
    expect((await signIn(person(), ada)).status).toBe(200)
    pass(600_000)
    const late = await ada.post(`${ME}/totp/confirm`, { code: app() }, { token: ada.tokens.access })
    expect(late.status).toBe(400)
  })

  it('takes five codes, and then has to be added anew', async () => {
    const ada = await registered()
    const token = ada.tokens.access
    const started = await ada.post(`${ME}/totp`, undefined, { token })
    const app = appOf(String(started.body['secret']))
    const wrong = app() === '000000' ? '000001' : '000000'
    const tries = Array.from({ length: 5 }, () => ada.post(`${ME}/totp/confirm`, { code: wrong }, { token }))
    for (const { status } of await Promise.all(tries)) expect(status).toBe(400)
    expect((await ada.post(`${ME}/totp/confirm`, { code: app() }, { token })).status).toBe(400)
  })

  it('is confirmed in the session that adds it: another one neither uses its tries up, nor replaces it', async () => {
    const ada = await registered()
    const token = ada.tokens.access
    const by = person()
    const { access: other } = tokensIn(await signIn(by, ada))
    const started = await ada.post(`${ME}/totp`, undefined, { token })
    const app = appOf(String(started.body['secret']))
    for (let tries = 0; tries < 5; tries += 1)
      expect((await by.post(`${ME}/totp/confirm`, { code: app() }, { token: other })).status).toBe(400)
    expect((await by.post(`${ME}/totp`, undefined, { token: other })).status).toBe(201)
    const confirmed = await ada.post(`${ME}/totp/confirm`, { code: app() }, { token })
    expect(confirmed.status, confirmed.text).toBe(200)
  })

  it('cannot be added to an unverified account, nor from a session that is not fresh', async () => {
    const eve = await registered({ confirmed: false })
    const unproven = await eve.post(`${ME}/totp`, undefined, { token: eve.tokens.access })
    expect([unproven.status, unproven.body['code']]).toEqual([403, 'email_not_verified'])
    const ada = await registered()
    pass(600_001)
    const stale = await ada.post(`${ME}/totp`, undefined, { token: ada.tokens.access })
    expect([stale.status, stale.body]).toEqual([
      401,
      { detail: 'Sign in again', message: 'Sign in again', code: 'sign_in_again', methods: ['password'] },
    ])
  })

  it('is removed with the second step and the recovery codes, when it was the only factor', async () => {
    const ada = await protectedAccount()
    const removed = await ada.delete(`${ME}/totp`, { token: ada.tokens.access })
    expect(removed.status, removed.text).toBe(204)
    expect((await signIn(person(), ada)).status).toBe(200)
    const security = await ada.get(`${ME}/security`, { token: ada.tokens.access })
    expect(security.body).toMatchObject({ second_step: false, totp: false, recovery_codes_left: 0 })
  })
})

describe('the second step', () => {
  it('is asked for after the right password, with no token and no cookie', async () => {
    const ada = await protectedAccount()
    const answer = await signIn(person(), ada)
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([403, []])
    expect(answer.headers.get('Postern-Device')).toBeNull()
    expect(answer.body).toEqual({
      detail: 'Second step required',
      message: 'Second step required',
      code: 'second_step_required',
      second_step: { token: expect.any(String), methods: ['totp', 'recovery_code'], expires_in: 600 },
    })
    expect(answer.text).not.toContain('access_token')
  })

  it('opens a session by the code of the app, which works once', async () => {
    const ada = await protectedAccount()
    const totp = ada.app()
    const first = await waiting(person(), ada)
    const second = await waiting(person(), ada)
    const signedIn = await secondStep(person(), { token: first, totp })
    expect(signedIn.status, signedIn.text).toBe(200)
    expect(await alive(ada, tokensIn(signedIn))).toEqual(LIVE)
    expect(claimsOf(tokensIn(signedIn).access)).toMatchObject({ amr: ['pwd', 'otp', 'mfa'], acr: '2' })
    const again = await secondStep(person(), { token: second, totp })
    expect([again.status, again.body['code']]).toEqual([401, 'second_step_refused'])
    pass(30_000)
    expect((await secondStep(person(), { token: second, totp: ada.app() })).status).toBe(200)
  })

  it('opens one by a recovery code, however it is typed, once', async () => {
    const ada = await protectedAccount()
    const [code = ''] = ada.recoveryCodes
    const typed = code.toLowerCase().replaceAll('-', ' ')
    const token = await waiting(person(), ada)
    const done = await secondStep(person(), { token, recovery_code: typed })
    expect(done.status, done.text).toBe(200)
    const another = await waiting(person(), ada)
    expect((await secondStep(person(), { token: another, recovery_code: code })).status).toBe(401)
    const security = await ada.get(`${ME}/security`, { token: tokensIn(done).access })
    expect(security.body['recovery_codes_left']).toBe(9)
    expect(await toldOfCode(ada)).toMatch(/You have 9 recovery codes left\.[^]*\/not-me#/)
  })

  it('of 32 parallel uses of one code of the app opens one session', async () => {
    const ada = await protectedAccount()
    const tokens = await Promise.all(Array.from({ length: 4 }, () => waiting(person(), ada)))
    const before = await sessionsOf(ada.id)
    const totp = ada.app()
    const answers = await Promise.all(
      Array.from({ length: 32 }, (_, n) => secondStep(person(), { token: tokens[n % 4] ?? '', totp })),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(await sessionsOf(ada.id)).toBe(before + 1)
  })

  it('of 32 parallel uses of one recovery code opens one session', async () => {
    const ada = await protectedAccount()
    const tokens = await Promise.all(Array.from({ length: 8 }, () => waiting(person(), ada)))
    const [recovery_code = ''] = ada.recoveryCodes
    const answers = await Promise.all(
      Array.from({ length: 32 }, (_, n) =>
        secondStep(person(), { token: tokens[n % 8] ?? '', recovery_code }),
      ),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  it('takes five wrong proofs a sign-in, and then not even the right one', async () => {
    const ada = await protectedAccount()
    const token = await waiting(person(), ada)
    for (let n = 0; n < MAX_TRIES; n += 1)
      expect((await secondStep(person(), { token, recovery_code: `wrong ${n}` })).status).toBe(401)
    expect((await secondStep(person(), { token, totp: ada.app() })).status).toBe(401)
  })

  it.each(['of another account', 'made up', 'spent', 'expired', 'of an earlier password'] as const)(
    'refuses a token that is %s, with the one answer',
    async (kind) => {
      const ada = await protectedAccount()
      let token = await waiting(person(), ada)
      if (kind === 'of another account') token = await waiting(person(), await protectedAccount())
      if (kind === 'made up') token = token.replace(/.(?=.{10}$)/, (one) => (one === 'A' ? 'B' : 'A'))
      if (kind === 'spent') await secondStep(person(), { token, totp: ada.app() })
      if (kind === 'expired') pass(600_000)
      if (kind === 'of an earlier password')
        await rows('update users set security_version = security_version + 1 where id = ?', ada.id)
      pass(30_000)
      const answer = await secondStep(person(), { token, totp: ada.app() })
      expect([answer.status, answer.body['code']]).toEqual([401, 'second_step_refused'])
    },
  )

  it('is not counted against the client when it is right', async () => {
    const ada = await protectedAccount()
    const by = person()
    expect((await secondStep(by, { token: await waiting(by, ada), totp: ada.app() })).status).toBe(200)
    expect(await counted('sign-in/client/%')).toEqual([])
  })

  it('slows wrong codes down over all sign-ins, and only a right second step clears that', async () => {
    const ada = await protectedAccount()
    const wrong = ada.app() === '000000' ? '000001' : '000000'
    for (let n = 0; n < MAX_TRIES; n += 1)
      await secondStep(person(), { token: await waiting(person(), ada), totp: wrong })
    const throttled = await secondStep(person(), { token: await waiting(person(), ada), totp: ada.app() })
    expect([throttled.status, throttled.headers.get('Retry-After')]).toEqual([429, '1'])
    pass(1_000)
    const right = await secondStep(person(), { token: await waiting(person(), ada), totp: ada.app() })
    expect(right.status, right.text).toBe(200)
    pass(30_000)
    const next = await secondStep(person(), { token: await waiting(person(), ada), totp: wrong })
    expect(next.status).toBe(401)
  })
})

describe('one more proof in a session', () => {
  it('by password gives fresh tokens of the same session, and the earlier ones are not lifted along', async () => {
    const ada = await registered()
    pass(700_000)
    const again = await ada.post(REAUTHENTICATE, { password: ada.password }, { token: ada.tokens.access })
    expect(again.status, again.text).toBe(200)
    const tokens = tokensIn(again)
    expect(claimsOf(tokens.access)['sid']).toBe(claimsOf(ada.tokens.access)['sid'])
    expect((await ada.post(`${ME}/totp`, undefined, { token: ada.tokens.access })).status).toBe(401)
    expect((await refresh(ada, ada.tokens.refresh)).status).toBe(401)
    expect((await ada.post(`${ME}/totp`, undefined, { token: tokens.access })).status).toBe(201)
    const next = tokensIn(await refresh(ada, tokens.refresh))
    expect((await ada.post(`${ME}/totp`, undefined, { token: next.access })).status).toBe(201)
  })

  it('twice in a row spares a slow tab too', async () => {
    const ada = await registered()
    const once = tokensIn(
      await ada.post(REAUTHENTICATE, { password: ada.password }, { token: ada.tokens.access }),
    )
    const twice = tokensIn(await ada.post(REAUTHENTICATE, { password: ada.password }, { token: once.access }))
    expect((await refresh(ada, ada.tokens.refresh)).status).toBe(401)
    expect((await refresh(ada, twice.refresh)).status).toBe(200)
  })

  it('ends the session where the earlier refresh token comes later than a slow tab', async () => {
    const ada = await registered()
    const again = await ada.post(REAUTHENTICATE, { password: ada.password }, { token: ada.tokens.access })
    const tokens = tokensIn(again)
    pass(30_001)
    expect((await refresh(ada, ada.tokens.refresh)).status).toBe(401)
    expect((await refresh(ada, tokens.refresh)).status).toBe(401)
  })

  it('by password is not enough where the second step is on', async () => {
    const ada = await protectedAccount()
    const answer = await ada.post(REAUTHENTICATE, { password: ada.password }, { token: ada.tokens.access })
    expect([answer.status, answer.body['methods']]).toEqual([401, ['totp', 'recovery_code']])
  })

  it('by the app gives fresh tokens, and a wrong code is refused', async () => {
    const ada = await protectedAccount()
    pass(700_000)
    const stale = await ada.delete(`${ME}/totp`, { token: ada.tokens.access })
    expect([stale.status, stale.body['methods']]).toEqual([401, ['totp', 'recovery_code']])
    const wrong = ada.app() === '000000' ? '000001' : '000000'
    const refused = await ada.post(REAUTHENTICATE, { totp: wrong }, { token: ada.tokens.access })
    expect([refused.status, refused.body['code']]).toEqual([401, 'second_step_refused'])
    const again = await ada.post(REAUTHENTICATE, { totp: ada.app() }, { token: ada.tokens.access })
    const tokens = tokensIn(again)
    expect((await ada.delete(`${ME}/totp`, { token: tokens.access })).status).toBe(204)
  })

  it('by a recovery code leaves the factors alone for a day', async () => {
    const ada = await protectedAccount()
    await rows('update totp set confirmed_at = confirmed_at - 86400000')
    const [recovery_code] = ada.recoveryCodes
    const again = await ada.post(REAUTHENTICATE, { recovery_code }, { token: ada.tokens.access })
    const tokens = tokensIn(again)
    expect(await toldOfCode(ada)).toMatch(/You have 9 recovery codes left\.[^]*\/not-me#/)
    const refused = await ada.delete(`${ME}/totp`, { token: tokens.access })
    expect([refused.status, refused.body['code']]).toEqual([403, 'recently_recovered'])
    expect(Number(refused.headers.get('Retry-After'))).toBe(86_400)
    const byApp = await ada.post(REAUTHENTICATE, { totp: ada.app() }, { token: tokens.access })
    expect((await ada.delete(`${ME}/totp`, { token: tokensIn(byApp).access })).status).toBe(204)
  })

  it('sends new tokens to a browser in cookies, and none in the body', async () => {
    const ada = await registered()
    const browser = person()
    browser.cookies.set('__Host-accessToken', ada.tokens.access)
    const again = await browser.post(REAUTHENTICATE, { password: ada.password })
    expect(again.body).toEqual({ token_type: 'Bearer', expires_in: 1_800 })
    expect(browser.cookies.get('__Host-refreshToken')).toBeTruthy()
  })
})

describe('recovery codes and the switch', () => {
  it('are renewed: the earlier ones end', async () => {
    const ada = await protectedAccount()
    const renewed = await ada.post(`${ME}/recovery-codes`, undefined, { token: ada.tokens.access })
    expect(renewed.body['recovery_codes']).toHaveLength(10)
    const [earlier = ''] = ada.recoveryCodes
    const token = await waiting(person(), ada)
    expect((await secondStep(person(), { token, recovery_code: earlier })).status).toBe(401)
  })

  it('go when the second step is switched off, and come when it is switched on again', async () => {
    const ada = await protectedAccount()
    const off = await ada.put(`${ME}/security`, { second_step: false }, { token: ada.tokens.access })
    expect(off.body).toMatchObject({ second_step: false, totp: true, recovery_codes_left: 0 })
    const in2 = await signIn(person(), ada)
    expect(in2.status).toBe(200)
    const none = await ada.post(`${ME}/recovery-codes`, undefined, { token: tokensIn(in2).access })
    expect(none.body['code']).toBe('second_step_required')
    const by = await ada.post(REAUTHENTICATE, { totp: ada.app() }, { token: tokensIn(in2).access })
    const on = await ada.put(`${ME}/security`, { second_step: true }, { token: tokensIn(by).access })
    expect(on.body['recovery_codes']).toHaveLength(10)
    expect(waitingToken(await signIn(person(), ada))).not.toBe('')
  })

  it('are passed by the session that switches the second step on: a password is not enough', async () => {
    const ada = await withApp(await registered())
    await ada.put(`${ME}/security`, { second_step: false }, { token: ada.tokens.access })
    const token = tokensIn(await signIn(person(), ada)).access
    const refused = await ada.put(`${ME}/security`, { second_step: true }, { token })
    expect([refused.status, refused.body]).toMatchObject([401, { code: 'sign_in_again', methods: ['totp'] }])
    expect(await rows('select second_step_at from users')).toEqual([{ second_step_at: null }])
    const reproved = await ada.post(REAUTHENTICATE, { totp: ada.app() }, { token })
    expect(reproved.status, reproved.text).toBe(200)
    const again = tokensIn(reproved)
    expect((await ada.put(`${ME}/security`, { second_step: true }, { token: again.access })).status).toBe(200)
    expect(await rows('select second_step from sessions where revoked_at is null')).toEqual([
      { second_step: 1 },
    ])
  })

  it('cannot be switched on without a factor, and mail cannot go when it is the last way in', async () => {
    const ada = await registered()
    const token = ada.tokens.access
    expect((await ada.put(`${ME}/security`, { second_step: true }, { token })).status).toBe(422)
    const text = await ada.put(`${ME}/security`, { second_step: 'yes' }, { token })
    expect([text.status, text.headers.get('Postern-Failure')]).toEqual([
      422,
      'invalid_input; member=second_step; rule=not_valid',
    ])
    const off = await ada.put(`${ME}/security`, { mail_sign_in: false }, { token })
    expect(off.body['mail_sign_in']).toBe(false)
  })

  it('tell the owner when mail signs in no more, and when it does again, by a mail with a way back and in the history', async () => {
    const ada = await registered()
    const token = ada.tokens.access
    await unread(ada.email)
    for (const mail_sign_in of [true, false, false, true]) {
      expect((await ada.put(`${ME}/security`, { mail_sign_in }, { token })).status).toBe(200)
      pass(1_000)
    }
    const newestFirst = (await unread(ada.email)).map(({ subject, text }) => [
      subject,
      text.includes('/not-me#'),
    ])
    expect(newestFirst).toEqual([
      ['Sign-in by email was turned on for your Postern account', true],
      ['Sign-in by email was turned off for your Postern account', true],
    ])
    const events = await rows(
      `select reason from audit_events where event = 'factor_changed' and subject = ? order by id`,
      ada.id,
    )
    expect(events).toEqual([{ reason: 'mail_sign_in_off' }, { reason: 'mail_sign_in_on' }])
  })

  it('add to the app of a session that went on', async () => {
    const ada = await withApp(await registered())
    expect(await alive(ada, ada.tokens)).toEqual(LIVE)
  })
})
