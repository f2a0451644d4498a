import { beforeEach, describe, expect, it } from 'vitest'
import { freshEmail, PASSWORD, readMe, registered, registration } from '../support/account.ts'
import { pass } from '../support/clock.ts'
import { dump, rows } from '../support/database.ts'
import {
  API,
  askForReset,
  expectAsked,
  expectInvalidToken,
  expectUnknown,
  login,
  type Member,
  member,
  newMember,
  refresh,
  reset,
  tokensOf,
} from '../support/enveloped.ts'
import { mailsTo, newLink, newLinks } from '../support/mails.ts'
import { moveTo } from '../support/code-flows.ts'
import { type Answer, HOME, person } from '../support/person.ts'
import { workerWith } from '../support/worker.ts'

const DAY = 86_400_000
const VERIFY = '/verify-email'
const UNDO = '/undo-email-change'

const press = (path: string, token: string) => person().post(path, { token })

const expectDone = ({ status, body, text }: Answer) =>
  expect([status, body], text).toEqual([200, { status: 'ok' }])

const expectBroken = ({ status, body, text }: Answer, error = 'invalid_link', code = 400) =>
  expect([status, body], text).toEqual([code, { error, request_id: expect.stringMatching(/^[\w-]{36}$/) }])

const isVerified = async ({ tokens }: Pick<Member, 'tokens'>) =>
  (await readMe(person(), tokens.access)).body['is_verified']

let ada: Member

beforeEach(async () => {
  ada = await member({ roaming: true })
})

describe('the mail after a registration', () => {
  it.each([
    ['api-v1', () => member()],
    ['account-v1', () => registered()],
  ])('of %s asks for one press of a button, in text and in HTML', async (_, register) => {
    const somebody = await register()
    const mails = await mailsTo(somebody.email)
    expect(mails.map(({ subject }) => subject)).toEqual(['Confirm your address for Postern'])
    const { url, token, mail } = await newLink(somebody.email, 'verify-email')
    expect(url).toBe(`${HOME}/verify-email#token=${token}`)
    expect(token).toMatch(/^[\w-]{43}$/)
    expect(mail.html).toContain(`href="${url}"`)
    for (const form of [mail.text, mail.html]) expect(form).toContain('24 hours')
    expect(await dump()).not.toContain(token)
    expect(await isVerified(somebody)).toBe(false)
    expectDone(await press(VERIFY, token))
    expect(await isVerified(somebody)).toBe(true)
  })

  it.each([
    ['api-v1', `${API}/register`, newMember],
    ['account-v1', `${API}/auth/register`, registration],
  ])('of %s is in the language of who registers', async (_, path, body) => {
    const wanted = body()
    await person().post(path, wanted, { headers: { 'Accept-Language': 'es-MX, en;q=0.5' } })
    const { mail } = await newLink(wanted.email, 'verify-email')
    expect(mail.subject).toBe('Confirma tu dirección para Postern')
    expect(mail.html).toContain('<html lang="es">')
  })
})

describe('confirming an address', () => {
  const linkOf = async ({ email }: { email: string }) => (await newLink(email, 'verify-email')).token

  it('happens once', async () => {
    const token = await linkOf(ada)
    expectDone(await press(VERIFY, token))
    const before = await dump()
    expectBroken(await press(VERIFY, token))
    expect(await dump()).toBe(before)
  })

  it('happens once of twenty at the same moment', async () => {
    const token = await linkOf(ada)
    const answers = await Promise.all(Array.from({ length: 20 }, () => press(VERIFY, token)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    for (const answer of answers.filter(({ status }) => status !== 200)) expectBroken(answer)
    expect(await isVerified(ada)).toBe(true)
  })

  it('ends after a day', async () => {
    const [early, late] = [await member(), await member()]
    const [inTime, tooLate] = [await linkOf(early), await linkOf(late)]
    pass(DAY - 1)
    expectDone(await press(VERIFY, inTime))
    pass(1)
    expectBroken(await press(VERIFY, tooLate))
    expect(await rows('select count(verified_at) as n from users')).toEqual([{ n: 1 }])
  })

  it('takes its own token only', async () => {
    const token = await linkOf(ada)
    expectAsked(await askForReset(person(), ada.email))
    const forReset = (await newLink(ada.email, 'reset-password')).token
    const foreign = ['x', 'x'.repeat(43), `${token}=`, token.slice(1), forReset, ada.tokens.access, ada.id]
    for (const each of foreign) expectBroken(await press(VERIFY, each))
    const [challenge] = await rows<{ id: string }>(`select id from challenges where purpose = 'verify_email'`)
    expectBroken(await press(VERIFY, challenge?.id ?? ''))
    expect(await isVerified(ada)).toBe(false)
    expectDone(await press(VERIFY, token))
  })

  it('works after a change of the password', async () => {
    const token = await linkOf(ada)
    const body = {
      current_password: PASSWORD,
      new_password: 'nine warm words',
      confirm_password: 'nine warm words',
    }
    const { access } = ada.tokens
    expect((await person().post(`${API}/auth/change-password`, body, { token: access })).status).toBe(200)
    expectDone(await press(VERIFY, token))
    expect(await rows('select verified_at is not null as verified from users')).toEqual([{ verified: 1 }])
  })

  it('ends when the account leaves the address', async () => {
    const token = await linkOf(ada)
    await moveTo(ada, freshEmail())
    await rows('update users set verified_at = null')
    expectBroken(await press(VERIFY, token))
    expect(await rows('select verified_at from users')).toEqual([{ verified_at: null }])
  })

  it('makes an administrator of a user whom ADMIN_EMAILS names', async () => {
    const root = await member({ email: 'root@example.com' })
    expect((await readMe(root, root.tokens.access)).body['role']).toBe('user')
    const others = () => root.get(`${API}/users/${ada.id}`, { token: root.tokens.access })
    expect((await others()).body['email']).toBeNull()
    expectDone(await press(VERIFY, await linkOf(root)))
    expect((await readMe(root, root.tokens.access)).body['role']).toBe('admin')
    expect((await others()).body['email']).toBe(ada.email)
    expect((await readMe(ada, ada.tokens.access)).body['role']).toBe('user')
  })
})

describe.each([VERIFY, UNDO])('the body of POST %s', (path) => {
  it('has a token in it, and is JSON', async () => {
    for (const body of [{}, { token: null }, { token: 7 }, { token: ['x'] }, { Token: 'x' }]) {
      expectBroken(await person().post(path, body), 'invalid_input', 422)
    }
    expectBroken(await person().post(path, '[]'), 'malformed_body', 400)
    const headers = { 'Content-Type': 'text/plain' }
    expectBroken(await person().post(path, '{"token":"x"}', { headers }), 'unsupported_media_type', 415)
    expectBroken(await person().post(path, { token: 'x'.repeat(16_384) }), 'body_too_large', 413)
    expectBroken(await person().post(path, { token: '' }))
  })

  it('has the token in it, not the query', async () => {
    const { token } = await newLink(ada.email, 'verify-email')
    expectBroken(await person().post(`${path}?token=${token}`, {}), 'invalid_input', 422)
    expect(await isVerified(ada)).toBe(false)
  })
})

describe('taking an account back', () => {
  const linkOf = async (email: string) => (await newLink(email, 'undo-email-change')).token
  const works = async (email: string) => (await login(person(), { email, password: PASSWORD })).status === 200

  it('gives it to the old address, and ends every session and every challenge', async () => {
    const thief = freshEmail()
    const access = await moveTo(ada, thief)
    const { tokens } = { tokens: tokensOf(await login(person(), { email: thief, password: PASSWORD })) }
    await askForReset(person(), thief)
    const forReset = (await newLink(thief, 'reset-password')).token
    expect([await works(ada.email), await works(thief)]).toEqual([false, true])

    expectDone(await press(UNDO, await linkOf(ada.email)))
    for (const token of [access, tokens.access]) expect((await readMe(person(), token)).status).toBe(401)
    expectUnknown(await refresh(person(), tokens.refresh))
    expect(await rows('select id from sessions where revoked_at is null')).toEqual([])
    for (const email of [thief, ada.email]) {
      expectInvalidToken(await reset(person(), { token: forReset, email }))
    }
    expect([await works(ada.email), await works(thief)]).toEqual([true, false])
  })

  it('happens once', async () => {
    await moveTo(ada, freshEmail())
    const token = await linkOf(ada.email)
    expectDone(await press(UNDO, token))
    const before = await dump()
    expectBroken(await press(UNDO, token))
    expect(await dump()).toBe(before)
  })

  it('happens once of twenty at the same moment', async () => {
    await moveTo(ada, freshEmail())
    const token = await linkOf(ada.email)
    const answers = await Promise.all(Array.from({ length: 20 }, () => press(UNDO, token)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(await rows('select email, security_version from users')).toEqual([
      { email: ada.email, security_version: 2 },
    ])
  })

  it('works after any number of further moves, and ends their links', async () => {
    const [second, third] = [freshEmail(), freshEmail()]
    await moveTo(ada, second)
    pass()
    await moveTo({ ...ada, email: second }, third)
    const [oldest, newer] = [await linkOf(ada.email), await linkOf(second)]
    expectDone(await press(UNDO, oldest))
    expectBroken(await press(UNDO, newer))
    expect(await rows('select email from users')).toEqual([{ email: ada.email }])
  })

  it('works after a newer link was used', async () => {
    const [second, third] = [freshEmail(), freshEmail()]
    await moveTo(ada, second)
    pass()
    await moveTo({ ...ada, email: second }, third)
    const [oldest, newer] = [await linkOf(ada.email), await linkOf(second)]
    expectDone(await press(UNDO, newer))
    expect(await rows('select email from users')).toEqual([{ email: second }])
    expectDone(await press(UNDO, oldest))
    expect(await rows('select email from users')).toEqual([{ email: ada.email }])
  })

  it('leaves the link of another user good, also one that is newer', async () => {
    const bob = await member({ roaming: true })
    await moveTo(ada, freshEmail())
    pass()
    await moveTo(bob, freshEmail())
    for (const { email } of [ada, bob]) expectDone(await press(UNDO, await linkOf(email)))
    expect(await rows('select email from users order by rowid')).toEqual([
      { email: ada.email },
      { email: bob.email },
    ])
  })

  it('works after the password was changed and reset by a thief', async () => {
    const thief = freshEmail()
    const access = await moveTo(ada, thief)
    const token = await linkOf(ada.email)
    const body = {
      current_password: PASSWORD,
      new_password: 'nine warm words',
      confirm_password: 'nine warm words',
    }
    expect((await person().post(`${API}/auth/change-password`, body, { token: access })).status).toBe(200)
    await askForReset(person(), thief)
    await reset(person(), { token: (await newLink(thief, 'reset-password')).token, email: thief })
    expectDone(await press(UNDO, token))
    expect(await rows('select email from users')).toEqual([{ email: ada.email }])
  })

  it('ends after seven days', async () => {
    await moveTo(ada, freshEmail())
    const token = await linkOf(ada.email)
    pass(7 * DAY)
    expectBroken(await press(UNDO, token))
    pass(-60_000)
    expectDone(await press(UNDO, token))
  })

  it('does not work when somebody else has the address now', async () => {
    const moved = freshEmail()
    await moveTo(ada, moved)
    const token = await linkOf(ada.email)
    await member({ email: ada.email })
    const before = await dump({ without: ['audit_events'] })
    expectBroken(await press(UNDO, token))
    expect(await dump({ without: ['audit_events'] })).toBe(before)
    expect(await works(moved)).toBe(true)
  })

  it('takes its own token only', async () => {
    const verify = (await newLink(ada.email, 'verify-email')).token
    await moveTo(ada, freshEmail())
    const token = await linkOf(ada.email)
    for (const each of ['x', 'x'.repeat(43), verify, ada.tokens.refresh])
      expectBroken(await press(UNDO, each))
    expectBroken(await press(VERIFY, token))
    expectInvalidToken(await reset(person(), { token, email: ada.email }))
    expectDone(await press(UNDO, token))
  })
})

describe('the origin of a mailed link', () => {
  const lies = [
    { Host: 'evil.example' },
    { 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'http' },
    { Forwarded: 'host=evil.example;proto=http' },
    { 'X-Original-URL': 'https://evil.example/', 'X-Rewrite-URL': 'https://evil.example/' },
    { Referer: 'https://evil.example/' },
  ]

  it.each(lies)('does not follow %j', async (headers) => {
    expectAsked(await person().post(`${API}/password/email`, { email: ada.email }, { headers }))
    const wanted = newMember()
    tokensOf(await person().post(`${API}/register`, wanted, { headers }))
    const links = [await newLink(ada.email, 'reset-password'), await newLink(wanted.email, 'verify-email')]
    expect(links.map(({ page }) => page)).toEqual([`${HOME}/reset-password`, `${HOME}/verify-email`])
    for (const { mail } of links) expect(mail.text + mail.html).not.toContain('evil.example')
  })

  it('does not follow the address under which the service was asked', async () => {
    const asked = new Request(`http://evil.example${API}/password/email`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email: ada.email }),
    })
    expectAsked(await person().send(asked))
    expect((await newLink(ada.email, 'reset-password')).page).toBe(`${HOME}/reset-password`)
  })

  it('is that of a front end with pages of its own, with the token still in the fragment', async () => {
    const RESET_URL = 'https://app.example.com/forgot?from=mail'
    const worker = workerWith({ RESET_URL, VERIFY_URL: 'https://app.example.com/welcome' })
    const bob = await member({ worker })
    expectAsked(await askForReset(bob, bob.email))
    const [welcome] = await newLinks(bob.email, 'welcome')
    const [forgot] = await newLinks(bob.email, 'forgot?from=mail')
    expect(welcome?.url).toBe(`https://app.example.com/welcome#token=${welcome?.token}`)
    expect(forgot?.url.startsWith(`${RESET_URL}#token=`)).toBe(true)
    expectDone(await press(VERIFY, welcome?.token ?? ''))
    expect((await reset(bob, { token: forgot?.token ?? '', email: bob.email })).status).toBe(200)
  })

  it('is that of the settings, also for undoing a move', async () => {
    await moveTo(ada, freshEmail())
    expect((await newLink(ada.email, 'undo-email-change')).page).toBe(`${HOME}/undo-email-change`)
  })
})
