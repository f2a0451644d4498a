import { describe, expect, it } from 'vitest'
import { claimsOf, freshEmail, PASSWORD, readMe, registration, type Tokens } from '../support/account.ts'
import { pass } from '../support/clock.ts'
import { rows } from '../support/database.ts'
import { NEW_PASSWORD } from '../support/code-flows.ts'
import {
  API,
  askForReset,
  expectErrors,
  expectReset,
  expectUnknown,
  login,
  newMember,
  reset,
  tokensOf,
} from '../support/enveloped.ts'
import { newLink } from '../support/mails.ts'
import { person } from '../support/person.ts'
import { sample } from '../support/sample.ts'
import { type Credentials, type Surface, surfacesOf } from '../support/surfaces.ts'

const { authV1, apiV1, accountV1, all: SURFACES } = surfacesOf()
/** By default so many that each surface is once on either side. */
const pairs = sample(
  SURFACES.flatMap((one) => SURFACES.map((other) => [one.name, other.name, one, other] as const)),
  ([one, other]) => [one, other],
)

/** Signs in and expects that it works. */
async function opened(surface: Surface, credentials: Credentials): Promise<Tokens> {
  const { answer, tokens } = await surface.signIn(credentials)
  expect(answer.status, answer.text).toBe(200)
  return tokens
}

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
    const second = await opened(authV1, ada)
    const { tokens: third } = await accountV1.refresh(second.refresh)
    expect(sessionOf(third)).toBe(sessionOf(second))
    expect(sessionOf(third)).not.toBe(sessionOf(first))

    const profiles = await Promise.all([first, second, third].map(({ access }) => readMe(person(), access)))
    // The code has proven the mailbox for the first time: every other session ends.
    expect(profiles.map(({ status }) => status)).toEqual([401, 200, 200])
    const [, now, still] = profiles.map(({ body }) => body)
    expect([now?.['is_verified'], now?.['id']]).toEqual([true, still?.['id']])
    const list = await rows('select id, user_id, generation from sessions order by id')
    expect(list).toEqual([
      { id: sessionOf(first), user_id: now?.['id'], generation: 0 },
      { id: sessionOf(second), user_id: now?.['id'], generation: 1 },
    ])
  })

  it.each(pairs)('of %s can sign in by %s', async (_one, _other, one, other) => {
    const ada = newcomer()
    await one.register(ada)
    await expectLive(await opened(other, ada))
    expect(await rows('select email from users')).toEqual([{ email: ada.email }])
  })

  it('has one account for all surfaces: an address that is taken is taken everywhere', async () => {
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
  it.each(pairs)('opened by %s and ended by %s is dead on all surfaces', async (_one, _other, one, other) => {
    const ada = newcomer()
    await apiV1.register(ada)
    const [tokens, bystander] = [await opened(one, ada), await opened(one, ada)]
    expect((await other.signOut(tokens)).status).toBe(200)
    await expectDead(tokens)
    await expectLive(bystander)
  })

  it('is refreshed by each surface in turn, as one chain', async () => {
    const ada = newcomer()
    await apiV1.register(ada)
    let tokens = await opened(apiV1, ada)
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
    'refreshed over %s, and then used again over %s by a thief, ends for both',
    async (_one, _other, one, other) => {
      const ada = newcomer()
      await apiV1.register(ada)
      const tokens = await opened(apiV1, ada)
      const { tokens: next } = await one.refresh(tokens.refresh)
      pass(31_000)
      expect((await other.refresh(tokens.refresh)).answer.status).toBe(401)
      await expectDead(next)
    },
  )

  it('of each surface ends with a password reset by api-v1', async () => {
    const ada = newcomer()
    await apiV1.register(ada)
    const open = []
    for (const surface of SURFACES) open.push(await opened(surface, ada))
    await askForReset(person(), ada.email)
    const { token } = await newLink(ada.email, 'reset-password')
    for (const tokens of open) await expectLive(tokens)
    expectReset(await reset(person(), { token, email: ada.email }))
    for (const tokens of open) await expectDead(tokens)
    expectUnknown(await login(person(), ada))
    for (const surface of SURFACES)
      await expectLive(await opened(surface, { ...ada, password: NEW_PASSWORD }))
  })

  it('is one of twenty, whichever surfaces opened them', async () => {
    const ada = newcomer()
    await apiV1.register(ada)
    await rows('update users set verified_at = 1')
    pass()
    const first = await opened(accountV1, ada)
    pass()
    for (let turn = 0; turn < 19; turn += 1) await opened(apiV1, ada)
    await expectLive(first)
    await opened(authV1, ada)
    await expectDead(first)
    expect(await rows('select count(*) as n from sessions where revoked_at is null')).toEqual([{ n: 20 }])
  })
})
