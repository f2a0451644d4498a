import { describe, expect, it, vi } from 'vitest'
import {
  claimsOf,
  freshEmail,
  PASSWORD,
  readMe,
  registration,
  tokensIn,
  type Tokens,
} from '../support/account.ts'
import { enrolled } from '../support/code-flows.ts'
import { rows } from '../support/database.ts'
import {
  API,
  askForReset,
  expectErrors,
  expectReset,
  expectUnknown,
  login,
  member,
  NEW_PASSWORD,
  newMember,
  refresh,
  reset,
  tokensOf,
} from '../support/enveloped.ts'
import { newLink } from '../support/links.ts'
import { codeFor, unread } from '../support/mailbox.ts'
import { type Answer, person } from '../support/person.ts'

type Credentials = { email: string; password: string }

/** The same deeds in the words of each surface. */
type Surface = {
  name: string
  register(credentials: Credentials): Promise<unknown>
  signIn(credentials: Credentials): Promise<Tokens>
  refresh(token: string): Promise<{ answer: Answer; tokens: Tokens }>
  signOut(tokens: Tokens): Promise<Answer>
}

const V1 = '/auth/v1'
const cookiesOf = ({ cookies }: { cookies: Map<string, string> }): Tokens => ({
  access: cookies.get('__Host-accessToken') ?? '',
  refresh: cookies.get('__Host-refreshToken') ?? '',
})

const authV1: Surface = {
  name: 'auth-v1',
  register: (credentials) => enrolled(credentials),
  async signIn({ email, password }) {
    const browser = person()
    await unread(email)
    const asked = await browser.post(`${V1}/request/refreshToken/code`, { account: email, pwd: password })
    expect(asked.status, asked.text).toBe(200)
    const done = await browser.post(`${V1}/request/refreshToken`, { code: await codeFor(email) })
    expect(done.status, done.text).toBe(200)
    return cookiesOf(browser)
  },
  async refresh(token) {
    const browser = person()
    browser.cookies.set('__Host-refreshToken', token)
    const answer = await browser.get(`${V1}/request/accessToken`)
    return { answer, tokens: cookiesOf(browser) }
  },
  signOut(tokens) {
    const browser = person()
    browser.cookies.set('__Host-refreshToken', tokens.refresh).set('__Host-accessToken', tokens.access)
    return browser.post(`${V1}/request/logout`)
  },
}

const apiV1: Surface = {
  name: 'api-v1',
  register: (credentials) => member(credentials),
  signIn: async (credentials) => tokensOf(await login(person(), credentials)),
  async refresh(token) {
    const answer = await refresh(person(), token)
    return { answer, tokens: answer.status === 200 ? tokensOf(answer) : { access: '', refresh: '' } }
  },
  signOut: (tokens) => person().post(`${API}/logout`, { token: tokens.refresh }, { token: tokens.access }),
}

const accountV1: Surface = {
  name: 'account-v1',
  register: (credentials) => person().post(`${API}/auth/register`, registration(credentials)),
  signIn: async (credentials) => tokensIn(await person().post(`${API}/auth/login`, credentials)),
  async refresh(token) {
    const answer = await person().post(`${API}/auth/refresh`, { refresh_token: token })
    return { answer, tokens: tokensIn(answer) }
  },
  signOut: (tokens) => person().post(`${API}/auth/logout`, undefined, { token: tokens.access }),
}

const SURFACES = [authV1, apiV1, accountV1]
const pairs = SURFACES.flatMap((one) => SURFACES.map((other) => [one.name, other.name, one, other] as const))

const newcomer = () => ({ email: freshEmail(), password: PASSWORD })
const sessionOf = ({ access }: Tokens) => claimsOf(access)['sid']

/** Dead on every surface: the access token where a caller is asked for, the refresh token everywhere. */
async function expectDead(tokens: Tokens) {
  expect((await readMe(person(), tokens.access)).status).toBe(401)
  for (const surface of SURFACES) {
    expect((await surface.refresh(tokens.refresh)).answer.status, surface.name).toBe(401)
    expect((await surface.signOut(tokens)).status, surface.name).toBe(401)
  }
}

async function expectLive(tokens: Tokens) {
  expect((await readMe(person(), tokens.access)).status).toBe(200)
}

describe('one user', () => {
  it('registers by api-v1, signs in by auth-v1 with a code, and refreshes by account-v1', async () => {
    const ada = newcomer()
    const first = tokensOf(await person().post(`${API}/register`, newMember(ada)))
    const second = await authV1.signIn(ada)
    const { tokens: third } = await accountV1.refresh(second.refresh)
    expect(sessionOf(third)).toBe(sessionOf(second))
    expect(sessionOf(third)).not.toBe(sessionOf(first))

    const profiles = await Promise.all([first, second, third].map(({ access }) => readMe(person(), access)))
    expect(profiles.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(new Set(profiles.map(({ body }) => body['id'])).size).toBe(1)
    // The code has proven the mailbox.
    expect(profiles[0]?.body['is_verified']).toBe(true)
    const list = await rows('select id, user_id, generation from sessions order by id')
    expect(list).toEqual([
      { id: sessionOf(first), user_id: profiles[0]?.body['id'], generation: 0 },
      { id: sessionOf(second), user_id: profiles[0]?.body['id'], generation: 1 },
    ])
  })

  it.each(pairs)('of %s can sign in by %s', async (_one, _other, one, other) => {
    const ada = newcomer()
    await one.register(ada)
    await expectLive(await other.signIn(ada))
    expect(await rows('select email from users')).toEqual([{ email: ada.email }])
  })

  it('is one to all: an address that is taken is taken everywhere (R061)', async () => {
    for (const surface of SURFACES) {
      const ada = newcomer()
      await surface.register(ada)
      const taken = { email: ['The email has already been taken.'] }
      expectErrors(await person().post(`${API}/register`, newMember(ada)), taken)
      expect((await person().post(`${API}/auth/register`, registration(ada))).status).toBe(409)
    }
    expect(await rows('select count(*) as n from users')).toEqual([{ n: 3 }])
  })
})

describe('one session', () => {
  it.each(pairs)(
    'opened by %s and ended by %s is dead on all surfaces (R087)',
    async (_one, _other, one, other) => {
      const ada = newcomer()
      await apiV1.register(ada)
      const [tokens, bystander] = [await one.signIn(ada), await one.signIn(ada)]
      expect((await other.signOut(tokens)).status).toBe(200)
      await expectDead(tokens)
      await expectLive(bystander)
    },
  )

  it('is refreshed by each surface in turn, as one chain', async () => {
    const ada = newcomer()
    await apiV1.register(ada)
    let tokens = await apiV1.signIn(ada)
    const sid = sessionOf(tokens)
    for (const surface of [authV1, accountV1, apiV1, authV1]) {
      const next = await surface.refresh(tokens.refresh)
      expect(next.answer.status, surface.name).toBe(200)
      tokens = next.tokens
      expect(sessionOf(tokens)).toBe(sid)
    }
    expect(await rows('select generation from sessions where id = ?', sid)).toEqual([{ generation: 4 }])
  })

  it.each(pairs)(
    'refreshed by %s and stolen by %s ends for both (R081)',
    async (_one, _other, one, other) => {
      vi.useFakeTimers({ toFake: ['Date'] })
      const ada = newcomer()
      await apiV1.register(ada)
      const tokens = await apiV1.signIn(ada)
      const { tokens: next } = await one.refresh(tokens.refresh)
      vi.setSystemTime(Date.now() + 11_000)
      expect((await other.refresh(tokens.refresh)).answer.status).toBe(401)
      await expectDead(next)
      vi.useRealTimers()
    },
  )

  it('of each surface ends with a password reset by api-v1 (R065)', async () => {
    const ada = newcomer()
    await apiV1.register(ada)
    const open = []
    for (const surface of SURFACES) open.push(await surface.signIn(ada))
    await askForReset(person(), ada.email)
    const { token } = await newLink(ada.email, 'reset-password')
    for (const tokens of open) await expectLive(tokens)
    expectReset(await reset(person(), { token, email: ada.email }))
    for (const tokens of open) await expectDead(tokens)
    expectUnknown(await login(person(), ada))
    for (const surface of SURFACES) await expectLive(await surface.signIn({ ...ada, password: NEW_PASSWORD }))
  })

  it('is one of twenty, whichever surfaces opened them', async () => {
    const ada = newcomer()
    await apiV1.register(ada)
    const first = await accountV1.signIn(ada)
    for (let turn = 0; turn < 19; turn += 1) await apiV1.signIn(ada)
    await expectLive(first)
    await authV1.signIn(ada)
    await expectDead(first)
    expect(await rows('select count(*) as n from sessions where revoked_at is null')).toEqual([{ n: 20 }])
  })
})
