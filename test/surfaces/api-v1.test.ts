import { describe, expect, it } from 'vitest'
import { claimsOf, DEAD, freshEmail, LIVE, PASSWORD, readMe } from '../support/account.ts'
import { pass } from '../support/clock.ts'
import { dump, rows } from '../support/database.ts'
import { NEW_PASSWORD } from '../support/code-flows.ts'
import {
  API,
  askForReset,
  expectAsked,
  expectEnvelope,
  expectErrors,
  expectReset,
  expectUnknown,
  login,
  member,
  newMember,
  refresh,
  reset,
  tokensOf,
} from '../support/enveloped.ts'
import { mailsTo, newLink } from '../support/mails.ts'
import { type Members, person, type Person } from '../support/person.ts'

const REGISTER = `${API}/register`
const REFRESH = `${API}/token/refresh`
const LOGOUT = `${API}/logout`

/** Which of a session's tokens work, asked in the words of this surface. */
async function alive(somebody: Person, tokens: { access: string; refresh: string }) {
  const [me, next] = [await readMe(somebody, tokens.access), await refresh(somebody, tokens.refresh)]
  return { access: me.status === 200, refresh: next.status === 200 }
}

describe('the whole story of api-v1', () => {
  it('goes from registering to signing in, refreshing and signing out', async () => {
    const ada = person()
    const email = freshEmail()
    const first = tokensOf(await ada.post(REGISTER, newMember({ email })))
    const second = tokensOf(await login(ada, { email, password: PASSWORD }))
    const third = tokensOf(await refresh(ada, second.refresh))
    expect(third.refresh).not.toBe(second.refresh)
    expect(claimsOf(third.access)['sid']).toBe(claimsOf(second.access)['sid'])
    expect((await readMe(ada, third.access)).body).toMatchObject({ email })

    const out = await ada.post(LOGOUT, { token: third.refresh }, { token: third.access })
    expectEnvelope(out, { message: 'Logout success.' })
    expect((await readMe(ada, second.access)).status).toBe(401)
    expect(await alive(ada, third)).toEqual(DEAD)
    expect(await alive(ada, first)).toEqual(LIVE)
  })

  it('goes from a forgotten password to a mail, a new one, and the end of what was open', async () => {
    const ada = await member()
    const phone = tokensOf(await login(ada, ada))
    const forgetful = person()
    expectAsked(await askForReset(forgetful, ada.email))
    const { page, token, email = '' } = await newLink(ada.email, 'reset-password')
    expect([page, email]).toEqual(['https://auth.localhost/reset-password', ada.email])

    const done = await reset(forgetful, { token, email })
    expectReset(done)
    expect(done.headers.getSetCookie()).toEqual([])
    expect(await rows('select id from sessions where revoked_at is null')).toEqual([])
    for (const tokens of [ada.tokens, phone]) expect(await alive(ada, tokens)).toEqual(DEAD)
    expectUnknown(await login(forgetful, ada))
    tokensOf(await login(forgetful, { email, password: NEW_PASSWORD }))
  })
})

describe('registering', () => {
  it.each([
    ['Ada Lovelace', 'Ada', 'Lovelace'],
    ['Ada', 'Ada', null],
    ['  Ada  ', 'Ada', null],
    ['Ada Augusta King Lovelace', 'Ada Augusta King', 'Lovelace'],
    ['Ada   Lovelace', 'Ada', 'Lovelace'],
    ['Zoe\u0308 Müller-Lüdenscheidt', 'Zoë', 'Müller-Lüdenscheidt'],
    [`${'x'.repeat(150)} ${'y'.repeat(49)}`, 'x'.repeat(150), 'y'.repeat(49)],
  ])('as %j is split at the last space', async (name, first, last) => {
    const body = newMember({ name })
    tokensOf(await person().post(REGISTER, body))
    expect(await rows('select first_name, last_name from users where email = ?', body.email)).toEqual([
      { first_name: first, last_name: last },
    ])
  })

  it.each<[string, Members]>([
    ['the same', { password_confirmation: PASSWORD }],
    ['null', { password_confirmation: null }],
    ['empty', { password_confirmation: '' }],
  ])('takes a confirmation that is %s', async (_, changes) => {
    tokensOf(await person().post(REGISTER, newMember(changes)))
  })

  it.each([
    ['SecurePass123!', 'user@example.com'],
    ['@John{Doe}', 'john.doe@gmail.com'],
  ])('accepts the example credentials of other dialects: %s for %s', async (password, email) => {
    tokensOf(await person().post(REGISTER, newMember({ password, email })))
    tokensOf(await login(person(), { email, password }))
  })

  it('ignores unknown members, a role above all', async () => {
    const body = newMember({
      role: 'admin',
      is_admin: true,
      is_verified: true,
      verified_at: 1,
      id: 'chosen',
      first_name: 'Eve',
      phone_number: '55512345',
      ['__proto__']: { role: 'admin' },
    })
    const { access } = tokensOf(await person().post(REGISTER, body))
    const me = await readMe(person(), access)
    expect(me.body).toMatchObject({ role: 'user', is_verified: false })
    expect(me.body['id']).not.toBe('chosen')
    const [user] = await rows('select first_name, phone_number, verified_at from users')
    expect(user).toEqual({ first_name: 'Ada', phone_number: null, verified_at: null })
  })

  it('a taken address, however it is spelled, is refused and changes nothing', async () => {
    const ada = await member({ email: 'ada@example.org' })
    const before = await dump({ without: ['budgets'] })
    const mails = (await mailsTo(ada.email)).length
    for (const email of ['ada@example.org', ' ADA@Example.ORG ']) {
      const answer = await person().post(REGISTER, newMember({ email, password: NEW_PASSWORD }))
      expectErrors(answer, { email: ['The email has already been taken.'] })
    }
    expect(await dump({ without: ['budgets'] })).toBe(before)
    expect(await mailsTo(ada.email)).toHaveLength(mails)
  })

  it('twenty times at once makes one account', async () => {
    const email = freshEmail()
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => person().post(REGISTER, newMember({ email }))),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    for (const answer of answers.filter(({ status }) => status !== 200)) {
      expectErrors(answer, { email: ['The email has already been taken.'] })
    }
    expect(await rows('select count(*) as n from users')).toEqual([{ n: 1 }])
    expect(await rows('select count(*) as n from sessions')).toEqual([{ n: 1 }])
  })
})

describe('signing in', () => {
  it('answers the same to a wrong password, an unknown address and a disabled account', async () => {
    const [ada, gone] = [await member(), await member()]
    await rows('update users set disabled_at = 1 where id = ?', gone.id)
    const answers = [
      await login(person(), { ...ada, password: 'not this one' }),
      await login(person(), { ...ada, email: freshEmail() }),
      await login(person(), gone),
    ]
    for (const answer of answers) expectUnknown(answer)
    const shown = answers.map(({ headers }) => [...headers].filter(([name]) => name !== 'x-request-id'))
    expect(shown[1]).toEqual(shown[0])
    expect(shown[2]).toEqual(shown[0])
  })

  it('counts failures together with those of the other surfaces', async () => {
    const ada = await member({ roaming: true })
    for (let turn = 0; turn < 3; turn += 1)
      expectUnknown(await login(ada, { ...ada, password: 'not this one' }))
    for (let turn = 0; turn < 2; turn += 1) {
      const elsewhere = await ada.post('/api/v1/auth/login', { email: ada.email, password: 'not this one' })
      expect(elsewhere.status).toBe(401)
    }
    const answer = await login(ada, ada)
    expectEnvelope(answer, { status: 429, message: 'Too many attempts.' })
    expect(answer.headers.get('Retry-After')).toMatch(/^[1-9]\d*$/)
  })
})

describe('refreshing', () => {
  it.each(['x', 'a.b.c', '..', 'é', 'x'.repeat(9_000)])('with no token of ours is refused', async (token) => {
    expectUnknown(await refresh(person(), token))
  })

  it('with an older token, from another network, ends the session', async () => {
    const ada = await member()
    const next = tokensOf(await refresh(ada, ada.tokens.refresh))
    pass(31_000)
    expectUnknown(await refresh(person(), ada.tokens.refresh))
    expect(await alive(ada, next)).toEqual(DEAD)
  })

  it('takes no access token, and a token in its member only', async () => {
    const ada = await member()
    expectUnknown(await refresh(ada, ada.tokens.access))
    const elsewhere = await ada.post(
      `${REFRESH}?refresh_token=${ada.tokens.refresh}`,
      {},
      { token: ada.tokens.refresh },
    )
    expectErrors(elsewhere, { refresh_token: ['The refresh token field is required.'] })
    expect(await alive(ada, ada.tokens)).toEqual(LIVE)
  })
})

describe('signing out', () => {
  it('asks for a caller first', async () => {
    const ada = await member()
    for (const token of [undefined, 'x', ada.tokens.refresh]) {
      const answer = await ada.post(LOGOUT, { token: ada.tokens.refresh }, { token })
      expectEnvelope(answer, { status: 401, message: 'Unauthenticated.' })
      const challenge = token === undefined ? 'Bearer' : 'Bearer error="invalid_token"'
      expect(answer.headers.get('WWW-Authenticate')).toBe(challenge)
    }
    expect(await alive(ada, ada.tokens)).toEqual(LIVE)
  })

  it('asks for the refresh token of this session, and ends nothing with another one', async () => {
    const [ada, bob] = [await member(), await member()]
    const phone = tokensOf(await login(ada, ada))
    const forged = `${ada.tokens.refresh.slice(0, -4)}AAAA`
    for (const token of [phone.refresh, bob.tokens.refresh, ada.tokens.access, forged, 'x']) {
      const answer = await ada.post(LOGOUT, { token }, { token: ada.tokens.access })
      expectErrors(answer, { token: ['The token is invalid.'] })
    }
    for (const tokens of [ada.tokens, phone, bob.tokens]) expect(await alive(ada, tokens)).toEqual(LIVE)
  })

  it('ends the session once, and its tokens are refused from then on', async () => {
    const ada = await member()
    const leave = () => ada.post(LOGOUT, { token: ada.tokens.refresh }, { token: ada.tokens.access })
    expectEnvelope(await leave(), { message: 'Logout success.' })
    expectEnvelope(await leave(), { status: 401, message: 'Unauthenticated.' })
  })
})
