import { UnsecuredJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { base64url, sha256, utf8 } from '../../src/crypto/bytes.ts'
import { pass } from '../support/clock.ts'
import { newKey, provider, signed } from '../support/provider.ts'
import { REDIRECT_URI, REFUSED, visitorAt } from './provider-visits.ts'

const ISSUER = 'https://acme.example'
const CLIENT = 'postern-at-acme'
const ADA = {
  issuer: ISSUER,
  subject: 'ada-at-the-provider',
  email: 'ada@acme.example',
  isEmailVerified: true,
  provesMailbox: true,
  firstName: 'Ada',
  lastName: 'Lovelace',
}

const seconds = () => Math.floor(Date.now() / 1000)

describe('a visit to a provider', () => {
  it('begins with PKCE, a state and a nonce, at the address of its document', async () => {
    provider()
    const { begin } = visitorAt('oidc_acme')
    const { sent, address } = await begin()
    const url = new URL(address)
    expect(url.origin + url.pathname).toBe('https://acme.example/authorize')
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: 'code',
      client_id: CLIENT,
      redirect_uri: REDIRECT_URI,
      scope: 'openid email profile',
      state: sent.state,
      nonce: sent.nonce,
      code_challenge: base64url(await sha256(utf8(sent.verifier))),
      code_challenge_method: 'S256',
      ui_locales: 'de',
    })
  })

  it('keeps what the address of the document has in its query', async () => {
    provider().publishes({ authorization_endpoint: 'https://acme.example/authorize?realm=staff&state=old' })
    const { sent, address } = await visitorAt('oidc_acme').begin()
    const query = new URL(address).searchParams
    expect([query.get('realm'), query.getAll('state')]).toEqual(['staff', [sent.state]])
  })

  it('ends with who it is', async () => {
    expect(await visitorAt('oidc_acme').visit(provider())).toEqual(ADA)
  })

  it('shows the verifier and our secret to the token endpoint, and nothing in its address', async () => {
    const acme = provider()
    const { begin, finish } = visitorAt('oidc_acme')
    const { sent, address } = await begin()
    await finish(sent, acme.codeFor(address))
    const [request] = acme.heardAt('token')
    expect(request).toMatchObject({
      method: 'POST',
      url: 'https://acme.example/token',
      redirect: 'manual',
      form: {
        code_verifier: sent.verifier,
        redirect_uri: REDIRECT_URI,
        client_id: CLIENT,
        client_secret: 'secret-of-postern-at-acme',
      },
    })
  })

  it.each([undefined, ['client_secret_basic']])(
    'shows our secret in the header where the document says %o',
    async (methods) => {
      const acme = provider()
      acme.publishes({ token_endpoint_auth_methods_supported: methods })
      expect(await visitorAt('oidc_acme').visit(acme)).toEqual(ADA)
      const [request] = acme.heardAt('token')
      expect(request?.headers.get('Authorization')).toMatch(/^Basic /)
      expect(request?.form['client_secret']).toBeUndefined()
    },
  )

  it.each(['RS256', 'ES256'])('takes a token that is signed by %s', async (alg) => {
    const acme = provider()
    const key = await newKey(alg)
    acme.signs((claims) => signed(claims, key))
    acme.answers('jwks', Response.json({ keys: [key.publicJwk] }))
    expect(await visitorAt('oidc_acme').visit(acme)).toEqual(ADA)
  })
})

describe('what the browser brings back is refused', () => {
  it.each<[string, string, (brought: URLSearchParams) => URLSearchParams | void]>([
    ['with another state', 'invalid_answer', (brought) => brought.set('state', 'another')],
    ['without a state', 'invalid_answer', (brought) => brought.delete('state')],
    ['with two states', 'invalid_answer', (brought) => brought.append('state', 'another')],
    ['from another issuer: mix-up', 'invalid_answer', (b) => b.set('iss', 'https://evil.example')],
    ['without the issuer that was promised', 'invalid_answer', (brought) => brought.delete('iss')],
    ['without a code', 'no_code', (brought) => brought.delete('code')],
    ['with two codes', 'invalid_answer', (brought) => brought.append('code', 'another')],
    ['with a code that is none', 'no_code', (brought) => brought.set('code', 'a\u0000b')],
    ['with an endless code', 'no_code', (brought) => brought.set('code', 'x'.repeat(4097))],
    ['with a token', 'unsupported', (brought) => brought.set('id_token', 'x')],
    ['as a signed answer', 'invalid_answer', (brought) => brought.set('response', 'x')],
  ])('%s', async (_, reason, change) => {
    const acme = provider()
    expect(await visitorAt('oidc_acme').visit(acme, change)).toEqual(REFUSED(reason))
    expect(acme.heardAt('token')).toEqual([])
  })

  it('with an issuer of its own, where none was promised', async () => {
    const acme = provider({ promisesIssuer: false })
    const { visit } = visitorAt('oidc_acme')
    expect(await visit(acme)).toEqual(ADA)
    expect(await visit(acme, (brought) => brought.set('iss', 'https://evil.example'))).toEqual(
      REFUSED('invalid_answer'),
    )
  })

  it('with a code of somebody else, which another verifier belongs to', async () => {
    const acme = provider()
    const { begin, finish } = visitorAt('oidc_acme')
    const [own, theirs] = [await begin(), await begin()]
    const stolen = acme.codeFor(theirs.address)
    stolen.set('state', own.sent.state)
    expect(await finish(own.sent, stolen)).toEqual(REFUSED('invalid_grant'))
  })

  it('a second time', async () => {
    const acme = provider()
    const { begin, finish } = visitorAt('oidc_acme')
    const { sent, address } = await begin()
    const brought = acme.codeFor(address)
    expect(await finish(sent, brought)).toEqual(ADA)
    expect(await finish(sent, brought)).toEqual(REFUSED('invalid_grant'))
  })

  it.each([
    ['access_denied', { trouble: 'cancelled', reason: 'cancelled' }],
    ['user_cancelled_authorize', { trouble: 'cancelled', reason: 'cancelled' }],
    ['invalid_scope', REFUSED('invalid_scope')],
    ['an error that nobody knows', REFUSED('other_error')],
  ])('with the error %s', async (error, expected) => {
    const acme = provider()
    const { begin, finish } = visitorAt('oidc_acme')
    const { sent, address } = await begin()
    expect(await finish(sent, acme.errorFor(address, error))).toEqual(expected)
    const forged = new URLSearchParams({ error, state: 'another', iss: ISSUER })
    expect(await finish(sent, forged)).toEqual(REFUSED('invalid_answer'))
  })
})

describe('an id_token is refused', () => {
  it.each<[string, string, () => Record<string, unknown>]>([
    ['of another issuer', 'claim_iss', () => ({ iss: 'https://evil.example' })],
    ['of the issuer with a slash', 'claim_iss', () => ({ iss: `${ISSUER}/` })],
    ['without an issuer', 'invalid_answer', () => ({ iss: undefined })],
    ['for another app', 'claim_aud', () => ({ aud: 'another-app' })],
    ['for nobody', 'invalid_answer', () => ({ aud: undefined })],
    ['for other apps', 'claim_aud', () => ({ aud: ['another-app', 'a-third'] })],
    ['for us and another app', 'claim_aud', () => ({ aud: [CLIENT, 'another-app'] })],
    ['used by another', 'claim_azp', () => ({ aud: [CLIENT, 'another-app'], azp: 'another-app' })],
    ['for us, used by another', 'claim_azp', () => ({ azp: 'another-app' })],
    ['that is over', 'token_time', () => ({ exp: seconds() - 60 })],
    ['without an end', 'invalid_answer', () => ({ exp: undefined })],
    ['whose end is no number', 'invalid_answer', () => ({ exp: 'never' })],
    ['that is not yet', 'token_time', () => ({ nbf: seconds() + 3600 })],
    ['from the future', 'claim_iat', () => ({ iat: seconds() + 3600, exp: seconds() + 7200 })],
    ['of no time', 'invalid_answer', () => ({ iat: undefined })],
    ['with another nonce', 'claim_nonce', () => ({ nonce: 'of another visit' })],
    ['without a nonce', 'invalid_answer', () => ({ nonce: undefined })],
    ['about nobody', 'invalid_answer', () => ({ sub: undefined })],
    ['about a number', 'invalid_answer', () => ({ sub: 7 })],
    ['about an empty subject', 'no_subject', () => ({ sub: '' })],
    ['about a subject of 256 characters', 'no_subject', () => ({ sub: 'x'.repeat(256) })],
  ])('%s', async (_, reason, lies) => {
    const acme = provider()
    acme.lies(lies())
    const { visit } = visitorAt('oidc_acme')
    expect(await visit(acme)).toEqual(REFUSED(reason))
    acme.lies({})
    expect(await visit(acme)).toEqual(ADA)
  })

  it.each<[string, string, Parameters<ReturnType<typeof provider>['signs']>[0]]>([
    [
      'with another signature',
      'invalid_answer',
      async (claims, key) => {
        const other = await newKey()
        return signed(claims, { ...key, privateKey: other.privateKey })
      },
    ],
    ['with the claims of another', 'invalid_answer', async (claims, key) => swapped(claims, key)],
    ['with half a signature', 'invalid_answer', async (...of) => (await signed(...of)).slice(0, -8)],
    ['with a signature that is none', 'signature', async (...of) => `${await signed(...of)}!`],
    ['without a signature', 'invalid_answer', async (claims) => new UnsecuredJWT(claims).encode()],
    [
      'by an algorithm that it never named',
      'invalid_answer',
      async (claims) => signed(claims, await newKey('ES384')),
    ],
    ['by a key that nobody has published', 'no_such_key', async (claims) => signed(claims, await newKey())],
    ['that is a word', 'invalid_answer', async () => 'token'],
    ['that is three words', 'invalid_answer', async () => 'a.b.c'],
    ['that is encrypted', 'unsupported', async () => 'a.b.c.d.e'],
  ])('%s', async (_, reason, sign) => {
    const acme = provider()
    acme.signs(sign)
    expect(await visitorAt('oidc_acme').visit(acme)).toEqual(REFUSED(reason))
  })

  it.each(['none', 'HS256'])('by %s, even where the document names it', async (alg) => {
    const acme = provider()
    acme.publishes({ id_token_signing_alg_values_supported: ['ES256', 'none', 'HS256'] })
    const header = base64url(utf8(JSON.stringify({ alg })))
    acme.signs(async (claims) => `${header}.${base64url(utf8(JSON.stringify(claims)))}.`)
    expect(await visitorAt('oidc_acme').visit(acme)).toEqual(REFUSED('unsupported'))
  })

  it('that is not there', async () => {
    const acme = provider()
    acme.answers('token', () => Response.json({ access_token: 'x', token_type: 'bearer' }))
    expect(await visitorAt('oidc_acme').visit(acme)).toEqual(REFUSED('invalid_answer'))
  })

  it('of before, however right it was', async () => {
    const acme = provider()
    const tokens: string[] = []
    acme.signs(async (...of) => tokens[0] ?? tokens[tokens.push(await signed(...of)) - 1] ?? '')
    const { visit } = visitorAt('oidc_acme')
    expect(await visit(acme)).toEqual(ADA)
    expect(await visit(acme)).toEqual(REFUSED('claim_nonce'))
    pass(600_000)
    expect(await visit(acme)).toEqual(REFUSED('token_time'))
  })
})

/** The signature of one person's claims under those of another. */
async function swapped(claims: Record<string, unknown>, key: Awaited<ReturnType<typeof newKey>>) {
  const [header, , signature] = (await signed({ ...claims, sub: 'eve' }, key)).split('.')
  return [header, base64url(utf8(JSON.stringify(claims))), signature].join('.')
}
