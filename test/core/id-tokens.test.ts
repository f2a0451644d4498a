import { createExecutionContext } from 'cloudflare:test'
import {
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  type JWTPayload,
  jwtVerify,
  SignJWT,
} from 'jose'
import { describe, expect, it, vi } from 'vitest'
import { Verifier } from '../../src/index.ts'
import { keyVerifier } from '../../src/client/key-verifier.ts'
import { openIdTokens } from '../../src/core/tokens/id-token.ts'
import { SIGNING_PERIOD_MS } from '../../src/core/tokens/signing-keys.ts'
import { readMe, registered } from '../support/account.ts'
import { bindings } from '../support/bindings.ts'
import { NOON, pass } from '../support/clock.ts'
import { keyServer, serviceKeys, sign } from '../support/keys.ts'
import { HOME, person } from '../support/person.ts'
import { SECRET, workerWith } from '../support/worker.ts'
import { isolate } from './rsa-isolates.ts'

const TTL = 1_800
const ALGORITHMS = ['RS256', 'ES256'] as const

const FACTS = {
  userId: 'the id of Ada',
  appId: 'shop',
  sid: 'the session of the app',
  authTime: 1_700_000_000,
  acr: '2',
  amr: ['pwd', 'otp', 'mfa'],
  nonce: 'n-0S6_WzA2Mj',
  // The example of OpenID Connect Core 1.0, appendix A.3.
  accessToken: 'jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y',
  claims: { email: 'ada@example.com', email_verified: true },
}

/** The ID tokens of an isolate. */
async function opened({ notBefore = 0, ...settings }: Parameters<typeof isolate>[0] = {}) {
  const keys = await serviceKeys(settings.secret)
  const rsaKeys = await isolate({ ...settings, notBefore: notBefore * 1_000 })
  return { keys, rsaKeys, ...openIdTokens({ keys, rsaKeys, issuer: HOME, ttl: TTL, notBefore }) }
}

const issued = async (alg: (typeof ALGORITHMS)[number], facts: Partial<typeof FACTS> = {}) =>
  (await opened()).issue({ ...FACTS, ...facts }, { alg, now: Date.now() })

const claimsOf = (token: string) => JSON.parse(atob(token.split('.')[1] ?? '')) as JWTPayload

describe.each(ALGORITHMS)('an ID token in %s', (alg) => {
  it('says who has signed in where, when and how, and what the scopes tell', async () => {
    const now = Math.floor(NOON / 1_000)
    expect(claimsOf(await issued(alg))).toEqual({
      iss: HOME,
      sub: FACTS.userId,
      aud: FACTS.appId,
      exp: now + TTL,
      iat: now,
      auth_time: FACTS.authTime,
      nonce: FACTS.nonce,
      acr: '2',
      amr: FACTS.amr,
      sid: FACTS.sid,
      at_hash: '77QmUPtjPfzWtF2AnpK9RQ',
      ...FACTS.claims,
    })
  })

  it('is checked by what the service publishes', async () => {
    const token = await issued(alg)
    const { body } = await person({ worker: workerWith({}) }).get('/.well-known/jwks.json')
    const find = createLocalJWKSet(body as unknown as Parameters<typeof createLocalJWKSet>[0])
    const checked = await jwtVerify(token, find, { issuer: HOME, audience: 'shop', currentDate: new Date() })
    expect(checked.payload.sub).toBe(FACTS.userId)
  })

  it('has no nonce where none was sent, and no claim of a scope stands for one of its own', async () => {
    const { nonce: _nonce, ...facts } = FACTS
    const claims = {
      sub: 'eve',
      iss: 'https://evil.example',
      aud: 'x',
      exp: 9e9,
      sid: 'x',
      nonce: 'x',
      acr: 'phr',
    }
    const token = await (await opened()).issue({ ...facts, claims }, { alg, now: Date.now() })
    expect(claimsOf(token)).toMatchObject({
      sub: FACTS.userId,
      iss: HOME,
      aud: 'shop',
      sid: FACTS.sid,
      acr: '2',
    })
    expect(claimsOf(token)).not.toHaveProperty('nonce')
    expect(claimsOf(token).exp).toBe(Math.floor(NOON / 1_000) + TTL)
  })

  it('is no access token: no route, no Verifier and no keyVerifier takes it', async () => {
    const ada = await registered()
    const token = await issued(alg, {
      userId: ada.id,
      appId: HOME,
      claims: decodeJwt(ada.tokens.access),
    })
    expect((await readMe(ada, token)).status).toBe(401)
    const refused = { valid: false, reason: 'token_refused' }
    expect(await new Verifier(createExecutionContext(), bindings).verify(token)).toEqual(refused)
    const server = await keyServer()
    const { body } = await person({ worker: workerWith({}) }).get('/.well-known/jwks.json')
    server.answer = () => Response.json(body)
    const verifier = keyVerifier({ issuer: HOME, jwksUrl: server.url })
    expect(await verifier.verify(ada.tokens.access)).toMatchObject({ valid: true })
    expect(await verifier.verify(token)).toEqual(refused)
  })

  it('is a hint, also when it has expired, and in another isolate', async () => {
    const token = await issued(alg)
    pass(86_400_000)
    expect(await (await opened()).readHint(token, Date.now())).toEqual({
      userId: FACTS.userId,
      appId: FACTS.appId,
      sid: FACTS.sid,
    })
  })

  it('is no hint when its key has left the set', async () => {
    const token = await issued(alg)
    const one = await opened()
    vi.setSystemTime(231 * SIGNING_PERIOD_MS - 86_400_000)
    await one.rsaKeys.tend()
    vi.setSystemTime(232 * SIGNING_PERIOD_MS)
    await one.rsaKeys.tend()
    expect(await one.readHint(token, Date.now())).toBeUndefined()
  })

  it('is no hint when it is from before NOT_BEFORE', async () => {
    const token = await issued(alg)
    const second = Math.floor(NOON / 1_000)
    expect(await (await opened({ notBefore: second })).readHint(token, Date.now())).toBeDefined()
    pass(1_000)
    expect(await (await opened({ notBefore: second + 1 })).readHint(token, Date.now())).toBeUndefined()
  })
})

describe('no hint is', () => {
  const signed = async (payload: JWTPayload, header: { alg?: string; typ?: string; kid?: string } = {}) => {
    const { keys } = await opened()
    const { kid, privateKey } = await keys.signer(Date.now())
    return new SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid, ...header }).sign(privateKey)
  }
  const good = async () => claimsOf(await issued('ES256'))

  it.each<[string, () => Promise<string>]>([
    ['nothing', async () => ''],
    ['text', async () => 'a.b.c'],
    ['a very long text', async () => 'a'.repeat(10_000)],
    ['an access token', async () => (await registered()).tokens.access],
    ['a token that says it is one', async () => signed(await good(), { typ: 'at+jwt' })],
    ['one of another issuer', async () => signed({ ...(await good()), iss: 'https://evil.example' })],
    ['one for two apps', async () => signed({ ...(await good()), aud: ['shop', 'other'] })],
    ['one of nobody', async () => signed({ aud: 'shop', iss: HOME, iat: 1 })],
    ['one with a key that nobody knows', async () => signed(await good(), { kid: 'invented' })],
    ['one that names no key', async () => signed(await good(), { kid: '' })],
    [
      'an altered one',
      async () => {
        const [head, body = '', signature] = (await issued('RS256')).split('.')
        const other = btoa(JSON.stringify({ ...claimsOf(`.${body}`), sub: 'eve' })).replaceAll('=', '')
        return [head, other, signature].join('.')
      },
    ],
    [
      'one without a signature',
      async () => {
        const [, body] = (await issued('RS256')).split('.')
        return `${btoa('{"alg":"none"}').replaceAll('=', '')}.${body}.`
      },
    ],
    [
      'one whose MAC is made with the public key',
      async () => {
        const { rsaKeys } = await opened()
        const [jwk] = await rsaKeys.jwks()
        const key = new TextEncoder().encode(JSON.stringify(jwk))
        return sign(await good(), { header: { alg: 'HS256', kid: jwk?.kid, typ: undefined }, key })
      },
    ],
    [
      'one that names a key of the other kind',
      async () => {
        const { kid } = decodeProtectedHeader(await issued('RS256'))
        return signed(await good(), { kid: kid ?? '' })
      },
    ],
  ])('%s', async (_name, make) => {
    const token = await make()
    expect(await (await opened()).readHint(token, Date.now())).toBeUndefined()
  })

  it('one that a leaked secret has sealed the key of', async () => {
    const token = await issued('RS256')
    const secret = 'another secret of the tests of more than 32 characters'
    const after = await opened({ secret, previous: [{ secret: SECRET, passwordsOnly: true }] })
    expect(await after.readHint(token, Date.now())).toBeUndefined()
  })
})
