import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWTPayload } from 'jose'
import { beforeEach, describe, expect, it } from 'vitest'
import { base64url, type Bytes, fromBase64url, utf8 } from '../../src/crypto/bytes.ts'
import { type Account, claimsOf, confirmedByHand, readMe, refreshed, registered } from '../support/account.ts'
import { bindings } from '../support/bindings.ts'
import { rows } from '../support/database.ts'
import { serviceKeys, sign } from '../support/keys.ts'
import { type Answer, HOME, person } from '../support/person.ts'
import { deferredWork, deployedWorker, workerWith } from '../support/worker.ts'

const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

/** The claims a genuine token of the account has now, for tokens that differ in one thing. */
const genuine = (account: Account) => claimsOf(account.tokens.access) as JWTPayload & Record<string, unknown>

function expectRefused(answer: Answer) {
  expect(answer.status).toBe(401)
  expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer error="invalid_token"')
  const sentence = 'Could not validate credentials'
  expect(answer.body).toEqual({ detail: sentence, message: sentence, code: 'token_refused' })
}

const part = (value: unknown) => base64url(utf8(JSON.stringify(value)))
const bytesOf = (text: string) => fromBase64url(text) as Bytes

describe('an access token', () => {
  it('says exactly what RFC 9068 asks for and what we need, and nothing of the person', async () => {
    const ada = await registered()
    const [header = '', , signature = ''] = ada.tokens.access.split('.')
    const [key] = (await (await serviceKeys()).jwks(Date.now())).keys
    expect(JSON.parse(atob(header))).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: key?.kid })
    const claims = genuine(ada)
    const now = Math.floor(Date.now() / 1000)
    expect(claims).toEqual({
      iss: HOME,
      aud: HOME,
      sub: ada.id,
      client_id: 'postern',
      iat: expect.closeTo(now, -1),
      exp: Number(claims.iat) + 1800,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
      sid: ada.tokens.refresh.split('.')[0],
      auth_time: expect.closeTo(now, -1),
      role: 'user',
      auth_by: ['password'],
      amr: ['pwd'],
      acr: '1',
      // When it was made, the address was not confirmed.
      email_verified: false,
    })
    expect(JSON.stringify(claims)).not.toMatch(/@|Ada|Lovelace/)
    expect(bytesOf(signature)).toHaveLength(64)
  })

  it('says whether the address was confirmed when it was made: a refresh says it anew', async () => {
    const ada = await registered({ confirmed: false })
    expect(genuine(ada)['email_verified']).toBe(false)
    await confirmedByHand(ada.id)
    const next = await refreshed(ada, ada.tokens.refresh)
    expect(claimsOf(next.access)['email_verified']).toBe(true)
    await rows('update users set verified_at = null')
    expect(claimsOf((await refreshed(ada, next.refresh)).access)['email_verified']).toBe(false)
  })

  it('has another id each time, also within one session', async () => {
    const ada = await registered()
    const again = await ada.post('/api/v1/auth/refresh', { refresh_token: ada.tokens.refresh })
    expect(claimsOf(String(again.body['access_token']))['jti']).not.toBe(genuine(ada).jti)
  })

  it('that the tests sign with the real key is accepted, so that each refusal below has one reason', async () => {
    const ada = await registered()
    expect((await readMe(ada, await sign(genuine(ada)))).status).toBe(200)
  })
})

describe('a forged token is refused', () => {
  let ada: Account
  beforeEach(async () => {
    ada = await registered({ roaming: true })
  })

  it.each<[string, (claims: JWTPayload, signed: string) => string]>([
    ['alg none, no signature', (claims) => `${part({ alg: 'none', typ: 'at+jwt' })}.${part(claims)}.`],
    [
      'alg None with the old signature',
      (claims, s) => `${part({ alg: 'None', typ: 'at+jwt' })}.${part(claims)}.${s}`,
    ],
    ['no algorithm', (claims, s) => `${part({ typ: 'at+jwt' })}.${part(claims)}.${s}`],
    ['two parts', (claims) => `${part({ alg: 'ES256', typ: 'at+jwt' })}.${part(claims)}`],
    ['no signature', (claims) => `${part({ alg: 'ES256', typ: 'at+jwt' })}.${part(claims)}.`],
    ['five parts', (claims, s) => `${part({ alg: 'dir', enc: 'A256GCM' })}..${part(claims)}.${s}.${s}`],
    ['a header that is no JSON', (claims, s) => `bm9uZQ.${part(claims)}.${s}`],
    ['a header that is an array', (claims, s) => `${part(['ES256'])}.${part(claims)}.${s}`],
    [
      'a signature of zeros',
      (claims) => `${part({ alg: 'ES256', typ: 'at+jwt' })}.${part(claims)}.${'A'.repeat(86)}`,
    ],
  ])('by its form: %s', async (_, forge) => {
    const signature = ada.tokens.access.split('.')[2] ?? ''
    expectRefused(await readMe(ada, forge(genuine(ada), signature)))
  })

  it('by its algorithm: HMAC with the public key as the secret, in every form of it', async () => {
    const [jwk] = (await (await serviceKeys()).jwks(Date.now())).keys
    const raw = utf8(JSON.stringify(jwk))
    const point = bytesOf(`${jwk?.x}`)
    for (const secret of [raw, point]) {
      for (const alg of ['HS256', 'HS384']) {
        const key = await crypto.subtle.importKey(
          'raw',
          secret,
          { name: 'HMAC', hash: alg === 'HS256' ? 'SHA-256' : 'SHA-384' },
          false,
          ['sign'],
        )
        expectRefused(await readMe(ada, await sign(genuine(ada), { header: { alg }, key })))
      }
    }
  })

  it('by its key: another key, with our kid, its own kid, or its key in the header', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256')
    const jwk = await exportJWK(publicKey)
    const kid = await calculateJwkThumbprint(jwk)
    const url = 'https://evil.example/keys.json'
    for (const header of [
      {},
      { kid },
      { kid: undefined },
      { kid, jwk },
      { jwk },
      { kid, jku: url },
      { kid, x5u: url },
      { kid, x5c: [btoa('certificate')] },
    ]) {
      expectRefused(await readMe(ada, await sign(genuine(ada), { header, key: privateKey })))
    }
    // Nobody was asked for a key.
    expect(globalThis.fetch).not.toHaveBeenCalled()
  })

  it('by its key: an algorithm of another curve', async () => {
    const { privateKey } = await generateKeyPair('ES384')
    expectRefused(await readMe(ada, await sign(genuine(ada), { header: { alg: 'ES384' }, key: privateKey })))
  })

  it.each([
    '',
    'unknown',
    '../../../dev/null',
    "' or '1'='1",
    '__proto__',
    'x'.repeat(1_000),
    null,
    7,
    ['a'],
    {},
    undefined,
  ])('by a kid that names none of our keys, though the right key signed: %j', async (kid) => {
    expectRefused(await readMe(ada, await sign(genuine(ada), { header: { kid } })))
  })

  it.each(['JWT', 'at+JWT2', 'rt+jwt', 'id+jwt', '', undefined, 7])('by its type: %j', async (typ) => {
    expectRefused(await readMe(ada, await sign(genuine(ada), { header: { typ } })))
  })

  it('by a critical header it does not know, and by a detached payload', async () => {
    const { kid, privateKey } = await (await serviceKeys()).signer(Date.now())
    const header = { alg: 'ES256', typ: 'at+jwt', kid, crit: ['exp'], exp: 1 }
    for (const each of [header, { ...header, crit: ['b64'], b64: false }, { ...header, crit: [] }]) {
      const input = `${part(each)}.${part(genuine(ada))}`
      const algorithm = { name: 'ECDSA', hash: 'SHA-256' }
      const signature = new Uint8Array(await crypto.subtle.sign(algorithm, privateKey, utf8(input)))
      expectRefused(await readMe(ada, `${input}.${base64url(signature)}`))
    }
  })

  const now = () => Math.floor(Date.now() / 1000)
  it.each<[string, (claims: JWTPayload) => Record<string, unknown>]>([
    ['no expiry', () => ({ exp: undefined })],
    ['an expiry that is a text', () => ({ exp: '9999999999' })],
    ['an expiry that is null', () => ({ exp: null })],
    ['an expiry past the skew', () => ({ exp: now() - 6 })],
    ['an expiry at zero', () => ({ exp: 0 })],
    ['an issue an hour ahead', () => ({ iat: now() + 3600, exp: now() + 5400 })],
    ['an issue longer ago than tokens live', () => ({ iat: now() - 1810, exp: now() + 60 })],
    ['no moment of issue', () => ({ iat: undefined })],
    ['a moment of issue that is a text', () => ({ iat: 'now' })],
    ['a time before which it is not good', () => ({ nbf: now() + 60 })],
    ['such a time that is a text', () => ({ nbf: 'soon' })],
    ['no audience', () => ({ aud: undefined })],
    ['another audience', () => ({ aud: 'https://other.example.com' })],
    ['an audience with a slash', () => ({ aud: `${HOME}/` })],
    ['the beginning of our audience', () => ({ aud: HOME.slice(0, -1) })],
    ['our audience in other case', () => ({ aud: HOME.toUpperCase() })],
    ['several audiences', () => ({ aud: [HOME, 'https://other.example.com'] })],
    ['no issuer', () => ({ iss: undefined })],
    ['another issuer', () => ({ iss: 'https://evil.example' })],
    ['our issuer with a slash', () => ({ iss: `${HOME}/` })],
    ['an issuer that is a list', () => ({ iss: [HOME] })],
    ['no subject', () => ({ sub: undefined })],
    ['a subject that is a number', () => ({ sub: 7 })],
    ['no session', () => ({ sid: undefined })],
    ['a session nobody has', () => ({ sid: '017f22e2-79b0-7cc3-98c4-dc0c0c07398f' })],
    ['a session that is an object', () => ({ sid: { $ne: '' } })],
    ['another client', () => ({ client_id: 'other' })],
    ['no client', () => ({ client_id: undefined })],
    ['a role that is none', () => ({ role: 'root' })],
    ['no role', () => ({ role: undefined })],
    ['no moment of signing in', () => ({ auth_time: undefined })],
    ['no word of the address', () => ({ email_verified: undefined })],
    ['a text for whether the address is confirmed', () => ({ email_verified: 'true' })],
    ['no name of its own', () => ({ jti: undefined })],
  ])('by its claims, though the right key signed: %s', async (_, change) => {
    const claims = genuine(ada)
    expectRefused(await readMe(ada, await sign({ ...claims, ...change(claims) })))
  })

  it('by its length, before anybody parses it', async () => {
    expectRefused(await readMe(ada, await sign({ ...genuine(ada), more: 'x'.repeat(2_000) })))
  })

  it('by one changed bit, wherever it is', async () => {
    const [header = '', payload = '', signature = ''] = ada.tokens.access.split('.')
    const parts = [bytesOf(header), bytesOf(payload), bytesOf(signature)]
    const flips = parts.flatMap((bytes, index) =>
      Array.from({ length: 30 }, (_, turn) => ({ index, bit: Math.floor((turn * bytes.length * 8) / 30) })),
    )
    for (const { index, bit } of flips) {
      const changed = parts.map((bytes) => new Uint8Array(bytes))
      const bytes = changed[index] as Bytes
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      const answer = await readMe(ada, changed.map(base64url).join('.'))
      expect(answer.status, `bit ${bit} of part ${index}`).toBe(401)
    }
  })

  it('by a subject that is not the one of its session', async () => {
    const bob = await registered()
    const answer = await readMe(ada, await sign({ ...genuine(ada), sub: bob.id, role: 'admin' }))
    expect(answer.body['id']).not.toBe(bob.id)
    const other = await ada.get(`/api/v1/users/${bob.id}`, {
      token: await sign({ ...genuine(ada), role: 'admin' }),
    })
    expect(other.body['email']).toBeNull()
  })
})

describe('a token whose session has ended', () => {
  it('stays refused when its signature is written another way', async () => {
    const ada = await registered()
    const [header = '', payload = '', signature = ''] = ada.tokens.access.split('.')
    const bytes = bytesOf(signature)
    const s = BigInt(`0x${bytes.slice(32).toHex()}`)
    const mirrored = Uint8Array.fromHex((P256_ORDER - s).toString(16).padStart(64, '0'))
    const other = `${header}.${payload}.${base64url(Uint8Array.from([...bytes.slice(0, 32), ...mirrored]))}`
    // The mirrored signature is as good as the first one: that is what makes this a test.
    expect((await readMe(ada, other)).status).toBe(200)

    await ada.post('/api/v1/auth/logout', undefined, { token: ada.tokens.access })
    const last = signature.at(-1) ?? ''
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const neighbour = alphabet[(alphabet.indexOf(last) & ~3) + ((alphabet.indexOf(last) + 1) % 4)] ?? ''
    for (const token of [
      ada.tokens.access,
      other,
      `${header}.${payload}.${signature.slice(0, -1)}${neighbour}`,
      `${header}.${payload}.${signature}=`,
      `${header}.${payload}.${signature}==`,
    ]) {
      expect((await readMe(ada, token)).status, token).toBe(401)
    }
  })

  it('is put on the list of ended sessions in KV for as long as the token could live', async () => {
    const ada = await registered()
    await ada.post('/api/v1/auth/logout', undefined, { token: ada.tokens.access })
    const sid = String(genuine(ada)['sid'])
    await deferredWork()
    const { keys } = await bindings.KV.list({ prefix: 'revoked:' })
    expect(keys[0]?.name).toBe(`revoked:${sid}`)
    expect(keys[0]?.expiration).toBeGreaterThanOrEqual(Number(genuine(ada).exp))
  })
})

describe('the header that carries a token', () => {
  let ada: Account
  beforeEach(async () => {
    ada = await registered({ roaming: true })
  })

  const ask = (value: string | undefined, more: Record<string, string> = {}) =>
    ada.get('/api/v1/users/me', {
      headers: { ...(value !== undefined && { Authorization: value }), ...more },
    })

  it('is asked for when there is none, without an error code', async () => {
    const answer = await ask(undefined)
    expect([answer.status, answer.headers.get('WWW-Authenticate')]).toEqual([401, 'Bearer'])
    expect(answer.body).toEqual({
      detail: 'Not authenticated',
      message: 'Not authenticated',
      code: 'unauthenticated',
    })
  })

  it('may write its scheme in any case, and some spaces (RFC 9110 §11.1)', async () => {
    for (const scheme of ['Bearer ', 'bearer ', 'BEARER ', 'Bearer  ']) {
      expect((await ask(scheme + ada.tokens.access)).status).toBe(200)
    }
  })

  it.each([
    'Bearer',
    'Bearer ',
    'Basic YWRhOnBhc3N3b3Jk',
    'Digest username="ada"',
    'Bearer a b',
    'Bearer a,b',
    'Bearer "quoted"',
    'Token abc',
    'Bearer \u00e9\u00e8',
    'Bearer ..',
    ',',
    '=',
  ])('is a 401 when it is %j', async (value) => {
    expectRefused(await ask(value))
  })

  it('is refused without its scheme, twice, and with a tab in it', async () => {
    const { access } = ada.tokens
    for (const value of [
      access,
      `Bearer ${access}, Bearer ${access}`,
      `Bearer\t${access}`,
      `Bearer ${access} x`,
    ]) {
      expectRefused(await ask(value))
    }
    const request = new Request(`${HOME}/api/v1/users/me`, { headers: { Authorization: `Bearer ${access}` } })
    request.headers.append('Authorization', `Bearer ${access}`)
    expectRefused(await ada.send(request))
  })

  it('is the only place for a token besides the cookie: one in the query or the body is ignored', async () => {
    const { access } = ada.tokens
    expect((await ada.get(`/api/v1/users/me?access_token=${access}&token=${access}`)).status).toBe(401)
    const body = { access_token: access, token: access, bio: 'x' }
    expect((await ada.put('/api/v1/users/me', body)).status).toBe(401)
    const [user] = await rows('select bio from users where id = ?', ada.id)
    expect(user).toEqual({ bio: null })
  })

  it('may be replaced by our cookie, but not by a cookie of another name', async () => {
    const { access } = ada.tokens
    expect((await ask(undefined, { Cookie: `__Host-accessToken=${access}` })).status).toBe(200)
    for (const name of ['accessToken', '__Secure-accessToken', '__host-accesstoken', 'token']) {
      expect((await ask(undefined, { Cookie: `${name}=${access}` })).status, name).toBe(401)
    }
    expect((await ask(undefined, { Cookie: '__Host-accessToken=junk' })).status).toBe(401)
  })

  it('decides when it is sent: a bad token does not fall back to a good cookie', async () => {
    const cookie = { Cookie: `__Host-accessToken=${ada.tokens.access}` }
    for (const value of ['Bearer junk', 'Bearer', 'Basic x']) expectRefused(await ask(value, cookie))
    const Authorization = ''
    const direct = person({ worker: workerWith({}) }) // between two Workers the platform drops an empty header
    expectRefused(await direct.get('/api/v1/users/me', { headers: { ...cookie, Authorization } }))
  })

  it('may be called `Authentication` on one route of account-v1 only', async () => {
    const headers = { Authentication: `Bearer ${ada.tokens.access}` }
    const path = `/api/v1/auth/reset-password/${ada.id}`
    for (const method of ['POST', 'PUT', 'PATCH']) {
      expect((await ada.ask(method, path, { password: 'eight wet words' }, { headers })).status).toBe(200)
    }
    expect((await ada.get('/api/v1/users/me', { headers })).status).toBe(401)
    expect((await ada.post('/api/v1/auth/logout', {}, { headers })).status).toBe(401)
    const both = { ...headers, Authorization: 'Bearer junk' }
    expectRefused(await ada.put(path, { password: 'eight wet words' }, { headers: both }))
  })

  it('is checked by the deployed Worker too', async () => {
    const somebody = person({ worker: deployedWorker })
    expect((await readMe(somebody, ada.tokens.access)).status).toBe(200)
  })
})
