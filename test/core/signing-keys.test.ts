import { createLocalJWKSet, jwtVerify } from 'jose'
import { createExecutionContext } from 'cloudflare:test'
import { describe, expect, expectTypeOf, it, vi } from 'vitest'
import { Verifier } from '../../src/index.ts'
import type { AppUser, TokenVerifier, User } from '../../src/client/verifier.ts'
import type { Env } from '../../src/config/config.ts'
import type { TokenClaims } from '../../src/core/tokens/access-token.ts'
import type { AppClaims } from '../../src/core/tokens/app-access-token.ts'
import { SIGNING_PERIOD_MS } from '../../src/core/tokens/signing-keys.ts'
import { claimsOf, readMe, refresh, registered, signedIn } from '../support/account.ts'
import { bindings } from '../support/bindings.ts'
import { deferredWork } from '../support/worker.ts'
import { serviceKeys, sign } from '../support/keys.ts'
import { logged } from '../support/log.ts'
import { HOME, person } from '../support/person.ts'
import { boundTo, failing } from '../support/wrapped.ts'

type Jwk = Record<string, string> & { kty: string }

/** The derived ones. */
const keySet = async () =>
  ((await person().get('/.well-known/jwks.json')).body['keys'] as Jwk[]).filter(({ kty }) => kty === 'EC')
const kidOf = (token: string) => (JSON.parse(atob(token.split('.')[0] ?? '')) as Jwk)['kid']

describe('the key set', () => {
  it('shows the previous, the current and the next key, and of each the public members only', async () => {
    const answer = await person().get('/.well-known/jwks.json')
    expect(answer.status).toBe(200)
    expect(Object.keys(answer.body)).toEqual(['keys'])
    expect(answer.headers.get('Cache-Control')).toBe('public, max-age=300')
    expect(answer.headers.get('Content-Type')).toMatch(/^application\/json/)
    const all = answer.body['keys'] as Jwk[]
    const [rsa, ...more] = all.slice(3)
    expect(Object.keys(rsa ?? {}).toSorted()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use'])
    expect([rsa, more]).toEqual([expect.objectContaining({ kty: 'RSA', alg: 'RS256', use: 'sig' }), []])
    const keys = all.slice(0, 3)
    for (const key of keys) {
      expect(Object.keys(key).toSorted()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'])
      expect(key).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' })
    }
    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(3)
  })

  it('is enough for anybody else to check a token', async () => {
    const ada = await registered()
    const keys = createLocalJWKSet({ keys: await keySet() })
    const { payload } = await jwtVerify(ada.tokens.access, keys, {
      issuer: HOME,
      audience: HOME,
      typ: 'at+jwt',
      algorithms: ['ES256'],
    })
    expect(payload.sub).toBe(ada.id)
  })

  it('is the same in every isolate, because keys are derived and not stored', async () => {
    const other = await serviceKeys()
    expect((await other.jwks(Date.now())).keys).toEqual(await keySet())
  })
})

describe('every ninety days', () => {
  const start = SIGNING_PERIOD_MS * 230

  it('the next key, which was published before, becomes the current one; old tokens stay good', async () => {
    vi.setSystemTime(start - 60_000)
    const ada = await registered()
    const before = await keySet()

    vi.setSystemTime(start + 60_000)
    expect((await readMe(ada, ada.tokens.access)).status).toBe(200)
    const next = await refresh(ada, ada.tokens.refresh)
    const [oldKid, newKid] = [kidOf(ada.tokens.access), kidOf(String(next.body['access_token']))]
    expect(newKid).not.toBe(oldKid)
    expect(before.map(({ kid }) => kid)).toEqual(expect.arrayContaining([oldKid, newKid]))

    const after = (await keySet()).map(({ kid }) => kid)
    expect(after).toEqual(expect.arrayContaining([oldKid, newKid]))
    expect(before.filter(({ kid }) => after.includes(kid))).toHaveLength(2)
  })

  it('a key that has left the set signs nothing any more', async () => {
    vi.setSystemTime(start)
    const ada = await registered()
    const old = ada.tokens.access
    vi.setSystemTime(start + 2 * SIGNING_PERIOD_MS)
    expect((await keySet()).map(({ kid }) => kid)).not.toContain(kidOf(old))
    const { kid } = JSON.parse(atob(old.split('.')[0] ?? '')) as Jwk
    const now = Math.floor(Date.now() / 1000)
    const forged = await sign({ ...claimsOf(old), iat: now, exp: now + 60 }, { header: { kid } })
    expect((await readMe(ada, forged)).status).toBe(401)
  })
})

/** One object type, however it was put together. */
type Flat<Shape> = { [Member in keyof Shape]: Shape[Member] }

describe('another Worker that asks the verifier', () => {
  const verifier = (changes: Partial<Env> = {}) =>
    new Verifier(createExecutionContext(), { ...bindings, ...changes })

  it('learns who the token is of', async () => {
    const ada = await registered()
    for (const [{ access }, emailVerified] of [
      [ada.tokens, false],
      [await signedIn(ada, ada), true],
    ] as const)
      expect(await verifier().verify(access)).toEqual({
        valid: true,
        claims: {
          userId: ada.id,
          sid: claimsOf(access)['sid'],
          role: 'user',
          authTime: claimsOf(access)['auth_time'],
          authBy: ['password'],
          amr: ['pwd'],
          acr: '1',
          emailVerified,
          expiresAt: claimsOf(access)['exp'],
        },
      })
  })

  it.each(['', 'x', 'a.b.c', 'a'.repeat(5_000)])('learns that %j is not a token', async (token) => {
    expect(await verifier().verify(token)).toEqual({ valid: false, reason: 'token_refused' })
  })

  it('learns that a session has ended, without D1 being asked', async () => {
    const ada = await registered()
    let asked = 0
    const { DB } = boundTo((_trip, act) => {
      asked += 1
      return act()
    })
    expect(await verifier({ DB }).verify(ada.tokens.access)).toMatchObject({ valid: true })
    await ada.post('/api/v1/auth/logout', undefined, { token: ada.tokens.access })
    await deferredWork()
    expect(await verifier({ DB }).verify(ada.tokens.access)).toEqual({
      valid: false,
      reason: 'session_ended',
    })
    expect(asked).toBe(0)
  })

  it('learns that a token from before NOT_BEFORE is refused', async () => {
    const ada = await registered()
    const { iat } = claimsOf(ada.tokens.access)
    const at = (second: number) => verifier({ NOT_BEFORE: String(second) }).verify(ada.tokens.access)
    expect(await at(Number(iat))).toMatchObject({ valid: true })
    expect(await at(Number(iat) + 1)).toEqual({ valid: false, reason: 'token_refused' })
  })

  it('gets its answer from D1 when KV does not answer', async () => {
    const ada = await registered()
    const { KV } = failing()
    expect(await verifier({ KV }).verify(ada.tokens.access)).toMatchObject({ valid: true })
    await ada.post('/api/v1/auth/logout', undefined, { token: ada.tokens.access })
    expect(await verifier({ KV }).verify(ada.tokens.access)).toEqual({
      valid: false,
      reason: 'session_ended',
    })
  })

  it('gets "unavailable" when neither answers, and "no" for what is no token', async () => {
    const ada = await registered()
    const outage = failing()
    expect(await verifier(outage).verify(ada.tokens.access)).toEqual({ valid: false, reason: 'unavailable' })
    expect(logged().at(-1)).toMatchObject({ outcome: 'failure', route: 'verify' })
    expect(await verifier(outage).verify('x')).toEqual({ valid: false, reason: 'token_refused' })
  })

  it('gets "unavailable" when a setting is wrong, and no exception for a value that is no string', async () => {
    const ada = await registered()
    const wrong = verifier({ ACCESS_TOKEN_TTL: 'long' })
    expect(await wrong.verify(ada.tokens.access)).toEqual({ valid: false, reason: 'unavailable' })
    const nothing = undefined as unknown as string
    expect(await verifier().verify(nothing)).toEqual({ valid: false, reason: 'token_refused' })
  })

  it('may declare its binding by our class or by what apps copy', () => {
    expectTypeOf<Service<typeof Verifier>>().toExtend<TokenVerifier>()
    expectTypeOf<Omit<TokenClaims, 'limited' | 'forPage'>>().toEqualTypeOf<User>()
    expectTypeOf<Flat<Omit<AppClaims, 'parentId' | 'scope'> & { scopes: readonly string[] }>>().toEqualTypeOf<
      Flat<AppUser>
    >()
  })
})
