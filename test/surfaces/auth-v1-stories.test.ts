import { describe, expect, it } from 'vitest'
import { claimsOf, DEAD, freshEmail, LIVE, PASSWORD, registered, signIn } from '../support/account.ts'
import { pass } from '../support/clock.ts'
import { aliveByCookie, enrolled, type Enrolled, NEW_PASSWORD, profileOf, V1 } from '../support/code-flows.ts'
import { rows } from '../support/database.ts'
import { codeFor, codeIn, unread } from '../support/mails.ts'
import { type Answer, person, type Person } from '../support/person.ts'

const links = (self: string, next?: string) => [
  { rel: 'self', href: `${V1}/${self}/` },
  ...(next === undefined ? [] : [{ rel: 'next', href: `${V1}/${next}/` }]),
]

const expectSuccess = (
  answer: Answer,
  expected: { status?: number; self: string; next?: string; expiresIn?: number },
) => {
  const { status = 200, self, next, expiresIn } = expected
  expect([answer.status, answer.body]).toEqual([
    status,
    { success: true, ...(expiresIn !== undefined && { expiresIn }), link: links(self, next) },
  ])
}

/** The cookies of flows and of a session. That of known devices stays. */
const names = ({ cookies }: Pick<Person, 'cookies'>) =>
  [...cookies.keys()]
    .map((name) => name.slice(7))
    .filter((name) => name !== 'device')
    .toSorted()

async function signInByCode(by: Person, { email, password }: { email: string; password: string }) {
  const asked = await by.post(`${V1}/request/refreshToken/code/`, { account: email, pwd: password })
  expectSuccess(asked, { self: 'request/refreshToken/code', next: 'request/refreshToken' })
  return by.post(`${V1}/request/refreshToken/`, { code: await codeFor(email) })
}

async function moveTo(ada: Enrolled, newAccount: string) {
  const asked = await ada.patch(`${V1}/account/request/code/`, { newAccount })
  expectSuccess(asked, { self: 'account/request/code', next: 'change/account' })
  const codes = { codeCurrentAccount: await codeFor(ada.email), codeNewAccount: await codeFor(newAccount) }
  return ada.patch(`${V1}/change/account/`, codes)
}

describe('the story of a first registration', () => {
  it('goes from an address to a code, an account, and tokens that renew themselves', async () => {
    const [ada, email] = [person(), freshEmail()]

    expectSuccess(await ada.post(`${V1}/request/code/`, { account: ` ${email.toUpperCase()} ` }), {
      self: 'request/code',
      next: 'verify/code',
    })
    expect(names(ada)).toEqual(['code'])
    const code = await codeFor(email)
    expect(code).toMatch(/^\d{8}$/)

    expectSuccess(await ada.post(`${V1}/verify/code/`, { code }), {
      self: 'verify/code',
      next: 'create/account',
    })
    expect(names(ada)).toEqual(['account'])
    expect(await rows('select id from users')).toEqual([])

    const created = await ada.post(`${V1}/create/account/`, {
      pwd: PASSWORD,
      firstName: ' Ada ',
      lastName: null,
      role: 'admin',
    })
    expectSuccess(created, { status: 201, self: 'create/account', next: 'request/accessToken' })
    expect(names(ada)).toEqual(['accessToken', 'refreshToken'])
    expect(await profileOf(ada)).toMatchObject({
      status: 200,
      email,
      is_verified: true,
      role: 'user',
      profile: { first_name: 'Ada', last_name: null },
    })

    const before = new Map(ada.cookies)
    expectSuccess(await ada.get(`${V1}/request/accessToken/`), {
      self: 'request/accessToken',
      expiresIn: 1_800,
    })
    expect(ada.cookies.get('__Host-refreshToken')).not.toBe(before.get('__Host-refreshToken'))
    expect(ada.cookies.get('__Host-accessToken')).not.toBe(before.get('__Host-accessToken'))
    expect((await profileOf(ada)).status).toBe(200)
  })

  it('makes a session that is valid on every surface', async () => {
    const ada = await enrolled()
    const token = ada.cookies.get('__Host-accessToken') ?? ''
    const elsewhere = person()
    expect((await elsewhere.get('/api/v1/users/me', { token })).body['email']).toBe(ada.email)
    const refresh_token = ada.cookies.get('__Host-refreshToken')
    expect((await elsewhere.post('/api/v1/auth/refresh', { refresh_token })).status).toBe(200)
    expect((await signIn(elsewhere, ada)).status).toBe(200)
    expect((await elsewhere.post('/api/v1/auth/logout', undefined, { token })).status).toBe(200)
    expect(await aliveByCookie(ada)).toEqual(DEAD)
  })
})

describe('the story of signing in', () => {
  it('takes a code of eight digits where it confirms the address too', async () => {
    const squatted = await registered({ confirmed: false })
    const by = person()
    await by.post(`${V1}/request/refreshToken/code`, { account: squatted.email, pwd: PASSWORD })
    const code = await codeFor(squatted.email)
    expect(code).toMatch(/^\d{8}$/)
    expect((await by.post(`${V1}/request/refreshToken`, { code })).status).toBe(200)
  })

  it('takes a password and a code of six digits, and claims no second factor', async () => {
    const ada = await enrolled()
    const phone = person()
    expectSuccess(await signInByCode(phone, ada), {
      self: 'request/refreshToken',
      next: 'request/accessToken',
      expiresIn: 1_800,
    })
    expect(names(phone)).toEqual(['accessToken', 'refreshToken'])
    expect(await profileOf(phone)).toMatchObject({ status: 200, email: ada.email })
    expect(await aliveByCookie(ada)).toEqual(LIVE)
    const claims = claimsOf(phone.cookies.get('__Host-accessToken') ?? '')
    expect(claims).toMatchObject({ amr: ['pwd', 'email'], acr: '1' })
  })

  it('proves the mailbox of an account that had not done so', async () => {
    const ada = await registered({ confirmed: false })
    expect(await profileOf({ get: (path) => ada.get(path, { token: ada.tokens.access }) })).toMatchObject({
      is_verified: false,
    })
    await unread(ada.email)
    const browser = person()
    expect((await signInByCode(browser, ada)).status).toBe(200)
    expect(await profileOf(browser)).toMatchObject({ is_verified: true })
  })

  it('ends the session that the browser had before', async () => {
    const ada = await enrolled()
    const before = person()
    for (const [name, value] of ada.cookies) before.cookies.set(name, value)
    expect((await signInByCode(ada, ada)).status).toBe(200)
    expect(await aliveByCookie(before)).toEqual(DEAD)
    expect(await aliveByCookie(ada)).toEqual(LIVE)
  })
})

describe('the story of a change of address', () => {
  it('takes a code from either mailbox, tells both, and goes on in this browser alone', async () => {
    const ada = await enrolled()
    const newAccount = freshEmail()
    const phone = person()
    expect((await signInByCode(phone, ada)).status).toBe(200)

    const asked = await ada.patch(`${V1}/account/request/code/`, { newAccount })
    expectSuccess(asked, { self: 'account/request/code', next: 'change/account' })
    const [codeCurrentAccount, codeNewAccount] = [await codeFor(ada.email), await codeFor(newAccount)]
    expect(codeCurrentAccount).toMatch(/^\d{6}$/)
    expect(codeNewAccount).toMatch(/^\d{6}$/)
    expect(codeNewAccount).not.toBe(codeCurrentAccount)
    expect(await profileOf(ada)).toMatchObject({ email: ada.email })

    const before = new Map(ada.cookies)
    const changed = await ada.patch(`${V1}/change/account/`, { codeCurrentAccount, codeNewAccount })
    expectSuccess(changed, { self: 'change/account' })
    expect(names(ada)).toEqual(['accessToken', 'refreshToken'])
    expect(await profileOf(ada)).toMatchObject({ status: 200, email: newAccount, is_verified: true })
    expect(await aliveByCookie(phone)).toEqual(DEAD)
    const stale = person()
    for (const [name, value] of before) stale.cookies.set(name, value)
    expect(await aliveByCookie(stale)).toEqual(DEAD)

    const [[left], [entered]] = [await unread(ada.email), await unread(newAccount)]
    expect(left?.text).toContain(newAccount)
    expect(left?.text).toMatch(/^https:\/\/auth\.localhost\/undo-email-change#token=[\w-]{43}$/m)
    expect(entered?.text).not.toContain('#token')
    expect(entered?.text).toContain(ada.email)
    expect(entered?.text).toContain('For 7 days')
    expect((await signIn(person(), { email: newAccount, password: PASSWORD })).status).toBe(200)
    expect((await signIn(person(), ada)).status).toBe(401)
  })

  it('keeps the moment of signing in and the absolute end of the session', async () => {
    const ada = await enrolled()
    const [before] = await rows('select auth_time, expires_at from sessions')
    pass(5_000)
    expect((await moveTo(ada, freshEmail())).status).toBe(200)
    const query = 'select auth_time, expires_at from sessions where revoked_at is null'
    expect(await rows(query)).toEqual([before])
  })
})

describe('the story of a forgotten password', () => {
  it('sets a new one with a code of eight digits, ends what was open, and signs nobody in', async () => {
    const ada = await enrolled()
    const phone = person()
    const forgetful = person()
    expect((await signInByCode(phone, ada)).status).toBe(200)

    const asked = await forgetful.patch(`${V1}/password/request/code/`, { account: ada.email })
    expectSuccess(asked, { self: 'password/request/code', next: 'change/password' })
    expect(names(forgetful)).toEqual(['pwdChange'])
    const code = await codeFor(ada.email)
    expect(code).toMatch(/^\d{8}$/)

    const changed = await forgetful.patch(`${V1}/change/password/`, { code, newPwd: NEW_PASSWORD })
    expectSuccess(changed, { self: 'change/password', next: 'request/refreshToken/code' })
    expect(names(forgetful)).toEqual([])
    expect(changed.headers.getSetCookie().map((cookie) => cookie.split(';')[0])).toEqual([
      '__Host-pwdChange=',
      '__Host-refreshToken=',
      '__Host-accessToken=',
      expect.stringMatching(/^__Host-device=./),
    ])
    expect(await rows('select id from sessions where revoked_at is null')).toEqual([])
    for (const browser of [ada, phone]) expect(await aliveByCookie(browser)).toEqual(DEAD)

    const [notice] = await unread(ada.email)
    expect(notice?.subject).toBe('Your Postern password was changed')
    expect(codeIn(notice ?? { text: '' })).toBeUndefined()
    expect((await signIn(person(), ada)).status).toBe(401)
    expect((await signInByCode(forgetful, { ...ada, password: NEW_PASSWORD })).status).toBe(200)
  })

  it('makes an unverified account a clean one of the prover, under a new id', async () => {
    const mallory = await registered({ confirmed: false })
    const ada = person()
    await ada.patch(`${V1}/password/request/code/`, { account: mallory.email })
    const body = { code: await codeFor(mallory.email), newPwd: NEW_PASSWORD }
    expect((await ada.patch(`${V1}/change/password/`, body)).status).toBe(200)
    const [user] = await rows(
      'select id <> ? as other, first_name, verified_at is not null as verified from users',
      mallory.id,
    )
    expect(user).toEqual({ other: 1, first_name: null, verified: 1 })
    expect((await mallory.get('/api/v1/users/me', { token: mallory.tokens.access })).status).toBe(401)
  })

  it('keeps an unverified account for whoever is signed in to it', async () => {
    const ada = await registered({ confirmed: false })
    ada.cookies.set('__Host-accessToken', ada.tokens.access)
    await ada.patch(`${V1}/password/request/code/`, { account: ada.email })
    const body = { code: await codeFor(ada.email), newPwd: NEW_PASSWORD }
    expect((await ada.patch(`${V1}/change/password/`, body)).status).toBe(200)
    expect(await rows('select id, verified_at is not null as verified from users')).toEqual([
      { id: ada.id, verified: 1 },
    ])
  })
})

describe('the story of signing out', () => {
  it('ends the session, clears the cookies, and does not succeed twice', async () => {
    const ada = await enrolled()
    const before = person()
    for (const [name, value] of ada.cookies) before.cookies.set(name, value)
    expectSuccess(await ada.post(`${V1}/request/logout/`), { self: 'request/logout' })
    expect(names(ada)).toEqual([])
    expect(await aliveByCookie(before)).toEqual(DEAD)
    for (const browser of [ada, before]) {
      const again = await browser.post(`${V1}/request/logout/`)
      expect([again.status, again.body['msg']]).toEqual([401, 'Not signed in'])
    }
  })

  it.each([
    ['the refresh token alone', ['__Host-refreshToken']],
    ['the access token alone', ['__Host-accessToken']],
  ])('works with %s', async (_what, kept) => {
    const ada = await enrolled()
    const browser = person()
    for (const name of kept) browser.cookies.set(name, ada.cookies.get(name) ?? '')
    expect((await browser.post(`${V1}/request/logout/`)).status).toBe(200)
    expect(await aliveByCookie(ada)).toEqual(DEAD)
  })

  it('works with a bearer token instead of cookies', async () => {
    const ada = await registered()
    expect((await ada.post(`${V1}/request/logout/`, undefined, { token: ada.tokens.access })).status).toBe(
      200,
    )
    expect((await ada.get('/api/v1/users/me', { token: ada.tokens.access })).status).toBe(401)
  })
})
