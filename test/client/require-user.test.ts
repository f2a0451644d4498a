import { Hono } from 'hono'
import { exportJWK, generateKeyPair, type JWTPayload } from 'jose'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { keyVerifier } from '../../src/client/key-verifier.ts'
import { requireUser } from '../../src/client/require-user.ts'
import type { CheckedToken } from '../../src/client/verifier.ts'
import { utf8 } from '../../src/crypto/bytes.ts'
import { claimsOf, registered, signedIn } from '../support/account.ts'
import { pass } from '../support/clock.ts'
import { isDown, keyServer, sign } from '../support/keys.ts'
import { HOME } from '../support/person.ts'

let server: Awaited<ReturnType<typeof keyServer>>
beforeEach(async () => {
  server = await keyServer()
})

type Guard = Parameters<typeof requireUser>[0]

/** An app of somebody else, and what it answers to a header. */
const appWith = (guard: Guard) => {
  const app = new Hono().get('/me', requireUser(guard), (c) => c.json(c.var.user))
  return async (authorization?: string) => {
    const answer = await app.request('/me', {
      headers: authorization ? { Authorization: authorization } : {},
    })
    const { status, headers } = answer
    return { status, challenge: headers.get('WWW-Authenticate'), headers, body: await answer.json() }
  }
}
const byKeys = (changes: object = {}) => appWith({ issuer: HOME, jwksUrl: server.url, ...changes })

const now = () => Math.floor(Date.now() / 1000)
/** Claims as the service makes them. */
const good = (changes: JWTPayload = {}): JWTPayload => ({
  iss: HOME,
  aud: HOME,
  sub: 'u',
  sid: 's',
  client_id: 'postern',
  role: 'user',
  auth_time: now(),
  iat: now(),
  exp: now() + 60,
  jti: 'j',
  ...changes,
})

const encoded = (part: object) => btoa(JSON.stringify(part)).replaceAll('=', '')
const LONG = `${encoded({ alg: 'ES256', kid: 'x' })}.${'a'.repeat(2_048)}.b`

const REFUSED = { status: 401, challenge: 'Bearer error="invalid_token"', body: { error: 'invalid_token' } }

describe('an app that has only the address of the keys', () => {
  it('learns who comes, in the words of the verifier', async () => {
    const ada = await registered()
    for (const [{ access }, emailVerified] of [
      [ada.tokens, false],
      [await signedIn(ada, ada), true],
    ] as const) {
      const { sid, auth_time, exp } = claimsOf(access)
      expect(await byKeys()(`Bearer ${access}`)).toMatchObject({
        status: 200,
        body: { userId: ada.id, sid, role: 'user', authTime: auth_time, emailVerified, expiresAt: exp },
      })
    }
    expect((await byKeys()(`bearer  ${ada.tokens.access}`)).status).toBe(200)
    expect((await byKeys({ issuer: `${HOME}/` })(`Bearer ${ada.tokens.access}`)).status).toBe(200)
  })

  it('asks for the keys at the issuer unless told where they are', async () => {
    vi.spyOn(console, 'error').mockReturnValue()
    await byKeys({ issuer: 'https://elsewhere.example.com', jwksUrl: undefined })(
      `Bearer ${await sign(good())}`,
    )
    expect(fetch).toHaveBeenLastCalledWith(
      'https://elsewhere.example.com/.well-known/jwks.json',
      expect.objectContaining({ redirect: 'manual' }),
    )
  })

  it.each([undefined, '', 'Basic dXNlcjpwYXNz', 'Digest x'])(
    'gives %j the bare challenge: no token was sent (RFC 6750 §3.1)',
    async (header) => {
      const answer = await byKeys()(header)
      expect(answer).toMatchObject({ status: 401, challenge: 'Bearer', body: { error: 'unauthenticated' } })
      expect(answer.headers.get('Cache-Control')).toBe('no-store')
      expect(server.asked).toBe(0)
    },
  )

  it.each(['Bearer', 'Bearer x', 'Bearer a.b.c', 'Bearer a b', 'Bearer a,b', `Bearer ${LONG}`])(
    'refuses %.20s without asking for keys',
    async (header) => {
      expect(await byKeys()(header)).toMatchObject(REFUSED)
      expect(server.asked).toBe(0)
    },
  )

  it('refuses a refresh token', async () => {
    const ada = await registered()
    expect(await byKeys()(`Bearer ${ada.tokens.refresh}`)).toMatchObject(REFUSED)
  })

  it('takes what is right, and refuses it for each thing that can be wrong, the signature being ours', async () => {
    vi.spyOn(console, 'error').mockReturnValue()
    const ask = byKeys()
    const wrong: Record<string, JWTPayload> = {
      'another issuer': { iss: 'https://evil.example.com' },
      'another audience': { aud: 'https://app.example.com' },
      expired: { iat: now() - 100, exp: now() - 10 },
      'from the future': { iat: now() + 100, exp: now() + 200 },
      'older than any may get': { iat: now() - 86_500 },
      'not yet good': { nbf: now() + 100 },
      'a role that does not exist': { role: 'root' },
      'a subject that is a number': { sub: 7 as unknown as string },
      'a session that is none': { sid: null },
      'an unclear time of signing in': { auth_time: 'today' },
    }
    for (const claim of ['iss', 'aud', 'sub', 'sid', 'role', 'auth_time', 'iat', 'exp'])
      wrong[`no ${claim}`] = { [claim]: undefined }

    expect((await ask(`Bearer ${await sign(good())}`)).status).toBe(200)
    for (const [name, changes] of Object.entries(wrong))
      expect(await ask(`Bearer ${await sign(good(changes))}`), name).toMatchObject(REFUSED)
    for (const header of [{ typ: 'JWT' }, { typ: undefined }, { kid: undefined }, { kid: 'another' }])
      expect(await ask(`Bearer ${await sign(good(), { header })}`), JSON.stringify(header)).toMatchObject(
        REFUSED,
      )
  })

  it('tells the log of a token of another issuer, with both, once a minute, and nothing to the client', async () => {
    const log = vi.spyOn(console, 'error').mockReturnValue()
    const ask = byKeys()
    const theirs = 'https://evil.example.com\n'
    for (const iss of [theirs, theirs, HOME])
      expect(await ask(`Bearer ${await sign(good({ iss, exp: now() - 10 }))}`)).toMatchObject(REFUSED)
    const line = `Refused a token of "https://evil.example.com\\n": the issuer here is "${HOME}".`
    expect(log.mock.calls).toEqual([[line]])
    pass(60_000)
    await ask(`Bearer ${await sign(good({ iss: theirs }), { header: { kid: 'another' } })}`)
    expect(log.mock.calls).toEqual([[line], [line]])
  })

  it('allows five seconds between the clocks, and not one more', async () => {
    const ask = byKeys()
    const statusOf = async (changes: JWTPayload) => (await ask(`Bearer ${await sign(good(changes))}`)).status
    for (const early of ['iat', 'nbf']) {
      expect(await statusOf({ [early]: now() + 5 }), early).toBe(200)
      expect(await statusOf({ [early]: now() + 6 }), early).toBe(401)
    }
    // A token has expired in the second that `exp` names.
    expect(await statusOf({ exp: now() - 4 })).toBe(200)
    expect(await statusOf({ exp: now() - 5 })).toBe(401)
  })

  it('refuses what somebody else has signed, or nobody', async () => {
    const ask = byKeys()
    const [kid] = server.real.keys.map((key) => key.kid)
    const stranger = (await generateKeyPair('ES256')).privateKey
    const published = utf8(JSON.stringify(server.real.keys[0]))
    const [head, , signature] = (await sign(good())).split('.')
    for (const token of [
      await sign(good(), { key: stranger }),
      await sign(good(), { header: { alg: 'HS256', kid }, key: published }),
      `${encoded({ alg: 'none', typ: 'at+jwt', kid })}.${encoded(good())}.`,
      `${head}.${encoded(good({ role: 'admin' }))}.${signature}`,
    ])
      expect(await ask(`Bearer ${token}`)).toMatchObject(REFUSED)
  })

  it('refuses another algorithm, even with a key that the service would publish for it', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES384', { extractable: true })
    const key = { ...(await exportJWK(publicKey)), kid: 'other', alg: 'ES384', use: 'sig' }
    server.answer = () => Response.json({ keys: [...server.real.keys, key] })
    const header = { alg: 'ES384', kid: 'other' }
    expect(await byKeys()(`Bearer ${await sign(good(), { header, key: privateKey })}`)).toMatchObject(REFUSED)
  })

  it('may accept an audience that is not the issuer', async () => {
    const audience = 'https://app.example.com'
    expect((await byKeys({ audience })(`Bearer ${await sign(good({ aud: audience }))}`)).status).toBe(200)
    expect(await byKeys({ audience })(`Bearer ${await sign(good())}`)).toMatchObject(REFUSED)
  })

  it('lets a token in until it expires, though its session has ended', async () => {
    const ada = await registered()
    const ask = byKeys()
    await ada.post('/api/v1/auth/logout', undefined, { token: ada.tokens.access })
    expect((await ask(`Bearer ${ada.tokens.access}`)).status).toBe(200)
    pass(1_806_000)
    expect(await ask(`Bearer ${ada.tokens.access}`)).toMatchObject(REFUSED)
  })
})

describe('a route for administrators', () => {
  it('lets them in, and answers everybody else 403 (RFC 6750 §3.1)', async () => {
    const ask = byKeys({ role: 'admin' })
    expect((await ask(`Bearer ${await sign(good({ role: 'admin' }))}`)).status).toBe(200)
    expect(await ask(`Bearer ${await sign(good())}`)).toMatchObject({
      status: 403,
      challenge: 'Bearer error="insufficient_scope"',
    })
    expect(await ask(`Bearer ${await sign(good({ role: 'admin', exp: now() - 10 }))}`)).toMatchObject(REFUSED)
  })
})

describe('an app with another verifier', () => {
  const answering = (answer: () => Promise<CheckedToken>) => appWith({ verifier: { verify: answer } })
  const no = (reason: 'token_refused' | 'session_ended' | 'unavailable') =>
    answering(async () => ({ valid: false, reason }))

  it('trusts what it says', async () => {
    const claims = {
      userId: 'u',
      sid: 's',
      role: 'user',
      authTime: 1,
      amr: ['pwd'],
      acr: '1',
      emailVerified: true,
      expiresAt: 2,
    } as const
    const yes = answering(async () => ({ valid: true, claims }))
    expect(await yes('Bearer x')).toMatchObject({ status: 200, body: claims })
    expect(await no('token_refused')('Bearer x')).toMatchObject(REFUSED)
    expect(await no('session_ended')('Bearer x')).toMatchObject(REFUSED)
  })

  it('answers 503, and lets nobody in, when it cannot tell or cannot be reached', async () => {
    const noted = vi.spyOn(console, 'error').mockReturnValue()
    const broken = answering(() => Promise.reject(new Error('Worker "postern" not found.')))
    const unnamed = appWith({ verifier: { fetch: async () => new Response() } })
    for (const ask of [no('unavailable'), broken, unnamed]) {
      const { status, challenge, headers } = await ask('Bearer x')
      expect({ status, challenge, retry: headers.get('Retry-After') }).toEqual({
        status: 503,
        challenge: null,
        retry: '5',
      })
    }
    expect(noted.mock.calls.map(([, error]) => String(error))).toEqual([
      'Error: Worker "postern" not found.',
      'TypeError: The service binding needs entrypoint = "Verifier" in the wrangler.toml of the app.',
    ])
  })
})

it('says that the keys cannot be had, and not that the token is bad', async () => {
  vi.spyOn(console, 'error').mockReturnValue()
  server.answer = isDown
  const verifier = keyVerifier({ issuer: HOME, jwksUrl: server.url })
  expect(await verifier.verify(await sign(good()))).toEqual({ valid: false, reason: 'unavailable' })
})
