import { beforeEach, describe, expect, it, vi } from 'vitest'
import { freshEmail, PASSWORD } from '../support/account.ts'
import { dump, keyValueDump, rows } from '../support/database.ts'
import {
  API,
  askForReset,
  expectAsked,
  expectErrors,
  expectInvalidToken,
  expectReset,
  expectUnknown,
  login,
  type Member,
  member,
  reset,
  tokensOf,
} from '../support/enveloped.ts'
import { codeFor, linksIn, mailsTo, newLink, newLinks } from '../support/mails.ts'
import { moveTo, NEW_PASSWORD } from '../support/code-flows.ts'
import { person } from '../support/person.ts'
import { resend, RESEND_SETTINGS } from '../support/resend.ts'
import { SECRET, workerWith } from '../support/worker.ts'

const MINUTE = 60_000

let ada: Member

beforeEach(async () => {
  ada = await member({ roaming: true })
})

/** Asks for a link and takes it out of the mail. */
async function linkFor({ email }: { email: string }) {
  expectAsked(await askForReset(person(), email))
  return newLink(email, 'reset-password')
}

const tokenFor = async (somebody: { email: string }) => (await linkFor(somebody)).token

/** Nothing has happened: the old password works. */
const expectUnchanged = async () => {
  await rows('delete from password_failures')
  tokensOf(await login(person(), ada))
}

async function changePassword(somebody: Member, password = 'nine warm words') {
  const body = { current_password: somebody.password, new_password: password, confirm_password: password }
  const answer = await somebody.post('/api/v1/auth/change-password', body, { token: somebody.tokens.access })
  expect(answer.status, answer.text).toBe(200)
}

describe('the link of a reset', () => {
  it('holds 256 bits and the address in its fragment, and nothing anywhere else', async () => {
    const { url, mail, token } = await linkFor(ada)
    const fragment = new URLSearchParams({ token, email: ada.email }).toString()
    expect(url).toBe(`https://auth.localhost/reset-password#${fragment}`)
    expect(token).toMatch(/^[\w-]{43}$/)
    expect(mail.html).toContain(`href="${url.replaceAll('&', '&amp;')}"`)
    expect(mail.text).toContain('60 minutes')
    expect(mail.text + mail.html).not.toContain(ada.password)
  })

  it('works for an address with characters that have a meaning in a fragment', async () => {
    const email = `a+b&c=de%f'${crypto.randomUUID().slice(0, 8)}@example.org`
    const odd = await member({ email })
    const link = await linkFor(odd)
    expect(link.email).toBe(odd.email)
    expectReset(await reset(person(), { token: link.token, email: link.email ?? '' }))
  })

  it('is different each time', async () => {
    const tokens = [await tokenFor(ada), await tokenFor(ada), await tokenFor(ada)]
    expect(new Set(tokens).size).toBe(3)
  })

  it('is stored as a hash only, in D1 and in KV', async () => {
    const { heard } = resend()
    const somebody = person({ worker: workerWith(RESEND_SETTINGS) })
    expectAsked(await askForReset(somebody, ada.email))
    const [link] = heard.flatMap(linksIn)
    const token = link?.token ?? ''
    expect(token).toHaveLength(43)
    const stored = (await dump()) + (await keyValueDump())
    expect(stored).not.toContain(token)
    const hex = [...Uint8Array.fromBase64(token, { alphabet: 'base64url' })]
    expect(stored).not.toContain(hex.map((byte) => byte.toString(16).padStart(2, '0')).join(''))

    const before = await dump()
    const texts = new Set(stored.match(/[\w-]{20,}/g))
    expect(texts.size).toBeGreaterThan(3)
    for (const text of texts) {
      expectInvalidToken(await reset(person(), { token: text, email: ada.email }))
    }
    expect(await dump()).toBe(before)
    expectReset(await reset(somebody, { token, email: ada.email }))
  })

  it('changes nothing else, however often it is asked for', async () => {
    const [user] = await rows('select * from users where id = ?', ada.id)
    for (let turn = 0; turn < 3; turn += 1) await tokenFor(ada)
    expect(await rows('select * from users where id = ?', ada.id)).toEqual([user])
    expect(await rows('select revoked_at from sessions')).toEqual([{ revoked_at: null }])
    await expectUnchanged()
  })
})

describe('a reset', () => {
  it('happens once', async () => {
    const token = await tokenFor(ada)
    expectReset(await reset(person(), { token, email: ada.email }))
    expectInvalidToken(await reset(person(), { token, email: ada.email, password: 'nine warm words' }))
    tokensOf(await login(person(), { ...ada, password: NEW_PASSWORD }))
  })

  it('happens once of twenty with one token at the same moment', async () => {
    const token = await tokenFor(ada)
    const passwords = Array.from({ length: 20 }, (_, n) => `words of number ${n}`)
    const answers = await Promise.all(
      passwords.map((password) => reset(person(), { token, email: ada.email, password })),
    )
    const winners = passwords.filter((_, n) => answers[n]?.status === 200)
    expect(winners).toHaveLength(1)
    for (const answer of answers.filter(({ status }) => status !== 200)) expectInvalidToken(answer)
    expect(await rows('select security_version from users')).toEqual([{ security_version: 1 }])
    tokensOf(await login(person(), { ...ada, password: winners[0] ?? '' }))
    expect(await mailsAbout('password was changed')).toHaveLength(1)
  })

  it('signs nobody in', async () => {
    const answer = await reset(person(), { token: await tokenFor(ada), email: ada.email })
    expectReset(answer)
    expect(answer.headers.getSetCookie()).toEqual([])
    expect(await rows('select id from sessions where revoked_at is null')).toEqual([])
  })

  it('is told to the owner, without the password and without a link', async () => {
    await reset(person(), { token: await tokenFor(ada), email: ada.email })
    const [notice, ...more] = await mailsAbout('password was changed')
    expect(more).toEqual([])
    expect(notice?.text).toContain('If it was not')
    expect(notice?.text + (notice?.html ?? '')).not.toMatch(/eight wet words|seven dry words|#token/)
  })

  it('works for any spelling of the address', async () => {
    const token = await tokenFor(ada)
    expectReset(await reset(person(), { token, email: ` ${ada.email.toUpperCase()} ` }))
  })

  it('makes an unverified account a clean one of the prover, under a new id', async () => {
    await rows('update users set verified_at = null')
    await reset(person(), { token: await tokenFor(ada), email: ada.email })
    const query = 'select id <> ? as other, verified_at is not null as verified, first_name from users'
    expect(await rows(query, ada.id)).toEqual([{ other: 1, verified: 1, first_name: null }])
  })

  it('keeps an unverified account for whoever is signed in to it', async () => {
    await rows('update users set verified_at = null')
    const body = {
      token: await tokenFor(ada),
      email: ada.email,
      password: NEW_PASSWORD,
      password_confirmation: NEW_PASSWORD,
    }
    expectReset(await person().post(`${API}/password/reset`, body, { token: ada.tokens.access }))
    expect(await rows('select id, verified_at is not null as verified from users')).toEqual([
      { id: ada.id, verified: 1 },
    ])
  })

  it('does not use up the token when the password is refused', async () => {
    const token = await tokenFor(ada)
    const before = await dump()
    for (const [password, sentence] of [
      ['abcdEf7', 'The password must be at least 8 characters.'],
      ['x'.repeat(257), 'The password may not be greater than 256 characters.'],
      ['iloveyou', 'The password is too common.'],
      [ada.email, 'The password may not contain your email or our name.'],
    ] as const) {
      expectErrors(await reset(person(), { token, email: ada.email, password }), { password: [sentence] })
    }
    expect(await dump()).toBe(before)
    expectReset(await reset(person(), { token, email: ada.email }))
  })

  it('ends the wait that wrong passwords have caused', async () => {
    for (let turn = 0; turn < 7; turn += 1) await login(ada, { ...ada, password: 'not this one' })
    expect((await login(ada, ada)).status).toBe(429)
    expectReset(await reset(person(), { token: await tokenFor(ada), email: ada.email }))
    tokensOf(await login(ada, { ...ada, password: NEW_PASSWORD }))
    expect(await rows('select * from password_failures where failures > 0')).toEqual([])
  })

  it('replaces a password that a hundred failures have disabled', async () => {
    await rows(
      'insert into password_failures (subject, failures, blocked_until, updated_at) values (?, 100, 0, 0)',
      ada.id,
    )
    expectUnknown(await login(ada, ada))
    expectReset(await reset(person(), { token: await tokenFor(ada), email: ada.email }))
    tokensOf(await login(ada, { ...ada, password: NEW_PASSWORD }))
    expect(await rows('select * from password_failures where failures > 0')).toEqual([])
  })

  const mailsAbout = async (words: string) =>
    (await mailsTo(ada.email)).filter(({ subject }) => subject.includes(words))
})

describe('the token of a reset', () => {
  it.each([
    ['an hour', {}, 60],
    ['as long as it is set', { RESET_LINK_TTL: '1800' }, 30],
  ])('is good for %s', async (_, settings, minutes) => {
    const somebody = person({ worker: workerWith(settings), roaming: true })
    const start = Date.now()
    const ask = async () => {
      await askForReset(somebody, ada.email)
      return newLink(ada.email, 'reset-password')
    }
    const { token, mail } = await ask()
    expect(mail.text).toContain(`${minutes} minutes`)
    vi.setSystemTime(start + minutes * MINUTE)
    expectInvalidToken(await reset(somebody, { token, email: ada.email }))
    await expectUnchanged()

    const next = (await ask()).token
    vi.setSystemTime(start + 2 * minutes * MINUTE - 1)
    expectReset(await reset(somebody, { token: next, email: ada.email }))
  })

  it('stays good when others are made, until one of them is used', async () => {
    const [first, second, third] = [await tokenFor(ada), await tokenFor(ada), await tokenFor(ada)]
    expectReset(await reset(person(), { token: second, email: ada.email }))
    for (const token of [first, second, third])
      expectInvalidToken(await reset(person(), { token, email: ada.email, password: 'nine warm words' }))
  })

  it('stays valid when somebody else asks for a reset, or is refused', async () => {
    const token = await tokenFor(ada)
    await tokenFor(await member())
    expectInvalidToken(await reset(person(), { token: `${token}x`, email: ada.email }))
    expectReset(await reset(person(), { token, email: ada.email }))
  })

  it('ends with a change of the password', async () => {
    const token = await tokenFor(ada)
    await changePassword(ada)
    expectInvalidToken(await reset(person(), { token, email: ada.email }))
    tokensOf(await login(person(), { ...ada, password: 'nine warm words' }))
  })

  it('ends with a reset by the code of auth-v1', async () => {
    const token = await tokenFor(ada)
    const browser = person()
    await browser.patch('/auth/v1/password/request/code', { account: ada.email })
    const code = await codeFor(ada.email)
    const done = await browser.patch('/auth/v1/change/password', { code, newPwd: 'nine warm words' })
    expect(done.status, done.text).toBe(200)
    expectInvalidToken(await reset(person(), { token, email: ada.email }))
    tokensOf(await login(person(), { ...ada, password: 'nine warm words' }))
  })

  it('ends with a move to another address, for the old one and the new one', async () => {
    const token = await tokenFor(ada)
    const email = freshEmail()
    await moveTo(ada, email)
    for (const address of [ada.email, email]) {
      expectInvalidToken(await reset(person(), { token, email: address }))
    }
    tokensOf(await login(person(), { email, password: PASSWORD }))
  })

  it('is good for its own address only, and stays good', async () => {
    const bob = await member()
    const token = await tokenFor(ada)
    for (const email of [bob.email, freshEmail()]) {
      expectInvalidToken(await reset(person(), { token, email }))
    }
    tokensOf(await login(person(), bob))
    expectReset(await reset(person(), { token, email: ada.email }))
  })

  it('is good for no other purpose, and no other token is good for this one', async () => {
    const token = await tokenFor(ada)
    const verify = await newLink(ada.email, 'verify-email')
    for (const path of ['/verify-email', '/undo-email-change'])
      expect((await person().post(path, { token, email: ada.email })).status).toBe(400)
    for (const foreign of [verify.token, ada.tokens.access, ada.tokens.refresh, ada.id]) {
      expectInvalidToken(await reset(person(), { token: foreign, email: ada.email }))
    }
    expectReset(await reset(person(), { token, email: ada.email }))
  })

  it('is of no use to an account that was disabled meanwhile', async () => {
    const token = await tokenFor(ada)
    await rows('update users set disabled_at = 1')
    const before = await dump()
    expectInvalidToken(await reset(person(), { token, email: ada.email }))
    expect(await dump()).toBe(before)
  })

  it('is none of a disabled account, and none of nobody, though one is promised', async () => {
    await rows('update users set disabled_at = 1')
    expectAsked(await askForReset(person(), ada.email))
    expect(await newLinks(ada.email, 'reset-password')).toEqual([])
    const nobody = freshEmail()
    expectAsked(await askForReset(person(), nobody))
    expect(await mailsTo(nobody)).toEqual([])
  })

  it('works under a new secret: what was mailed is not tied to the one before', async () => {
    const token = await tokenFor(ada)
    const AUTH_SECRET = 'another secret of the tests of more than 32 characters'
    const AUTH_SECRET_PREVIOUS = SECRET
    const worker = workerWith({ AUTH_SECRET, AUTH_SECRET_PREVIOUS })
    expectReset(await reset(person({ worker }), { token, email: ada.email }))
    tokensOf(await login(person({ worker }), { ...ada, password: NEW_PASSWORD }))
  })

  it('goes nowhere but into the body: a query is no place for it', async () => {
    const token = await tokenFor(ada)
    const body = { email: ada.email, password: NEW_PASSWORD, password_confirmation: NEW_PASSWORD }
    expectErrors(await person().post(`${API}/password/reset?token=${token}`, body), {
      token: ['The token field is required.'],
    })
    await expectUnchanged()
  })
})
