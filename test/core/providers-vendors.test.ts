import { decodeProtectedHeader, importPKCS8, exportJWK, importJWK, jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import { pass } from '../support/clock.ts'
import { provider } from '../support/provider.ts'
import { PROVIDER_SETTINGS, providerOf } from '../support/provider-settings.ts'
import { appleStub, googleStub } from '../support/vendors.ts'
import { REFUSED, visitorAt } from './provider-visits.ts'

type Said = Record<string, unknown>

const STUBS = { google: googleStub, apple: appleStub, oidc_acme: provider }

const NOT = [false, undefined, null, 'false', 'TRUE', 1, 'yes', {}, []]

describe('the word of a provider for an address', () => {
  type Case = [id: keyof typeof STUBS, claims: Said, verified: boolean, proves: boolean]
  const cases: Case[] = [
    ['google', { email: 'ada@gmail.com', email_verified: true }, true, true],
    ['google', { email: 'Ada@GMAIL.com', email_verified: true }, true, true],
    ['google', { email: 'ada@googlemail.com', email_verified: true }, true, true],
    ['google', { email: 'ada@gmail.com', email_verified: 'true' }, false, false],
    ['google', { email: 'ada@school.example', email_verified: true }, true, false],
    ['google', { email: 'ada@school.example', email_verified: true, hd: 'school.example' }, true, true],
    ['google', { email: 'ada@school.example', email_verified: true, hd: '' }, true, false],
    ['google', { email: 'ada@school.example', email_verified: true, hd: true }, true, false],
    ['google', { email: 'ada@school.example', email_verified: false, hd: 'school.example' }, false, false],
    ['google', { email: 'ada@notgmail.com', email_verified: true }, true, false],
    ['google', { email: 'ada@gmail.com.evil.example', email_verified: true }, true, false],
    ['google', { email: 'ada@ｇmail.com', email_verified: true }, true, false],
    ['google', { email: 'ada@privaterelay.appleid.com', email_verified: true }, true, false],
    ['apple', { email: 'x7c1@privaterelay.appleid.com', email_verified: true }, true, true],
    ['apple', { email: 'x7c1@privaterelay.appleid.com', email_verified: 'true' }, true, true],
    ['apple', { email: 'x7c1@privaterelay.appleid.com', email_verified: 'false' }, false, false],
    ['apple', { email: 'x7c1@sub.privaterelay.appleid.com', email_verified: true }, true, false],
    ['apple', { email: 'ada@icloud.com', email_verified: 'true' }, true, false],
    ['apple', { email: 'ada@gmail.com', email_verified: true, hd: 'gmail.com' }, true, false],
    ['oidc_acme', { email: 'ada@acme.example', email_verified: true }, true, true],
    ['oidc_acme', { email: 'ada@Acme.Example', email_verified: true }, true, true],
    ['oidc_acme', { email: 'ada@acme.example', email_verified: 'true' }, false, false],
    // In lower case a Kelvin sign is the letter k, which is another mailbox.
    ['oidc_acme', { email: 'k\u212a@acme.example', email_verified: true }, true, false],
    ['oidc_acme', { email: 'jörg@acme.example', email_verified: true }, true, false],
    ['oidc_acme', { email: 'ada@sub.acme.example', email_verified: true }, true, false],
    ['oidc_acme', { email: 'ada@evilacme.example', email_verified: true }, true, false],
    ['oidc_acme', { email: 'ada@gmail.com', email_verified: true, hd: 'gmail.com' }, true, false],
    ...NOT.flatMap((email_verified): Case[] => [
      ['google', { email: 'ada@gmail.com', email_verified }, false, false],
      ['apple', { email: 'x7c1@privaterelay.appleid.com', email_verified }, false, false],
      ['oidc_acme', { email: 'ada@acme.example', email_verified }, false, false],
    ]),
  ]
  it.each(cases)('of %s, %j: verified %s, proves the mailbox %s', async (id, claims, verified, proves) => {
    const stub = STUBS[id]()
    stub.person(claims)
    expect(await visitorAt(id).visit(stub)).toMatchObject({
      email: claims['email'],
      isEmailVerified: verified,
      provesMailbox: proves,
    })
  })

  it.each<[keyof typeof STUBS, string]>([
    ['google', 'ada@evil.example@gmail.com'],
    ['google', 'ada@gmail.com '],
    ['oidc_acme', 'ada'],
    ['oidc_acme', 'Your account is safe: press Connect.@acme.example'],
    ['oidc_acme', 'ada@acme.example\r\nBcc: eve@evil.example'],
    ['oidc_acme', 'ada\u0000@acme.example'],
    ['oidc_acme', 'ada\ud800@acme.example'],
    ['oidc_acme', '\u202eada@acme.example'],
  ])('of %s, %j: it is no address, and nobody is shown it', async (id, email) => {
    const stub = STUBS[id]()
    stub.person({ email, email_verified: true })
    expect(await visitorAt(id).visit(stub)).toMatchObject({
      email: undefined,
      isEmailVerified: false,
      provesMailbox: false,
    })
  })

  it.each(['google', 'apple', 'oidc_acme'] as const)(
    'of %s says nothing where there is no address',
    async (id) => {
      for (const email of [undefined, '', 7, null, ['ada@gmail.com'], 'x'.repeat(321)]) {
        const stub = STUBS[id]()
        stub.person({ email, email_verified: true, hd: 'acme.example' })
        expect(await visitorAt(id).visit(stub)).toMatchObject({
          email: undefined,
          isEmailVerified: false,
          provesMailbox: false,
        })
      }
    },
  )
})

describe('an OpenID provider whose id_token has no address', () => {
  const inUserInfo = () => {
    const acme = provider()
    acme.tells(({ sub, email_verified }) => ({ sub, email_verified }))
    return acme
  }

  it('is asked for it, and for whether it is verified, in one place', async () => {
    const acme = inUserInfo()
    const { visit } = visitorAt('oidc_acme')
    const verified = {
      email: 'ada@acme.example',
      isEmailVerified: true,
      provesMailbox: true,
      firstName: 'Ada',
    }
    expect(await visit(acme)).toMatchObject(verified)
    acme.saysOf({ email_verified: undefined })
    expect(await visit(acme)).toMatchObject({ isEmailVerified: false, provesMailbox: false })
    const [request] = acme.heardAt('userinfo')
    expect(request?.headers.get('Authorization')).toMatch(/^Bearer \S+$/)
  })

  it('is refused when that is about somebody else', async () => {
    const acme = inUserInfo()
    for (const sub of ['eve', '', undefined, 7]) {
      acme.saysOf({ sub })
      expect(await visitorAt('oidc_acme').visit(acme)).toMatchObject({ trouble: 'refused' })
    }
  })

  it('is not asked where it has no place for that', async () => {
    const acme = inUserInfo()
    acme.publishes({ userinfo_endpoint: undefined })
    expect(await visitorAt('oidc_acme').visit(acme)).toMatchObject({
      email: undefined,
      isEmailVerified: false,
    })
  })
})

describe('names', () => {
  it.each<[unknown, string | undefined]>([
    [' Ada ', 'Ada'],
    ['', undefined],
    ['  ', undefined],
    [7, undefined],
    ['x'.repeat(100), 'x'.repeat(100)],
    ['x'.repeat(101), undefined],
    ['Ada\u0000', undefined],
    ['Ada\r\nBcc: x@evil.example', undefined],
    ['\ud800', undefined],
  ])('%j becomes %j', async (given_name, firstName) => {
    const acme = provider()
    acme.person({ given_name, family_name: given_name })
    expect(await visitorAt('oidc_acme').visit(acme)).toMatchObject({ firstName, lastName: firstName })
  })
})

describe('Google', () => {
  it('is asked for nothing besides', async () => {
    googleStub()
    const { address } = await visitorAt('google').begin()
    const url = new URL(address)
    expect(url.origin).toBe('https://accounts.google.com')
    expect([...url.searchParams.keys()].toSorted()).toEqual([
      'client_id',
      'code_challenge',
      'code_challenge_method',
      'nonce',
      'redirect_uri',
      'response_type',
      'scope',
      'state',
    ])
  })
})

describe('Apple', () => {
  it('is asked for an answer by form', async () => {
    appleStub()
    const { address } = await visitorAt('apple').begin()
    const query = new URL(address).searchParams
    expect([query.get('response_mode'), query.get('response_type'), query.get('scope')]).toEqual([
      'form_post',
      'code',
      'openid name email',
    ])
  })

  it('is shown a token in place of a secret, which lives five minutes', async () => {
    const secrets: string[] = []
    const stub = appleStub((secret) => secrets.push(secret) > 0)
    const { visit } = visitorAt('apple')
    await visit(stub)
    pass(60_000)
    await visit(stub)
    expect(new Set(secrets).size).toBe(2)
    expect(stub.heardAt('token')[0]?.form['client_id']).toBe(PROVIDER_SETTINGS.APPLE_CLIENT_ID)
    const { credentials } = providerOf('apple')
    const pem = 'privateKey' in credentials ? credentials.privateKey : ''
    const { d: _, ...jwk } = await exportJWK(await importPKCS8(pem, 'ES256', { extractable: true }))
    const last = secrets.at(-1) ?? ''
    const { payload } = await jwtVerify(last, await importJWK(jwk, 'ES256'), {
      issuer: PROVIDER_SETTINGS.APPLE_TEAM_ID,
      subject: PROVIDER_SETTINGS.APPLE_CLIENT_ID,
      audience: 'https://appleid.apple.com',
    })
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300)
    expect(payload.iat).toBe(Math.floor(Date.now() / 1000))
    expect(decodeProtectedHeader(last)).toEqual({ alg: 'ES256', kid: PROVIDER_SETTINGS.APPLE_KEY_ID })
  })

  it.each<[string, string | undefined, unknown, unknown]>([
    [
      'both',
      '{"name":{"firstName":"Ada","lastName":"Lovelace"},"email":"eve@evil.example"}',
      'Ada',
      'Lovelace',
    ],
    ['one', '{"name":{"firstName":"Ada"}}', 'Ada', undefined],
    ['none', undefined, undefined, undefined],
    ...['{', 'null', '7', '[]', '""', '{"name":null}', '{"name":"Ada"}', '{"name":{"firstName":7}}', ''].map(
      (text): [string, string, undefined, undefined] => ['garbage', text, undefined, undefined],
    ),
  ])('says %s of a name in the form, once: %s', async (_, user, firstName, lastName) => {
    const change = (brought: URLSearchParams) => {
      if (user !== undefined) brought.set('user', user)
    }
    expect(await visitorAt('apple').visit(appleStub(), change)).toEqual({
      issuer: 'https://appleid.apple.com',
      subject: 'ada-at-the-provider',
      email: 'ada@acme.example',
      isEmailVerified: true,
      provesMailbox: false,
      firstName,
      lastName,
    })
  })

  it('is told of no key that cannot sign', async () => {
    const { asks, provider, begin } = visitorAt('apple')
    const stub = appleStub()
    const { sent, address } = await begin()
    const credentials = {
      teamId: 'x',
      keyId: 'y',
      privateKey: '-----BEGIN PRIVATE KEY-----\nMA==\n-----END PRIVATE KEY-----',
    }
    const brought = stub.codeFor(address)
    expect(await asks.finish({ ...provider, credentials }, { ...sent, brought })).toEqual(
      REFUSED('private_key'),
    )
  })
})
