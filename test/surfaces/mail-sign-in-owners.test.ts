import { describe, expect, it } from 'vitest'
import {
  freshEmail,
  PASSWORD,
  readMe,
  registered,
  registration,
  signIn,
  tokensIn,
} from '../support/account.ts'
import { counted } from '../support/budgets.ts'
import { pass } from '../support/clock.ts'
import { moveTo, proveMailbox, V1 } from '../support/code-flows.ts'
import { dump, rows } from '../support/database.ts'
import { newMember } from '../support/enveloped.ts'
import { AGAIN, askedAgain, askedByMail, MAIL, mailOnly, redeem } from '../support/mail-sign-in.ts'
import { mailsTo, mailTo, otherThan } from '../support/mails.ts'
import { type Members, person } from '../support/person.ts'
import { ME, protectedAccount, secondStep, waitingToken } from '../support/second-step.ts'
import { observed } from '../support/work.ts'
import { workerWith } from '../support/worker.ts'

const NEW = 'eight wet words'
type Asked = Awaited<ReturnType<typeof askedByMail>>

/** Every way to bring a mail back. */
const FORMS: Record<string, (asked: Asked, email: string) => Members> = {
  'its code': ({ request, code }) => ({ request, code }),
  'its link, in the browser that has asked': ({ request, token }) => ({ request, token }),
  'its link and the typed address, on another device': ({ token }, email) => ({ token, email }),
}
const forms = Object.entries(FORMS)

describe('who owns the address', () => {
  it('gets a clean account where somebody else has opened an unverified one', async () => {
    for (const [, bring] of forms) {
      const squatter = await registered({ confirmed: false })
      const asked = await askedByMail(squatter.email)
      const answer = await redeem(bring(asked, squatter.email))
      expect(answer.status, answer.text).toBe(200)
      const me = await readMe(person(), tokensIn(answer).access)
      expect(me.body['id']).not.toBe(squatter.id)
      expect((await signIn(person(), squatter)).status).toBe(401)
      expect((await readMe(person(), squatter.tokens.access)).status).toBe(401)
    }
  })

  it('keeps their own unverified account, without a password that was not typed in the request', async () => {
    for (const password of [undefined, NEW]) {
      const ada = await registered({ confirmed: false })
      const { request, code } = await askedByMail(ada.email)
      const answer = await redeem({ request, code, password }, ada, ada.tokens.access)
      expect(answer.status, answer.text).toBe(200)
      expect((await readMe(person(), tokensIn(answer).access)).body).toMatchObject({
        id: ada.id,
        is_verified: true,
      })
      expect((await signIn(person(), { email: ada.email, password: PASSWORD })).status).toBe(401)
      const typed = await signIn(person(), { email: ada.email, password: NEW })
      expect(typed.status).toBe(password ? 200 : 401)
    }
  })

  it('is not ended by whoever squats it: their changes end no mail of the owner', async () => {
    const squatter = await registered({ confirmed: false })
    const asked = await askedByMail(squatter.email)
    const words = { current_password: PASSWORD, new_password: NEW, confirm_password: NEW }
    const { access: token } = squatter.tokens
    expect((await squatter.post('/api/v1/auth/change-password', words, { token })).status).toBe(200)
    expect((await redeem({ request: asked.request, code: asked.code })).status).toBe(200)
  })

  it('is refused while an account may come back to it', async () => {
    const ada = await registered({ roaming: true })
    await moveTo(ada, freshEmail())
    const { request, code } = await askedByMail(ada.email)
    const answer = await redeem({ request, code })
    expect([answer.status, answer.body['code']]).toEqual([409, 'email_taken'])
    expect((await redeem({ request, code })).body['code']).toBe('email_taken')
  })

  it('gets nothing from a mail that was begun before the account moved, changed or was disabled', async () => {
    const ada = await registered({ roaming: true })
    const moved = await askedByMail(ada.email)
    await moveTo(ada, freshEmail())
    for (const [, bring] of forms) expect((await redeem(bring(moved, ada.email))).status).toBe(400)

    const bob = await registered({ roaming: true })
    const disabled = await askedByMail(bob.email)
    await rows('update users set disabled_at = 1 where id = ?', bob.id)
    for (const [, bring] of forms) expect((await redeem(bring(disabled, bob.email))).status).toBe(400)
    expect((await person({ roaming: true }).post(MAIL, { email: bob.email })).status).toBe(202)
    const { text } = await mailTo(bob.email, { subject: /does not allow sign-in by email/ })
    expect(text).not.toMatch(/#token|^\d{8}$/m)
  })
})

describe('settings of a sign-in by mail', () => {
  it('mails an account that has switched it off a mail without a code, and strangers see no difference', async () => {
    const ada = await registered()
    const asked = await askedByMail(ada.email)
    await rows('update users set mail_sign_in_off_at = 1 where id = ?', ada.id)
    for (const [, bring] of forms) expect((await redeem(bring(asked, ada.email))).status).toBe(400)
    const answer = await person({ roaming: true }).post(MAIL, { email: ada.email })
    expect([answer.status, Object.keys(answer.body)]).toEqual([202, ['request', 'label', 'expires_in']])
    const mail = await mailTo(ada.email, { subject: /does not allow sign-in by email/ })
    expect(mail.text).not.toMatch(/#token|^\d{8}$/m)
  })

  const closed = () => workerWith({ SIGN_UP: 'closed' })

  it('ends when it is switched off, also where it waits for its second step, and does not come back with it', async () => {
    const ada = await protectedAccount()
    const token = ada.tokens.access
    const first = await askedByMail(ada.email)
    const waits = waitingToken(await redeem({ request: first.request, code: first.code }))
    const second = await askedByMail(ada.email)
    for (const on of [false, true]) {
      const answer = await ada.put(`${ME}/security`, { mail_sign_in: on }, { token })
      expect(answer.body['mail_sign_in'], answer.text).toBe(on)
      const passed = await secondStep(person({ roaming: true }), { token: waits, totp: ada.app() })
      expect([passed.status, passed.body['code']]).toEqual([401, 'second_step_refused'])
      const redeemed = await redeem({ request: second.request, code: second.code })
      expect([redeemed.status, redeemed.body['code']]).toEqual([400, 'invalid_code'])
    }
    const { request, code } = await askedByMail(ada.email)
    const later = waitingToken(await redeem({ request, code }))
    expect((await secondStep(person({ roaming: true }), { token: later, totp: ada.app() })).status).toBe(200)
  })

  it('opens no account by any route where sign-up is closed, and says so in the mail', async () => {
    const by = person({ worker: closed(), roaming: true })
    const email = freshEmail()
    const answer = await by.post(MAIL, { email })
    expect(answer.status).toBe(202)
    const mail = await mailTo(email, { subject: /^There is no/ })
    expect(mail.text).not.toMatch(/#token|^\d{8}$/m)

    const asked = await askedByMail(freshEmail())
    const redeemed = await redeem({ request: asked.request, code: asked.code }, by)
    expect([redeemed.status, redeemed.body['code']]).toEqual([403, 'sign_up_closed'])
    const taken = (await registered()).email
    const before = await dump()
    for (const address of [freshEmail(), taken]) {
      const registering = await by.post('/api/v1/auth/register', registration({ email: address }))
      expect([registering.status, registering.body['code']]).toEqual([403, 'sign_up_closed'])
      const enveloped = await by.post('/api/v1/register', newMember({ email: address }))
      expect([enveloped.status, enveloped.body['message']]).toEqual([403, 'Sign-up closed.'])
    }
    expect(await dump()).toBe(before)
    await proveMailbox(by, freshEmail())
    const created = await by.post(`${V1}/create/account`, { pwd: NEW })
    expect([created.status, created.body['msg']]).toEqual([403, 'Sign-up closed'])
  })

  it('lets in whoever has an account where sign-up is closed', async () => {
    const by = person({ worker: closed(), roaming: true })
    for (const confirmed of [true, false]) {
      const ada = await registered({ confirmed })
      const asked = await askedByMail(ada.email, by)
      expect((await redeem({ request: asked.request, code: asked.code }, by)).status).toBe(200)
    }
  })

  it('lets an administrator open accounts where sign-up is closed', async () => {
    const ada = await registered()
    await rows(`update users set role = 'admin' where id = ?`, ada.id)
    const { access: token } = tokensIn(await signIn(person(), ada))
    const by = person({ worker: closed() })
    const body = { email: freshEmail(), password: PASSWORD, names: 'Bob', surnames: 'Byron' }
    const answer = await by.post('/api/v1/auth/register', body, { token })
    expect(answer.status, answer.text).toBe(201)
    const { access: other } = (await registered()).tokens
    expect(
      (await by.post('/api/v1/auth/register', { ...body, email: freshEmail() }, { token: other })).status,
    ).toBe(403)
  })

  it('leads the link to the page of the app, with token and label and without the address', async () => {
    const SIGN_IN_URL = 'https://app.example.com/in'
    const email = freshEmail()
    const by = person({ worker: workerWith({ SIGN_IN_URL }), roaming: true })
    const { body } = await by.post(MAIL, { email })
    const [mail] = await mailsTo(email)
    const [url = ''] = /https:\/\/app\S+/.exec(mail?.text ?? '') ?? []
    const fragment = new URLSearchParams(new URL(url).hash.slice(1))
    expect([...fragment.keys()]).toEqual(['token', 'label'])
    expect(fragment.get('label')).toBe(body['label'])
    expect(url.startsWith(`${SIGN_IN_URL}#token=`)).toBe(true)
  })
})

describe('one more proof by mail', () => {
  const again = (ada: Awaited<ReturnType<typeof mailOnly>>, code: string) =>
    person({ roaming: true }).post(AGAIN, { code }, { token: ada.tokens.access })
  const later = async () => {
    const ada = await mailOnly(freshEmail())
    pass(11 * 60_000)
    return ada
  }
  const setPassword = (token: string) =>
    person({ roaming: true }).put('/api/v1/users/me/password', { password: NEW }, { token })

  it('makes the session fresh by a code of six digits, where the account has only its mailbox', async () => {
    const ada = await later()
    const refused = await setPassword(ada.tokens.access)
    expect([refused.status, refused.body]).toMatchObject([401, { code: 'sign_in_again', methods: ['code'] }])
    const code = await askedAgain(ada)
    expect(code).toMatch(/^\d{6}$/)
    const answer = await again(ada, code)
    expect(answer.status, answer.text).toBe(200)
    expect((await setPassword(tokensIn(answer).access)).status).toBe(200)
  })

  it('is taken once of twenty at the same moment, and takes back what was counted', async () => {
    const ada = await later()
    const code = await askedAgain(ada)
    expect((await again(ada, otherThan(code))).body['code']).toBe('invalid_code')
    const answers = await Promise.all(Array.from({ length: 20 }, () => again(ada, code)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    for (const { body } of answers.filter(({ status }) => status !== 200))
      expect(['invalid_code', 'token_refused']).toContain(body['code'])
  })

  it('ends after five wrong codes, after ten minutes, and with a newer one of the session', async () => {
    const ada = await later()
    const spent = await askedAgain(ada)
    for (let n = 0; n < 5; n += 1) await again(ada, otherThan(spent))
    expect((await again(ada, spent)).body['code']).toBe('invalid_code')
    const old = await askedAgain(ada)
    pass(10 * 60_000)
    expect((await again(ada, old)).body['code']).toBe('invalid_code')
    const [first, second] = [await askedAgain(ada), await askedAgain(ada)]
    expect((await again(ada, first)).body['code']).toBe('invalid_code')
    expect((await again(ada, second)).status).toBe(200)
  })

  it('is good only in the session that has asked for it', async () => {
    const ada = await later()
    const other = await mailOnly(ada.email)
    const code = await askedAgain(ada)
    expect((await again(other, code)).body['code']).toBe('invalid_code')
    expect((await again(await mailOnly(freshEmail()), code)).body['code']).toBe('invalid_code')
    expect((await again(ada, code)).status).toBe(200)
  })

  it('is refused where the account has something stronger, and no code is mailed', async () => {
    for (const { tokens, methods } of [
      { tokens: (await registered()).tokens, methods: ['password'] },
      { tokens: (await protectedAccount()).tokens, methods: ['totp', 'recovery_code'] },
    ]) {
      const options = { token: tokens.access }
      for (const answer of [
        await person().post(`${AGAIN}/mail`, undefined, options),
        await person().post(AGAIN, { code: '123456' }, options),
      ])
        expect([answer.status, answer.body]).toMatchObject([401, { code: 'sign_in_again', methods }])
    }
    expect(await rows(`select 1 from challenges where purpose = 'reauthenticate'`)).toEqual([])
  })

  it('costs two trips to D1 at most', async () => {
    const { worker, last } = observed()
    const ada = await later()
    const by = person({ worker, roaming: true })
    const code = await askedAgain(ada)
    for (const each of [otherThan(code), code]) {
      await by.post(AGAIN, { code: each }, { token: ada.tokens.access })
      expect(last().trips.d1.length).toBeLessThanOrEqual(2)
    }
  })
})

describe('an account that is opened by mail', () => {
  const TWO = { LIMITS: 'on', REGISTRATIONS_PER_HOUR: '2' }
  const opened = async () => (await counted('register/client/%')).reduce((sum, { count }) => sum + count, 0)

  it('is one of those that a client may open in an hour; the next one waits with its mail as it was', async () => {
    const by = person({ worker: workerWith(TWO) })
    const open = async () => {
      const { token, request } = await askedByMail(freshEmail())
      return { link: { request, token }, answer: await redeem({ request, token }, by) }
    }
    expect((await open()).answer.status).toBe(200)
    const one = await opened()
    expect((await open()).answer.status).toBe(200)
    expect(one).toBeGreaterThan(0)
    expect(await opened()).toBe(2 * one)
    const { answer, link } = await open()
    expect([answer.status, answer.body['code']], answer.text).toEqual([429, 'too_many_requests'])
    expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(3_500)
    expect((await redeem(link)).status, 'another client').toBe(200)
  })

  it('counts nothing of a sign-in to an account that is there', async () => {
    const ada = await registered({ roaming: true })
    const before = await opened()
    const { token, request } = await askedByMail(ada.email)
    expect((await redeem({ token, request }, person({ worker: workerWith(TWO) }))).status).toBe(200)
    expect(await opened()).toBe(before)
  })
})
