import { beforeEach, describe, expect, it } from 'vitest'
import { freshEmail, PASSWORD, readMe, registered, registration, signIn } from '../support/account.ts'
import { pass } from '../support/clock.ts'
import { dump, rows } from '../support/database.ts'
import { API, askForReset, expectAsked, type Member, member, newMember } from '../support/enveloped.ts'
import { codeIn, mailsTo, mailTo, newLink, otherThan, unread } from '../support/mails.ts'
import { moveTo, NEW_PASSWORD } from '../support/code-flows.ts'
import { type Answer, HOME, type Members, person } from '../support/person.ts'

const DAY = 86_400_000
const VERIFY = '/verify-email'

const confirm = (token: string, more: Members = { password: PASSWORD }) =>
  person().post(VERIFY, { token, ...more })

const expectDone = ({ status, body, text }: Answer) =>
  expect([status, body], text).toEqual([200, { status: 'ok' }])

const expectRefused = ({ status, body, text }: Answer, error = 'invalid_link', code = 400) =>
  expect([status, body], text).toEqual([code, { error, request_id: expect.stringMatching(/^[\w-]{36}$/) }])

const isVerified = async ({ id }: { id: string }) =>
  (await rows<{ v: number }>('select verified_at is not null as v from users where id = ?', id))[0]?.v === 1

const linkOf = async ({ email }: { email: string }) => (await newLink(email, 'verify-email')).token
const codeOf = async ({ email }: { email: string }) =>
  codeIn(await mailTo(email, { subject: /^Confirm your address/ })) ?? ''

let ada: Member

beforeEach(async () => {
  ada = await member({ roaming: true, confirmed: false })
})

describe('the mail after a registration', () => {
  it.each([
    ['api-v1', () => member({ confirmed: false })],
    ['account-v1', () => registered({ confirmed: false })],
  ])('of %s has a link for a day and a code for ten minutes, in text and in HTML', async (_, register) => {
    const somebody = await register()
    const mails = await mailsTo(somebody.email)
    expect(mails.map(({ subject }) => subject)).toEqual(['Confirm your address for Postern (12:00 UTC)'])
    const { url, token, mail } = await newLink(somebody.email, 'verify-email')
    expect(url).toBe(`${HOME}/verify-email#token=${token}`)
    expect(token).toMatch(/^[\w-]{43}$/)
    expect(mail.html).toContain(`href="${url}"`)
    for (const form of [mail.text, mail.html]) {
      expect(form).toContain('24 hours')
      expect(form).toContain('10 minutes')
      expect(form).toMatch(/\b\d{8}\b/)
    }
    expect(await dump()).not.toContain(token)
    expect(await dump()).not.toContain(codeIn(mail))
    expect(await isVerified(somebody)).toBe(false)
    expectDone(await confirm(token))
    expect(await isVerified(somebody)).toBe(true)
  })

  it.each([
    ['api-v1', `${API}/register`, newMember],
    ['account-v1', `${API}/auth/register`, registration],
  ])('of %s is in the language of who registers', async (_, path, body) => {
    const wanted = body()
    await person().post(path, wanted, { headers: { 'Accept-Language': 'es-MX, en;q=0.5' } })
    const { mail } = await newLink(wanted.email, 'verify-email')
    expect(mail.subject).toBe('Confirma tu dirección para Postern (12:00 UTC)')
    expect(mail.html).toContain('<html lang="es">')
  })
})

describe('confirming an address by the link', () => {
  it('takes the link and the password', async () => {
    expectDone(await confirm(await linkOf(ada)))
    expect(await isVerified(ada)).toBe(true)
    expect((await signIn(person(), ada)).status).toBe(200)
  })

  it('takes the link and a live session of the account instead', async () => {
    const answer = await person().post(VERIFY, { token: await linkOf(ada) }, { token: ada.tokens.access })
    expectDone(answer)
    expect(await isVerified(ada)).toBe(true)
    expect((await readMe(person(), ada.tokens.access)).status).toBe(200)
  })

  it('refuses the link alone, and uses nothing up', async () => {
    const token = await linkOf(ada)
    const before = await dump()
    expectRefused(await confirm(token, {}), 'unauthenticated', 401)
    expect(await dump()).toBe(before)
    expectDone(await confirm(token))
  })

  it('refuses the link with the session of somebody else, and uses nothing up', async () => {
    const token = await linkOf(ada)
    const bob = await registered()
    const answer = await person().post(VERIFY, { token }, { token: bob.tokens.access })
    expectRefused(answer, 'token_refused', 401)
    expect([await isVerified(ada), (await confirm(token)).status]).toEqual([false, 200])
  })

  it('counts a wrong password like a failed sign-in, and uses nothing up', async () => {
    const token = await linkOf(ada)
    for (let n = 0; n < 5; n += 1)
      expectRefused(await confirm(token, { password: 'guessed' }), 'wrong_credentials', 401)
    expectRefused(await confirm(token), 'too_many_requests', 429)
    expect((await signIn(person(), ada)).status).toBe(429)
    pass(2_000)
    expectDone(await confirm(token))
    expect(await rows('select sum(failures) as n from password_failures')).toEqual([{ n: 0 }])
  })

  it('ends every session, since nobody knows who else has one, but the one that confirms', async () => {
    const phone = await signIn(person(), ada)
    const { access_token: access } = phone.body as { access_token: string }
    const answer = await person().post(VERIFY, { token: await linkOf(ada) }, { token: ada.tokens.access })
    expectDone(answer)
    expect((await readMe(person(), access)).status).toBe(401)
    expect((await readMe(person(), ada.tokens.access)).status).toBe(200)
  })

  it('happens once', async () => {
    const token = await linkOf(ada)
    expectDone(await confirm(token))
    const before = await dump()
    expectRefused(await confirm(token))
    expect(await dump()).toBe(before)
  })

  it('happens once of twenty at the same moment', async () => {
    const token = await linkOf(ada)
    const session = { token: ada.tokens.access }
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => person().post(VERIFY, { token }, session)),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    for (const answer of answers.filter(({ status }) => status !== 200)) expectRefused(answer)
    expect(await isVerified(ada)).toBe(true)
  })

  it('ends after a day', async () => {
    const late = await member({ confirmed: false })
    const [inTime, tooLate] = [await linkOf(ada), await linkOf(late)]
    pass(DAY - 1)
    expectDone(await confirm(inTime))
    pass(1)
    expectRefused(await confirm(tooLate))
    expect(await isVerified(late)).toBe(false)
  })

  it('takes its own token only', async () => {
    const token = await linkOf(ada)
    expectAsked(await askForReset(person(), ada.email))
    const forReset = (await newLink(ada.email, 'reset-password')).token
    const foreign = [
      '',
      'x',
      'x'.repeat(43),
      `${token}=`,
      token.slice(1),
      forReset,
      ada.tokens.access,
      ada.id,
    ]
    const [challenge] = await rows<{ id: string }>(`select id from challenges where purpose = 'verify_email'`)
    for (const each of [...foreign, challenge?.id ?? '']) {
      expectRefused(await confirm(each))
      expectRefused(await confirm(each, {}))
    }
    expect(await isVerified(ada)).toBe(false)
    expectDone(await confirm(token))
  })

  it('works after a change of the password, with the new one', async () => {
    const token = await linkOf(ada)
    const body = { current_password: PASSWORD, new_password: NEW_PASSWORD, confirm_password: NEW_PASSWORD }
    const { access } = ada.tokens
    expect((await person().post(`${API}/auth/change-password`, body, { token: access })).status).toBe(200)
    expectRefused(await confirm(token), 'wrong_credentials', 401)
    expectDone(await confirm(token, { password: NEW_PASSWORD }))
  })

  it('makes an administrator of a user whom ADMIN_EMAILS names', async () => {
    const root = await member({ email: 'root@example.com', confirmed: false })
    expect((await readMe(root, root.tokens.access)).body['role']).toBe('user')
    expectDone(await person().post(VERIFY, { token: await linkOf(root) }, { token: root.tokens.access }))
    expect((await readMe(root, root.tokens.access)).body['role']).toBe('admin')
    expect((await readMe(ada, ada.tokens.access)).body['role']).toBe('user')
  })
})

describe('"I did not open this account"', () => {
  const owners = { password: 'the owner has this one' }

  it('hands the account over clean, under a new id, and nothing of who opened it works', async () => {
    const { email } = ada
    const profile = { first_name: 'Mallory', bio: 'planted' }
    expect((await ada.put(`${API}/users/me`, profile, { token: ada.tokens.access })).status).toBe(200)
    expectDone(await confirm(await linkOf(ada), { email, take_over: owners }))
    expect((await readMe(person(), ada.tokens.access)).status).toBe(401)
    expect((await signIn(person(), ada)).status).toBe(401)
    const owner = await signIn(person(), { email, ...owners })
    const { body } = await readMe(person(), String(owner.body['access_token']))
    expect(body).toMatchObject({ email, is_verified: true, profile: { first_name: null, bio: null } })
    expect(body['id']).not.toBe(ada.id)
    for (const table of ['sessions where user_id', 'audit_events where subject', 'users where id'])
      expect(await rows(`select * from ${table} = ?`, ada.id)).toEqual([])
  })

  it('makes the browser a known device of the account, by a header and a cookie', async () => {
    const { headers } = await confirm(await linkOf(ada), { email: ada.email, take_over: owners })
    expect(headers.get('Set-Cookie')).toContain(`__Host-device=${headers.get('Postern-Device')};`)
  })

  it('removes the account', async () => {
    const { email } = ada
    expectDone(await confirm(await linkOf(ada), { email, remove: true }))
    expect(await rows('select * from users')).toEqual([])
    expect((await readMe(person(), ada.tokens.access)).status).toBe(401)
    expect((await registered({ email })).id).not.toBe(ada.id)
  })

  it.each([
    ['hand over', { take_over: owners }],
    ['remove', { remove: true }],
  ])('wants the address typed, to %s; another one changes nothing', async (_, act) => {
    const token = await linkOf(ada)
    const before = await dump()
    expectRefused(await confirm(token, { email: freshEmail(), ...act }))
    expectRefused(await confirm(token, act), 'invalid_input', 422)
    expectRefused(await confirm(token, { email: '', ...act }), 'invalid_input', 422)
    expect(await dump()).toBe(before)
    expectDone(await confirm(token, { email: ada.email, ...act }))
  })

  it('is over once the address is confirmed', async () => {
    const token = await linkOf(ada)
    await rows('update users set verified_at = 1')
    expectRefused(await confirm(token, { email: ada.email, remove: true }))
    expectRefused(await confirm(token, { email: ada.email, take_over: owners }))
    expect((await signIn(person(), ada)).status).toBe(200)
  })

  it('asks of the password what every new password is asked', async () => {
    const answer = await confirm(await linkOf(ada), {
      email: ada.email,
      take_over: { password: 'password1' },
    })
    expectRefused(answer, 'invalid_input', 422)
    expect(answer.headers.get('Postern-Failure')).toBe('invalid_input; member=password; rule=too_common')
  })

  it('happens once of twenty at the same moment', async () => {
    const token = await linkOf(ada)
    const body = { email: ada.email, take_over: owners }
    const answers = await Promise.all(Array.from({ length: 20 }, () => confirm(token, body)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(await rows('select count(*) as n from users')).toEqual([{ n: 1 }])
  })
})

describe('confirming an address by the code', () => {
  const type = (code: string, { access } = ada.tokens) =>
    person({ roaming: true }).post(`${API}/users/me/verify`, { code }, { token: access })

  it('takes the code where the account is signed in, and answers the user', async () => {
    const answer = await type(await codeOf(ada))
    expect(answer.status, answer.text).toBe(200)
    expect(answer.body).toMatchObject({ id: ada.id, is_verified: true })
    expect((await signIn(person(), ada)).status).toBe(200)
  })

  it('ends the link of the same mail, and every other session', async () => {
    const other = await signIn(person(), ada)
    const [code, token] = [await codeOf(ada), await linkOf(ada)]
    expect((await type(code)).status).toBe(200)
    expectRefused(await confirm(token))
    expect((await readMe(person(), String(other.body['access_token']))).status).toBe(401)
  })

  it('ends with the link of the same mail', async () => {
    const [code, token] = [await codeOf(ada), await linkOf(ada)]
    expectDone(await person().post(VERIFY, { token }, { token: ada.tokens.access }))
    const late = await type(code)
    expect([late.status, late.body['code']]).toEqual([409, 'already_verified'])
  })

  it('takes five tries, which the link survives', async () => {
    const [code, token] = [await codeOf(ada), await linkOf(ada)]
    for (let n = 0; n < 5; n += 1) expect((await type(otherThan(code))).status).toBe(400)
    expect((await type(code)).status).toBe(400)
    expectDone(await confirm(token))
  })

  it('is compared five times of fifty wrong guesses at the same moment', async () => {
    const code = await codeOf(ada)
    await Promise.all(Array.from({ length: 50 }, () => type(otherThan(code))))
    expect(await rows('select max(tries) as n from challenges')).toEqual([{ n: 5 }])
    expect((await type(code)).status).toBe(400)
  })

  it('takes five tries for all codes that are live, since each is compared with all', async () => {
    const older = await codeOf(ada)
    const phone = await signIn(person(), ada)
    const token = String(phone.body['access_token'])
    await unread(ada.email)
    expect((await ada.post(`${API}/users/me/verify/mail`, undefined, { token })).status).toBe(202)
    const newer = codeIn((await unread(ada.email))[0] ?? { text: '' }) ?? ''
    const wrong = [otherThan(older), otherThan(newer)].find((code) => code !== older && code !== newer) ?? ''
    for (let n = 0; n < 5; n += 1) expect((await type(wrong)).status).toBe(400)
    expect([(await type(older)).status, (await type(newer)).status]).toEqual([400, 400])
  })

  it('works once of twenty at the same moment', async () => {
    const code = await codeOf(ada)
    const answers = await Promise.all(Array.from({ length: 20 }, () => type(code)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  it('ends after ten minutes, and the link does not', async () => {
    const [code, token] = [await codeOf(ada), await linkOf(ada)]
    pass(600_000)
    expect((await type(code)).status).toBe(400)
    expectDone(await confirm(token))
  })

  it('is good in its own account only', async () => {
    const code = await codeOf(ada)
    const mallory = await registered({ confirmed: false })
    expect((await type(code, mallory.tokens)).status).toBe(400)
    expect(await isVerified(mallory)).toBe(false)
  })
})

describe('asking for the mail again', () => {
  const ask = (by = ada) => by.post(`${API}/users/me/verify/mail`, undefined, { token: by.tokens.access })

  it('mails a code and a link, and those of the mail before end', async () => {
    const [early, before] = [await codeOf(ada), await linkOf(ada)]
    await unread(ada.email)
    const answer = await ask()
    expect([answer.status, answer.body]).toEqual([
      202,
      { message: 'Verification mail sent', expires_in: 600 },
    ])
    const [mail] = await unread(ada.email)
    const code = codeIn(mail ?? { text: '' }) ?? ''
    const type = (typed: string) =>
      person().post(`${API}/users/me/verify`, { code: typed }, { token: ada.tokens.access })
    expectRefused(await confirm(before))
    expect((await type(early)).status).toBe(400)
    expect((await type(code)).status).toBe(200)
  })

  it('is refused once the address is confirmed', async () => {
    const bob = await member()
    const answer = await ask(bob)
    expect([answer.status, answer.body['message']]).toEqual([409, 'Already verified'])
    expect(await mailsTo(bob.email)).toHaveLength(1)
  })
})

describe('an account whose address is not confirmed', () => {
  it('cannot move to another address', async () => {
    const answer = await ada.patch(
      '/auth/v1/account/request/code',
      { newAccount: freshEmail() },
      { token: ada.tokens.access },
    )
    expect([answer.status, answer.body['msg']]).toEqual([403, 'Address not verified'])
  })

  it('can once it is confirmed', async () => {
    expectDone(await person().post(VERIFY, { token: await linkOf(ada) }, { token: ada.tokens.access }))
    await moveTo(ada, freshEmail())
  })
})

describe('the body of POST /verify-email', () => {
  it('has a token in it, and is JSON', async () => {
    for (const body of [{}, { token: null }, { token: 7 }, { token: ['x'] }, { Token: 'x' }])
      expectRefused(await person().post(VERIFY, body), 'invalid_input', 422)
    expectRefused(await person().post(VERIFY, '[]'), 'malformed_body', 400)
    const headers = { 'Content-Type': 'text/plain' }
    expectRefused(await person().post(VERIFY, '{"token":"x"}', { headers }), 'unsupported_media_type', 415)
    expectRefused(await person().post(VERIFY, { token: 'x'.repeat(16_384) }), 'body_too_large', 413)
  })

  it('has the token in it, not the query', async () => {
    const token = await linkOf(ada)
    expectRefused(
      await person().post(`${VERIFY}?token=${token}`, { password: PASSWORD }),
      'invalid_input',
      422,
    )
    expect(await isVerified(ada)).toBe(false)
  })
})
