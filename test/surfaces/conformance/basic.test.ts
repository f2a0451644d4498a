import { describe, expect, it } from 'vitest'
import { pass } from '../../support/clock.ts'
import { MODES, suite } from './suite.ts'

// The modules of oidcc-basic-certification-test-plan, and, with form_post, of oidcc-formpost-basic-certification-test-plan.

describe.each(MODES)('the plan with answers by %s', (mode) => {
  it('oidcc-server: a code brings an ID token and an access token that are sound', async () => {
    const { signIn, userInfo } = await suite(mode)
    const { access } = await signIn()
    await userInfo(access)
  })

  it('oidcc-response-type-missing: is told the app', async () => {
    const { requestOf, open, answerOn } = await suite(mode)
    const sent = requestOf({ response_type: undefined })
    expect(answerOn(await open(sent), sent)['error']).toBe('invalid_request')
  })

  it('oidcc-idtoken-signature: is RS256 where nobody has said otherwise, by a key that has a name', async () => {
    // checked() holds every ID token to it; the app says nothing of an algorithm, as nobody does who registers one.
    const { signIn, first } = await suite(mode)
    const { idToken } = await signIn()
    const [header = ''] = idToken.split('.')
    expect(JSON.parse(atob(header))).toMatchObject({ alg: 'RS256' })
    const { keys } = (await first.server.get('/.well-known/jwks.json')).body as { keys: { kid: string }[] }
    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(keys.length)
  })

  it('oidcc-idtoken-unsigned: is not offered, so the suite skips it', async () => {
    const { first } = await suite(mode)
    const { body } = await first.server.get('/.well-known/openid-configuration')
    expect(body['id_token_signing_alg_values_supported']).toEqual(['RS256', 'ES256'])
  })

  it('oidcc-userinfo-get: takes the token in the header', async () => {
    const { signIn, userInfo } = await suite(mode)
    await userInfo((await signIn()).access, 'get')
  })

  it('oidcc-userinfo-post-header: takes the token in the header of a POST', async () => {
    const { signIn, userInfo } = await suite(mode)
    await userInfo((await signIn()).access, 'post_header')
  })

  it('oidcc-userinfo-post-body: takes the token in the form of a POST', async () => {
    const { signIn, userInfo } = await suite(mode)
    await userInfo((await signIn()).access, 'post_body')
  })

  it('oidcc-ensure-request-without-nonce-succeeds-for-code-flow: the ID token has none then', async () => {
    const { signIn } = await suite(mode)
    expect((await signIn({ nonce: undefined })).claims).not.toHaveProperty('nonce')
  })

  it('oidcc-scope-profile: has the claims of the profile that somebody has entered', async () => {
    const { signIn, userInfo } = await suite(mode)
    const { access } = await signIn({ scope: 'openid profile' })
    const profile = await userInfo(access)
    expect(profile).toMatchObject({ name: 'Ada Lovelace', given_name: 'Ada', family_name: 'Lovelace' })
    expect(profile['updated_at']).toBe(Math.floor(Date.now() / 1_000))
    expect(profile).not.toHaveProperty('email')
  })

  it('oidcc-scope-email: has the address, and whether it is confirmed', async () => {
    const { signIn, userInfo, user } = await suite(mode)
    const { access } = await signIn({ scope: 'openid email' })
    expect(await userInfo(access)).toEqual({ sub: user.id, email: user.email, email_verified: true })
  })

  it.each(['address', 'phone'])(
    'oidcc-scope-address, oidcc-scope-phone: %s is not offered, so the suite skips it, and it does no harm',
    async (scope) => {
      const { signIn, userInfo, user, first } = await suite(mode)
      const { body } = await first.server.get('/.well-known/openid-configuration')
      expect(body['scopes_supported']).not.toContain(scope)
      const tokens = await signIn({ scope: `openid ${scope}` })
      expect(tokens.scope).toBe('openid')
      expect(await userInfo(tokens.access)).toEqual({ sub: user.id })
    },
  )

  it('oidcc-scope-all: has what is offered of profile, email, address and phone', async () => {
    const { signIn, userInfo } = await suite(mode)
    const { access, scope } = await signIn({ scope: 'openid profile email address phone' })
    expect(scope).toBe('openid profile email')
    expect(await userInfo(access)).toMatchObject({ name: 'Ada Lovelace', email_verified: true })
  })

  it('oidcc-ensure-other-scope-order-succeeds: openid may come last', async () => {
    const { signIn, userInfo, user } = await suite(mode)
    const { access } = await signIn({ scope: 'email openid' })
    expect(await userInfo(access)).toMatchObject({ email: user.email })
  })

  it.each(['page', 'popup'])(
    'oidcc-display-page, oidcc-display-popup: display=%s does no harm',
    async (display) => {
      const { signIn } = await suite(mode)
      await signIn({ display })
    },
  )

  it('oidcc-ensure-request-with-unknown-parameter-succeeds: it is ignored', async () => {
    const { signIn } = await suite(mode)
    await signIn({ extra: 'foobar' })
  })

  it('oidcc-ui-locales: languages do no harm, those of nobody included', async () => {
    const { signIn } = await suite(mode)
    await signIn({ ui_locales: 'se' })
    await signIn({ ui_locales: 'de-CH fr tlh' })
  })

  it('oidcc-claims-locales: does no harm', async () => {
    const { signIn } = await suite(mode)
    await signIn({ claims_locales: 'se' })
  })

  it('oidcc-ensure-request-with-acr-values-succeeds: the ID token says which of them was reached', async () => {
    const { signIn, first } = await suite(mode)
    const { body } = await first.server.get('/.well-known/openid-configuration')
    const offered = body['acr_values_supported'] as string[]
    const { claims } = await signIn({ acr_values: offered.join(' ') })
    expect(offered).toContain(claims['acr'])
  })

  it('oidcc-codereuse: a code that comes again is invalid_grant', async () => {
    const { signIn, exchange } = await suite(mode)
    const { code } = await signIn()
    expect(await exchange(code)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
  })

  it('oidcc-codereuse-30seconds: and what it has brought is worth nothing any more', async () => {
    const { signIn, exchange, first } = await suite(mode)
    const { code, access } = await signIn()
    pass(30_000)
    expect(await exchange(code)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect((await first.userInfo(access)).status).toBe(401)
  })

  it('oidcc-ensure-registered-redirect-uri: a page says that the address is wrong, and leads nowhere', async () => {
    const { requestOf, open } = await suite(mode)
    const page = await open(requestOf({ redirect_uri: 'https://suite.example/test/a/postern/callback/x' }))
    expect([page.status, page.headers.get('Location')]).toEqual([400, null])
    expect(page.text).not.toContain('suite.example')
  })

  it('oidcc-ensure-post-request-succeeds: the request may come as a form of another site', async () => {
    const { requestOf, browser, codeOn, exchange, checked } = await suite(mode)
    const sent = requestOf({})
    const answer = await browser.sendBody('/authorize', new URLSearchParams(sent).toString(), {
      Origin: 'https://suite.example',
      'Sec-Fetch-Site': 'cross-site',
    })
    const page = await browser.arriveAt(answer, '/authorize')
    await checked(await exchange(codeOn(page, sent)), sent['nonce'])
  })

  it('oidcc-server-client-secret-post: the app may say its secret in the form', async () => {
    const { requestOf, open, codeOn, checked, first } = await suite(mode)
    const sent = requestOf({})
    const code = codeOn(await open(sent), sent)
    await checked(await first.exchange(code, { code_verifier: undefined }), sent['nonce'])
  })

  it('oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported: is rejected as unsupported', async () => {
    const { requestOf, open, answerOn } = await suite(mode)
    const sent = requestOf({ request_uri: 'https://suite.example/test/a/postern/requesturi' })
    expect(answerOn(await open(sent), sent)['error']).toBe('request_uri_not_supported')
  })

  it('oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported: is rejected as unsupported', async () => {
    const { requestOf, open, answerOn } = await suite(mode)
    const sent = requestOf({ request: unsigned({ scope: 'openid', redirect_uri: 'https://suite.example/' }) })
    expect(answerOn(await open(sent), sent)['error']).toBe('request_not_supported')
  })

  it('oidcc-claims-essential: a claim that is asked for does no harm', async () => {
    const { signIn, userInfo, user } = await suite(mode)
    const claims = JSON.stringify({ userinfo: { name: { essential: true } } })
    // The parameter is not offered: the scope profile brings the name.
    expect(await userInfo((await signIn({ claims })).access)).toEqual({ sub: user.id })
  })

  it('oidcc-ensure-request-object-with-redirect-uri: the wrong address beside it is a page that says so', async () => {
    const { requestOf, open } = await suite(mode)
    const { redirect_uri: right = '', ...others } = requestOf({})
    const request = unsigned({ ...others, redirect_uri: right })
    const page = await open({ ...others, request, redirect_uri: `${right}/invalid` })
    expect([page.status, page.headers.get('Location')]).toEqual([400, null])
  })

  it('oidcc-refresh-token: brings an ID token of the same sign-in, to its own app alone', async () => {
    const { signIn, token, checked, userInfo, second } = await suite(mode)
    const { refresh, claims } = await signIn({ scope: 'openid offline_access', prompt: 'consent' })
    expect(refresh).toMatch(/^[\x20-\x7e]+$/)
    pass(5_000)
    const renewed = await checked(
      await token({ grant_type: 'refresh_token', refresh_token: String(refresh) }),
      undefined,
    )
    const same = ['iss', 'sub', 'aud', 'auth_time', 'sid'] as const
    expect(same.map((name) => renewed.claims[name])).toEqual(same.map((name) => claims[name]))
    await userInfo(renewed.access)
    const others = await token(
      { grant_type: 'refresh_token', refresh_token: String(renewed.refresh) },
      second,
    )
    expect(others).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    const ofSecond = await signIn({ scope: 'openid offline_access' }, second)
    const crossed = await token({ grant_type: 'refresh_token', refresh_token: String(ofSecond.refresh) })
    expect(crossed).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
  })

  it('oidcc-ensure-request-with-valid-pkce-succeeds: and the verifier is asked for', async () => {
    const { requestOf, open, codeOn, exchange, checked, first } = await suite(mode)
    const query = new URL(await first.addressFor(), 'https://suite.example').searchParams
    const sent = requestOf({
      code_challenge: query.get('code_challenge') ?? '',
      code_challenge_method: 'S256',
    })
    const code = codeOn(await open(sent), sent)
    expect((await exchange(code)).body['error']).toBe('invalid_grant')
    await checked(await exchange(code, { code_verifier: first.verifier }), sent['nonce'])
  })
})

/** A request object that nobody has signed. */
function unsigned(claims: Record<string, string>): string {
  const encoded = (value: unknown) => btoa(JSON.stringify(value)).replaceAll('=', '')
  return `${encoded({ alg: 'none' })}.${encoded(claims)}.`
}
