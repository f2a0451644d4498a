import { describe, expect, it } from 'vitest'
import { pass } from '../support/clock.ts'
import { newKey, provider, signed } from '../support/provider.ts'
import { ACME_SETTINGS } from '../support/provider-settings.ts'
import { acmeOfAllParts, IS_ADA, REFUSED, visitorAt } from './provider-visits.ts'

const HOUR = 3_600_000

describe('a document', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['of another issuer', { issuer: 'https://evil.example' }, 'discovery'],
    ['of no issuer', { issuer: undefined }, 'discovery'],
    ['whose issuer is no address', { issuer: 'acme' }, 'discovery'],
    ['with a script in place of an address', { authorization_endpoint: 'javascript:alert(1)' }, 'metadata'],
    ['with plain http for the browser', { authorization_endpoint: 'http://acme.example/' }, 'metadata'],
    ['without an address for the browser', { authorization_endpoint: undefined }, 'metadata'],
    ['with plain http for codes', { token_endpoint: 'http://acme.example/token' }, 'not_https'],
    ['without an address for codes', { token_endpoint: undefined }, 'metadata'],
    ['with plain http for keys', { jwks_uri: 'http://acme.example/jwks' }, 'not_https'],
    ['without keys', { jwks_uri: undefined }, 'metadata'],
    ['with plain http for facts', { userinfo_endpoint: 'http://acme.example/userinfo' }, 'not_https'],
  ])('%s is refused', async (_, changes, reason) => {
    const acme = acmeOfAllParts()
    acme.publishes(changes)
    expect(await visitorAt('oidc_acme').visit(acme)).toEqual(REFUSED(reason))
  })

  it('is kept for an hour', async () => {
    const acme = provider()
    const { begin } = visitorAt('oidc_acme')
    await begin()
    pass(HOUR - 1)
    await begin()
    expect(acme.heardAt('discovery')).toHaveLength(1)
    pass(1)
    acme.publishes({ authorization_endpoint: 'https://acme.example/elsewhere' })
    expect((await begin()).address).toMatch(/^https:\/\/acme\.example\/elsewhere\?/)
    expect(acme.heardAt('discovery')).toHaveLength(2)
  })

  it.each([
    ['is down', () => new Response('', { status: 500 })],
    ['is another', () => Response.json({ issuer: 'https://evil.example' })],
  ])('of before is used where the next one %s, and asked for again after a minute', async (_, answer) => {
    const acme = provider()
    const { begin, visit } = visitorAt('oidc_acme')
    await begin()
    pass(HOUR)
    acme.answers('discovery', answer)
    expect([await visit(acme), await visit(acme)]).toEqual([IS_ADA, IS_ADA])
    expect(acme.heardAt('discovery')).toHaveLength(2)
    pass(60_000)
    acme.answers('discovery')
    await begin()
    await begin()
    expect(acme.heardAt('discovery')).toHaveLength(3)
  })

  it('is asked for by each request itself, because none may wait for another', async () => {
    const acme = provider()
    const { begin } = visitorAt('oidc_acme')
    await Promise.all([begin(), begin()])
    expect(acme.heardAt('discovery')).toHaveLength(2)
    pass(HOUR)
    await Promise.all([begin(), begin(), begin()])
    expect(acme.heardAt('discovery')).toHaveLength(3)
  })

  it('is asked for at plain http on this machine, and nowhere else', async () => {
    const issuer = 'http://localhost:4000'
    const local = provider({ issuer })
    const settings = { ...ACME_SETTINGS, OIDC_ACME_ISSUER: issuer }
    expect(await visitorAt('oidc_acme', { settings }).visit(local)).toEqual(IS_ADA)
    local.publishes({ token_endpoint: 'http://127.0.0.1:4000/token' })
    expect(await visitorAt('oidc_acme', { settings }).visit(local)).toEqual(REFUSED('not_https'))
  })
})

describe('keys', () => {
  const MINUTE = 60_000

  it('are kept, and found when they were rotated', async () => {
    const acme = provider()
    const { visit } = visitorAt('oidc_acme')
    expect([await visit(acme), await visit(acme)]).toEqual([IS_ADA, IS_ADA])
    expect(acme.heardAt('jwks')).toHaveLength(1)
    pass(MINUTE)
    acme.rotateKeys()
    expect(await visit(acme)).toEqual(IS_ADA)
    expect(acme.heardAt('jwks')).toHaveLength(2)
  })

  it('of before are no longer taken once the provider has left them', async () => {
    const acme = provider()
    const old = await newKey()
    acme.signs((claims) => signed(claims, old))
    acme.answers('jwks', () => Response.json({ keys: [old.publicJwk] }))
    const { visit } = visitorAt('oidc_acme')
    expect(await visit(acme)).toEqual(IS_ADA)
    acme.answers('jwks')
    pass(5 * MINUTE)
    expect(await visit(acme)).toEqual(REFUSED('no_such_key'))
  })

  it('that nobody has published are looked for once a minute', async () => {
    const acme = provider()
    const { visit } = visitorAt('oidc_acme')
    expect(await visit(acme)).toEqual(IS_ADA)
    acme.signs(async (claims) => signed(claims, await newKey()))
    for (let round = 1; round <= 3; round += 1) {
      pass(MINUTE)
      for (const _ of [1, 2, 3]) expect(await visit(acme)).toEqual(REFUSED('no_such_key'))
      expect(acme.heardAt('jwks')).toHaveLength(1 + round)
    }
  })

  it.each<[string, (jwk: object) => object]>([
    ['of a curve that is none', (jwk) => ({ ...jwk, x: 'AAAA' })],
    ['without a half', (jwk) => ({ ...jwk, y: undefined })],
    ['for encryption', (jwk) => ({ ...jwk, use: 'enc' })],
    ['of another kind', (jwk) => ({ ...jwk, kty: 'oct', k: 'AAAA' })],
  ])('%s are refused', async (_, change) => {
    const acme = provider()
    const key = await newKey()
    acme.signs((claims) => signed(claims, key))
    acme.answers('jwks', Response.json({ keys: [change(key.publicJwk)] }))
    expect(await visitorAt('oidc_acme').visit(acme)).toMatchObject({ trouble: 'refused' })
  })
})
