import { expect, it } from 'vitest'
import { HOME } from '../../support/home.ts'
import { suite } from './suite.ts'

const DISCOVERY = '/.well-known/openid-configuration'

const isHttps = (value: unknown) => typeof value === 'string' && URL.parse(value)?.protocol === 'https:'

/** The only module of oidcc-config-certification-test-plan. */
it('oidcc-discovery-endpoint-verification: says what a client has to know, by https alone', async () => {
  const { first } = await suite()
  const answer = await first.server.get(DISCOVERY)
  expect([answer.status, answer.headers.get('Content-Type')]).toEqual([200, 'application/json'])
  const said = answer.body
  expect(said['issuer']).toBe(HOME)
  expect(new URL(HOME).search + new URL(HOME).hash).toBe('')
  expect(said['response_types_supported']).toEqual(['code'])
  expect(said['subject_types_supported']).toEqual(['public'])
  expect(said['id_token_signing_alg_values_supported']).toContain('RS256')
  expect(said['grant_types_supported']).toContain('authorization_code')
  expect(said['scopes_supported']).toContain('openid')
  expect(said['claims_supported']).toEqual(expect.arrayContaining(['sub', 'iss', 'auth_time']))
  expect(said['code_challenge_methods_supported']).toEqual(['S256'])
  for (const scope of said['scopes_supported'] as string[])
    expect(scope).toMatch(/^[\x21\x23-\x5b\x5d-\x7e]+$/)
  const languages = said['ui_locales_supported'] as string[]
  expect(languages).toEqual(languages.map((tag) => Intl.getCanonicalLocales(tag)[0]))
  // `request_uri` is taken for supported where nobody says that it is not (OpenID Connect Discovery 1.0 §3).
  const switches = [
    'request_parameter_supported',
    'request_uri_parameter_supported',
    'claims_parameter_supported',
  ]
  expect(switches.map((name) => said[name])).toEqual([false, false, false])
  const addresses = Object.keys(said).filter((name) => /_(endpoint|uri)$/.test(name))
  expect(addresses).toEqual(
    expect.arrayContaining(['authorization_endpoint', 'token_endpoint', 'userinfo_endpoint', 'jwks_uri']),
  )
  for (const name of addresses) expect([name, isHttps(said[name])]).toEqual([name, true])

  const { body } = await first.server.get(new URL(String(said['jwks_uri'])).pathname)
  const keys = body['keys'] as Record<string, string>[]
  expect(new Set(keys.map(({ kid }) => kid)).size).toBe(keys.length)
  expect(keys.map(({ kty }) => kty)).toEqual(expect.arrayContaining(['RSA', 'EC']))
  for (const key of keys) {
    expect(key).toMatchObject({ use: 'sig', alg: key['kty'] === 'RSA' ? 'RS256' : 'ES256' })
    expect(Object.keys(key).filter((name) => ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k'].includes(name))).toEqual(
      [],
    )
    for (const name of ['n', 'e', 'x', 'y']) expect(key[name] ?? 'AQ').toMatch(/^[\w-]+$/)
  }
})

it('oidcc-rp-initiated-logout-discovery-endpoint-verification: names where to sign out', async () => {
  const { first } = await suite()
  const said = (await first.server.get(DISCOVERY)).body
  expect(said['end_session_endpoint']).toBe(`${HOME}/logout`)
})
