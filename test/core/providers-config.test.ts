import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../src/config/config.ts'
import { bindings } from '../support/bindings.ts'
import { ACME_SETTINGS, PROVIDER_SETTINGS, VENDOR_SETTINGS } from '../support/provider-settings.ts'

type Changes = Record<string, string | undefined>

const PRODUCTION = {
  ENVIRONMENT: 'production',
  APP_URL: 'https://auth.example.com',
  RESEND_API_KEY: 're_0123456789',
  EMAIL_FROM: 'Postern <mail@example.com>',
}

const parsed = (changes: Changes) => parseConfig({ ...bindings, ...changes })

function problemsOf(changes: Changes): string[] {
  const result = parsed(changes)
  return 'problems' in result ? result.problems.map(({ setting, rule }) => `${setting}: ${rule}`) : []
}

function providersOf(changes: Changes) {
  const result = parsed(changes)
  return 'config' in result ? result.config.PROVIDERS : result.problems
}

const idsOf = (changes: Changes) => providersOf(changes).map((each) => 'id' in each && each.id)

function unknownOf(changes: Changes) {
  const result = parsed(changes)
  return 'config' in result
    ? result.unknown
        .filter(({ setting }) => setting in changes)
        .map(({ setting, nearest }) => [setting, nearest])
    : result.problems
}

const startingWith = (prefix: string): Changes =>
  Object.fromEntries(Object.entries(PROVIDER_SETTINGS).filter(([name]) => name.startsWith(prefix)))

const REQUIRED = Object.keys(PROVIDER_SETTINGS).filter((name) => !/_(LABEL|DOMAINS)$/.test(name))

describe('providers in the settings', () => {
  it('are none without a setting', () => {
    expect(providersOf({})).toEqual([])
  })

  it('are in the order of their buttons: vendors, then others by their names', () => {
    const other = {
      OIDC_ACE_ISSUER: 'https://ace.example',
      OIDC_ACE_CLIENT_ID: 'a',
      OIDC_ACE_CLIENT_SECRET: 'b',
    }
    expect(idsOf({ ...ACME_SETTINGS, ...other, ...VENDOR_SETTINGS })).toEqual([
      'google',
      'apple',
      'microsoft',
      'github',
      'oidc_ace',
      'oidc_acme',
    ])
  })

  it('are each what the settings say', () => {
    const pem = VENDOR_SETTINGS.APPLE_PRIVATE_KEY.replaceAll(String.raw`\n`, '\n')
    const vendor = (kind: string, label: string, issuer: string) => ({
      id: kind,
      kind,
      label,
      issuer,
      domains: [],
      skipsSecondStep: false,
    })
    const secret = (of: string) => ({ secret: `secret-of-postern-at-${of}` })
    expect(providersOf({ ...PROVIDER_SETTINGS, SECOND_STEP_SKIPPED_FOR: 'oidc_acme' })).toEqual([
      {
        ...vendor('google', 'Google', 'https://accounts.google.com'),
        clientId: 'postern-at-google',
        credentials: secret('google'),
      },
      {
        ...vendor('apple', 'Apple', 'https://appleid.apple.com'),
        clientId: 'com.example.postern',
        credentials: { teamId: 'TEAM123456', keyId: 'KEY1234567', privateKey: pem },
      },
      {
        ...vendor('microsoft', 'Microsoft', 'https://login.microsoftonline.com/common/v2.0'),
        clientId: 'postern-at-microsoft',
        credentials: secret('microsoft'),
      },
      {
        ...vendor('github', 'GitHub', 'https://github.com'),
        clientId: 'postern-at-github',
        credentials: secret('github'),
      },
      {
        id: 'oidc_acme',
        kind: 'oidc',
        label: 'Acme',
        issuer: 'https://acme.example',
        clientId: 'postern-at-acme',
        credentials: secret('acme'),
        domains: ['acme.example'],
        skipsSecondStep: true,
      },
    ])
  })

  it('take a key with real line breaks too', () => {
    const key = VENDOR_SETTINGS.APPLE_PRIVATE_KEY.replaceAll(String.raw`\n`, '\r\n')
    expect(providersOf({ ...VENDOR_SETTINGS, APPLE_PRIVATE_KEY: `${key}\r\n` })).toEqual(
      providersOf(VENDOR_SETTINGS),
    )
  })

  it.each(REQUIRED)('are wrong where %s alone is missing, which the problem names', (name) => {
    const prefix = /^(?:OIDC_)?[A-Z]+_/.exec(name)?.[0] ?? ''
    const all = startingWith(prefix)
    expect(problemsOf(all)).toEqual([])
    const wrong = problemsOf({ ...all, [name]: undefined })
    expect(wrong).toEqual([expect.stringMatching(`^${name}: required with ${prefix}`)])
    expect(wrong.join()).not.toMatch(/secret-of|postern-at/)
    expect(problemsOf({ ...all, [name]: '' })).toEqual(wrong)
  })

  it.each([...REQUIRED, 'MICROSOFT_TENANT', 'OIDC_ACME_LABEL', 'OIDC_ACME_DOMAINS'])(
    'are wrong where %s is alone, and every other one is named',
    (name) => {
      const prefix = /^(?:OIDC_)?[A-Z]+_/.exec(name)?.[0] ?? ''
      const others = REQUIRED.filter((each) => each.startsWith(prefix) && each !== name)
      const value = { ...PROVIDER_SETTINGS, MICROSOFT_TENANT: 'common' }[name]
      expect(problemsOf({ [name]: value }).toSorted()).toEqual(
        others.map((each) => `${each}: required with ${name}`).toSorted(),
      )
    },
  )

  it.each<[string, string, RegExp]>([
    ['GOOGLE_CLIENT_ID', 'id 7c1', /printable ASCII/],
    ['GOOGLE_CLIENT_SECRET', 'secret7c1 ', /printable ASCII/],
    ['GITHUB_CLIENT_SECRET', 'secret7c1“', /printable ASCII/],
    ['APPLE_TEAM_ID', 'team7c1', /ten capital/],
    ['APPLE_KEY_ID', 'KEY7C1-567', /ten capital/],
    ['APPLE_PRIVATE_KEY', 'key7c1', /\.p8/],
    ['APPLE_PRIVATE_KEY', '-----BEGIN PRIVATE KEY-----\\n7c1=\\n-----END PRIVATE KEY-----', /\.p8/],
    ['APPLE_PRIVATE_KEY', VENDOR_SETTINGS.APPLE_PRIVATE_KEY.slice(0, -5), /\.p8/],
    ['APPLE_PRIVATE_KEY', VENDOR_SETTINGS.APPLE_PRIVATE_KEY.replaceAll('PRIVATE', 'EC PRIVATE'), /\.p8/],
    ['MICROSOFT_TENANT', 'everybody7c1', /common, organizations/],
    ['MICROSOFT_TENANT', 'https://login.microsoftonline.com/7c1', /common, organizations/],
    ['MICROSOFT_TENANT', '../7c1', /common, organizations/],
    ['MICROSOFT_TENANT', '{tenantid}', /common, organizations/],
    ['OIDC_ACME_ISSUER', 'acme7c1.example', /https address/],
    ['OIDC_ACME_ISSUER', 'http://acme7c1.example', /https address/],
    ['OIDC_ACME_ISSUER', 'ftp://acme7c1.example', /https address/],
    ['OIDC_ACME_ISSUER', 'https://acme7c1.example/?a=b', /https address/],
    ['OIDC_ACME_ISSUER', 'https://acme7c1.example?', /https address/],
    ['OIDC_ACME_ISSUER', 'https://acme7c1.example/#', /https address/],
    ['OIDC_ACME_ISSUER', 'https://user@acme7c1.example', /https address/],
    ['OIDC_ACME_ISSUER', 'https://acme7c1.example\n', /https address/],
    ['OIDC_ACME_CLIENT_ID', 'id 7c1', /printable ASCII/],
    ['OIDC_ACME_CLIENT_SECRET', 'id\t7c1', /printable ASCII/],
    ['OIDC_ACME_LABEL', 'x7c1'.repeat(11), /1 to 40/],
    ['OIDC_ACME_LABEL', '  ', /1 to 40/],
    ['OIDC_ACME_LABEL', 'Acme7c1\n', /1 to 40/],
    ['OIDC_ACME_LABEL', 'Acme7c1\u202e', /1 to 40/],
    ['OIDC_ACME_DOMAINS', 'acme.example,acme7c1', /mail domains/],
    ['OIDC_ACME_DOMAINS', 'ada@acme7c1.example', /mail domains/],
    ['OIDC_ACME_DOMAINS', '*.acme7c1.example', /mail domains/],
    ['SECOND_STEP_SKIPPED_FOR', 'oidc_acme,oidc_7c1', /ids of providers/],
    ['SECOND_STEP_SKIPPED_FOR', 'Google7c1', /ids of providers/],
  ])('are wrong with a %s like %j, by rule and never by value', (name, value, rule) => {
    const wrong = problemsOf({ ...PROVIDER_SETTINGS, [name]: value })
    expect(wrong).toEqual([expect.stringMatching(rule)])
    expect(wrong.join()).toMatch(new RegExp(`^${name}: `))
    expect(wrong.join()).not.toMatch(/7c1/i)
  })

  it.each([
    ['another', 'https://login.acme.example/realms/Staff/', {}],
    ['one of this machine', 'http://localhost:4000', {}],
    ['one of this machine by number', 'http://127.0.0.1:4000/', {}],
    ['one in production', 'https://acme.example', PRODUCTION],
  ])('have an issuer as it is written: %s', (_, issuer, changes) => {
    const settings = { ...ACME_SETTINGS, ...changes, OIDC_ACME_ISSUER: issuer }
    expect(providersOf(settings)).toMatchObject([{ issuer }])
  })

  it('have no issuer on this machine in production', () => {
    const settings = { ...ACME_SETTINGS, ...PRODUCTION, OIDC_ACME_ISSUER: 'http://localhost:4000' }
    expect(problemsOf(settings)).toEqual([expect.stringMatching(/^OIDC_ACME_ISSUER: an https address/)])
  })

  it('have a label and domains that may be missing', () => {
    const settings = { ...ACME_SETTINGS, OIDC_ACME_LABEL: '', OIDC_ACME_DOMAINS: undefined }
    expect(providersOf(settings)).toMatchObject([{ label: 'ACME', domains: [] }])
  })

  it('have domains in the form that addresses have', () => {
    const settings = { ...ACME_SETTINGS, OIDC_ACME_DOMAINS: ' Acme.Example , bücher.example,' }
    expect(providersOf(settings)).toMatchObject([{ domains: ['acme.example', 'xn--bcher-kva.example'] }])
  })

  it.each([
    ['common', 'common'],
    ['ORGANIZATIONS', 'organizations'],
    ['consumers', 'consumers'],
    ['11111111-2222-3333-4444-AAAAAAAAAAAA', '11111111-2222-3333-4444-aaaaaaaaaaaa'],
    ['Contoso.onmicrosoft.com', 'contoso.onmicrosoft.com'],
  ])('have the tenant %s of Microsoft', (tenant, written) => {
    expect(providersOf({ ...startingWith('MICROSOFT_'), MICROSOFT_TENANT: tenant })).toMatchObject([
      { issuer: `https://login.microsoftonline.com/${written}/v2.0` },
    ])
  })

  it('come back to pages, which must be there', () => {
    const wrong = ['SURFACES: with pages where a provider is set: its routes are pages']
    expect(problemsOf({ ...ACME_SETTINGS, SURFACES: 'auth-v1' })).toEqual(wrong)
    expect(problemsOf({ ...startingWith('GITHUB_'), SURFACES: 'auth-v1,api-v1,account-v1' })).toEqual(wrong)
    expect(problemsOf({ ...ACME_SETTINGS, SURFACES: 'pages' })).toEqual([])
    expect(problemsOf({ SURFACES: 'auth-v1' })).toEqual([])
  })

  it('have names of any form that can be told apart', () => {
    const of = (name: string): Changes =>
      Object.fromEntries(
        Object.entries(ACME_SETTINGS).map(([setting, value]) => [setting.replace('ACME', name), value]),
      )
    const names = ['A', '7', 'ACME_WEST', 'ACME_CLIENT', 'ACME_CLIENT_ID', 'X_ISSUER', 'OIDC']
    const settings = Object.assign({}, ...names.map(of)) as Changes
    expect(idsOf(settings)).toEqual(names.toSorted().map((name) => `oidc_${name.toLowerCase()}`))
    expect(unknownOf(settings)).toEqual([])
  })
})

describe('names that are no setting of a provider', () => {
  it.each<[string, string | undefined]>([
    ['OIDC_ACME_CLIENTID', 'OIDC_ACME_CLIENT_ID'],
    ['OIDC_ACME_ISSUR', 'OIDC_ACME_ISSUER'],
    ['OIDC_ACME_SECRET', 'OIDC_ACME_CLIENT_SECRET'],
    ['OIDC_ACME_WEST_CLIENTSECRET', 'OIDC_ACME_WEST_CLIENT_SECRET'],
    ['oidc_acme_issuer', 'OIDC_ACME_ISSUER'],
    ['OIDC_Acme_LABEL', 'OIDC_ACME_LABEL'],
    ['OIDC_ACME__ISSUER', 'OIDC_ACME_ISSUER'],
    ['OIDC_ISSUER', undefined],
    ['OIDC_ACME', undefined],
    ['GOOGLE_SECRET', 'GOOGLE_CLIENT_SECRET'],
    ['GOOGLE_CLIENTID', 'GOOGLE_CLIENT_ID'],
    ['GITHUB_ID', 'GITHUB_CLIENT_ID'],
    ['APPLE_KEY', 'APPLE_KEY_ID'],
    ['MICROSOFT_TENANT_ID', 'MICROSOFT_TENANT'],
    ['SECOND_STEP_SKIP_FOR', 'SECOND_STEP_SKIPPED_FOR'],
    ['GOOGLE_QUITE_ANOTHER_THING', undefined],
  ])('%s is said, with %s', (name, nearest) => {
    expect(unknownOf({ [name]: 'value' })).toEqual([[name, nearest]])
  })

  it('are those of providers not, whatever the operator calls them', () => {
    expect(unknownOf(PROVIDER_SETTINGS)).toEqual([])
  })
})
