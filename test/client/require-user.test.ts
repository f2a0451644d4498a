import { createExecutionContext } from 'cloudflare:test'
import { Hono } from 'hono'
import { exportJWK, generateKeyPair, type JWTPayload } from 'jose'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { type Demands, insufficiencyOf } from '../../src/client/demands.ts'
import { keyVerifier } from '../../src/client/key-verifier.ts'
import type { Refusal } from '../../src/client/refusal.ts'
import { requireUser } from '../../src/client/require-user.ts'
import type { CheckedToken, User } from '../../src/client/verifier.ts'
import { utf8 } from '../../src/crypto/bytes.ts'
import { claimsOf, registered, signedIn } from '../support/account.ts'
import { app } from '../support/app.ts'
import { bindings } from '../support/bindings.ts'
import { pass } from '../support/clock.ts'
import { isDown, keyServer, sign } from '../support/keys.ts'
import { HOME } from '../support/person.ts'
import { protectedAccount } from '../support/second-step.ts'
import { Verifier } from '../../src/verifier.ts'

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

/** What a verifier says of a token. */
const CLAIMS: User = {
  userId: 'u',
  sid: 's',
  role: 'user',
  authTime: 1,
  authBy: ['password'],
  amr: ['pwd'],
  acr: '1',
  emailVerified: true,
  expiresAt: 2,
}

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

  it.each([undefined, '', 'Bearer', 'Bearer ', 'Basic dXNlcjpwYXNz', 'Digest x'])(
    'gives %j the bare challenge: no token was sent (RFC 6750 §3.1)',
    async (header) => {
      const answer = await byKeys()(header)
      expect(answer).toMatchObject({ status: 401, challenge: 'Bearer', body: { error: 'unauthenticated' } })
      expect(answer.headers.get('Cache-Control')).toBe('no-store')
      expect(server.asked).toBe(0)
    },
  )

  it.each(['Bearer x', 'Bearer a.b.c', 'Bearer a b', 'Bearer a,b', `Bearer ${LONG}`])(
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

/** All that a token can say of how its user has proven who they are, and all that a route can ask. */
const ACRS = ['1', '2', 'phr'] as const
const ENOUGH = { 1: ['1', '2', 'phr'], 2: ['2', 'phr'], phr: ['phr'] }
const PASSKEYS = ['passkey', 'bound_passkey'] as const
const SECOND_STEPS = ['totp', 'recovery_code', ...PASSKEYS] as const
const PROOFS = ['password', 'mailbox', 'provider', ...SECOND_STEPS] as const
const RECENT = { 1: PROOFS, 2: SECOND_STEPS, phr: PASSKEYS } satisfies Record<string, readonly string[]>
const ASKED = [undefined, ...ACRS].flatMap((acr) =>
  [undefined, 0, 300].flatMap((maxAge) =>
    [undefined, false, true].map((verified) => ({ acr, maxAge, verified })),
  ),
)
const HELD = ACRS.flatMap((acr) =>
  PROOFS.flatMap((proof) =>
    [0, 5, 6, 305, 306].flatMap((age) =>
      [false, true].map((emailVerified) => ({ acr, authBy: [proof], age, emailVerified })),
    ),
  ),
)

describe('a route that asks for more than a valid token', () => {
  it('gets it from every token that has it, and learns what every other is missing', () => {
    const wrong = ASKED.flatMap((asked) =>
      HELD.flatMap(({ age, ...held }) => {
        const level = asked.acr ?? '1'
        const counts = held.authBy.some((kind) => RECENT[level].some((it) => it === kind))
        const expected = [
          ...(ENOUGH[level].includes(held.acr) ? [] : ['acr']),
          ...(asked.maxAge === undefined || (counts && age <= asked.maxAge + 5) ? [] : ['maxAge']),
          ...(asked.verified && !held.emailVerified ? ['verified'] : []),
        ]
        const lacks = insufficiencyOf({ ...CLAIMS, ...held, authTime: now() - age }, asked)
        const missing = lacks?.missing ?? []
        return missing.join() === expected.join() ? [] : [{ asked, held, age, missing, expected }]
      }),
    )
    expect([ASKED.length, HELD.length, wrong]).toEqual([36, 210, []])
  })

  it('names all that it asks in the challenge, whatever is missing', async () => {
    const challengeOf = async (demands: Demands) => {
      const claims: User = { ...CLAIMS, authTime: now() - 400, emailVerified: false }
      const verifier = { verify: async (): Promise<CheckedToken> => ({ valid: true, claims }) }
      return (await appWith({ verifier, ...demands })('Bearer x')).challenge
    }
    const error = 'Bearer error="insufficient_user_authentication", error_description'
    expect(await challengeOf({ maxAge: 300, acr: '2' })).toBe(
      `${error}="Stronger authentication is required. More recent authentication is required", acr_values="2 phr", max_age="300"`,
    )
    expect(await challengeOf({ maxAge: 500, acr: 'phr' })).toBe(
      `${error}="Stronger authentication is required. More recent authentication is required", acr_values="phr", max_age="500"`,
    )
    expect(await challengeOf({ maxAge: 0 })).toBe(
      `${error}="More recent authentication is required", max_age="0"`,
    )
    expect(await challengeOf({ verified: true })).toBe(`${error}="A confirmed email address is required"`)
  })

  it.each([
    [{ maxAge: -1 }, 'maxAge is a number of whole seconds, 0 or more.'],
    [{ maxAge: 1.5 }, 'maxAge is a number of whole seconds, 0 or more.'],
    [{ maxAge: '300' }, 'maxAge is a number of whole seconds, 0 or more.'],
    [{ acr: 2 }, "acr is '1', '2' or 'phr'."],
    [{ acr: 'mfa' }, "acr is '1', '2' or 'phr'."],
    [{ verified: 'yes' }, 'verified is true or false.'],
    [{ verified: null }, 'verified is true or false.'],
  ])('cannot ask for %o, of any verifier', async (wrong, sentence) => {
    const demands = wrong as Demands
    expect(() => requireUser({ issuer: HOME, ...demands })).toThrow(new TypeError(sentence))
    const verifiers = [keyVerifier({ issuer: HOME }), new Verifier(createExecutionContext(), bindings)]
    for (const verifier of verifiers)
      await expect(verifier.verify('x', demands)).rejects.toThrow(new TypeError(sentence))
  })

  it('hears the same from the keys and from the service: what is wrong with the token comes first', async () => {
    const ada = await registered()
    const demands: Demands = { maxAge: 300, acr: '2', verified: true }
    const verifiers = [
      keyVerifier({ issuer: HOME, jwksUrl: server.url }),
      new Verifier(createExecutionContext(), bindings),
    ]
    for (const verifier of verifiers) {
      expect(await verifier.verify(ada.tokens.access, demands)).toEqual({
        valid: false,
        reason: 'insufficient_user_authentication',
        missing: ['acr', 'maxAge', 'verified'],
        challenge: expect.stringMatching(/^Bearer error="insufficient_user_authentication", .*"$/),
      })
      expect(await verifier.verify(ada.tokens.access, { maxAge: 300 })).toMatchObject({ valid: true })
      expect(await verifier.verify('x', demands)).toEqual({ valid: false, reason: 'token_refused' })
    }
    expect((await byKeys({ ...demands, role: 'admin' })(`Bearer ${ada.tokens.access}`)).status).toBe(403)
  })

  it('is good for whoever proves the second step again, and not for a refresh', async () => {
    const ada = await protectedAccount()
    const ask = byKeys({ maxAge: 300, acr: '2' })
    const client = app({ apis: ['https://api.example.com'] })
    const token = await client.account.login(ada).then(
      () => '',
      (error: Refusal) => error.secondStep?.token ?? '',
    )
    await client.account.passSecondStep({ token, totp: ada.app() })
    const pay = async () => ask(`Bearer ${await client.token()}`)
    expect((await pay()).status).toBe(200)

    pass(306_000)
    await client.account.refresh()
    expect(await pay()).toMatchObject({ status: 401, body: { missing: ['maxAge'] } })
    await expect(client.account.reauthenticate({ password: ada.password })).rejects.toMatchObject({
      kind: 'sign_in_again',
    })
    expect((await pay()).status).toBe(401)
    await client.account.reauthenticate({ totp: ada.app() })
    expect((await pay()).status).toBe(200)
  })
})

describe('an app with another verifier', () => {
  const answering = (answer: () => Promise<CheckedToken>) => appWith({ verifier: { verify: answer } })
  const no = (reason: 'token_refused' | 'session_ended' | 'unavailable') =>
    answering(async () => ({ valid: false, reason }))

  it('trusts what it says', async () => {
    const yes = answering(async () => ({ valid: true, claims: CLAIMS }))
    expect(await yes('Bearer x')).toMatchObject({ status: 200, body: CLAIMS })
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
