import * as oauth from 'oauth4webapi'
import { describe, expect, it } from 'vitest'
import { pass } from '../support/clock.ts'
import { HOME } from '../support/home.ts'
import { APP_SECRET, met, sentTo } from './met-by-libraries.ts'

/** The library oauth4webapi, as an app uses it: each request and each check is a call. It has types for what it was told. */

type Meeting = Awaited<ReturnType<typeof met>>

const BACK = 'https://notes.example/'
const SCOPE = 'openid email offline_access'

/** The app as the library calls it, which knows where everything is. */
async function discovered(
  { app, network }: Meeting,
  alg: string,
  clientAuth: oauth.ClientAuth,
  algorithm: 'oidc' | 'oauth2' = 'oidc',
) {
  const issuer = new URL(HOME)
  const through = { [oauth.customFetch]: network.fetch }
  const answer = await oauth.discoveryRequest(issuer, { algorithm, ...through })
  const as = await oauth.processDiscoveryResponse(issuer, answer)
  const client: oauth.Client = { client_id: app.id, id_token_signed_response_alg: alg }
  return { as, client, clientAuth, through }
}

type Library = Awaited<ReturnType<typeof discovered>>

async function signedIn(
  { app, ada, account }: Meeting,
  { as, client, clientAuth, through }: Library,
  asked: Record<string, string> = {},
) {
  const [verifier, state, nonce] = [
    oauth.generateRandomCodeVerifier(),
    oauth.generateRandomState(),
    oauth.generateRandomNonce(),
  ]
  const url = new URL(as.authorization_endpoint ?? '')
  const query = {
    client_id: app.id,
    redirect_uri: app.redirectUri,
    response_type: 'code',
    scope: SCOPE,
    state,
    nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...asked,
  }
  url.search = new URLSearchParams(query).toString()
  const brought = await sentTo(ada, url, { email: account.email, app })
  const params = oauth.validateAuthResponse(as, client, new URL(brought.url), state)
  const answer = await oauth.authorizationCodeGrantRequest(
    as,
    client,
    clientAuth,
    params,
    app.redirectUri,
    verifier,
    through,
  )
  const maxAge = asked['max_age'] === undefined ? undefined : Number(asked['max_age'])
  const tokens = await oauth.processAuthorizationCodeResponse(as, client, answer, {
    expectedNonce: nonce,
    requireIdToken: true,
    ...(maxAge !== undefined && { maxAge }),
  })
  await oauth.validateApplicationLevelSignature(as, answer, through)
  return { tokens, claims: oauth.getValidatedIdTokenClaims(tokens) }
}

async function renewed({ as, client, clientAuth, through }: Library, refreshToken = '') {
  const answer = await oauth.refreshTokenGrantRequest(as, client, clientAuth, refreshToken, through)
  const tokens = await oauth.processRefreshTokenResponse(as, client, answer)
  await oauth.validateApplicationLevelSignature(as, answer, through)
  return tokens
}

const readUser = async ({ as, client, through }: Library, accessToken: string, sub: string) =>
  oauth.processUserInfoResponse(
    as,
    client,
    sub,
    await oauth.userInfoRequest(as, client, accessToken, through),
  )

describe('oauth4webapi', () => {
  it.each([
    ['public, RS256', {}, 'RS256', oauth.None()],
    ['public, ES256', { idTokenAlg: 'ES256' }, 'ES256', oauth.None()],
    [
      'with a secret in the header, RS256',
      { secret: APP_SECRET },
      'RS256',
      oauth.ClientSecretBasic(APP_SECRET),
    ],
    ['with a secret in the body, RS256', { secret: APP_SECRET }, 'RS256', oauth.ClientSecretPost(APP_SECRET)],
  ] as const)('signs in, reads who it is, renews, and signs out: %s', async (_, changes, alg, auth) => {
    const meeting = await met(changes)
    const library = await discovered(meeting, alg, auth)
    const { tokens, claims } = await signedIn(meeting, library)
    const { id, email } = meeting.account
    expect(claims).toMatchObject({ sub: id, email, email_verified: true, amr: ['pwd'], acr: '1' })
    const next = await renewed(library, tokens.refresh_token)
    expect(oauth.getValidatedIdTokenClaims(next)).toMatchObject({ sub: id, auth_time: claims?.auth_time })
    expect(await readUser(library, next.access_token, id)).toEqual({ sub: id, email, email_verified: true })

    const out = new URL(library.as.end_session_endpoint ?? '')
    out.search = new URLSearchParams({
      id_token_hint: next.id_token ?? '',
      post_logout_redirect_uri: BACK,
    }).toString()
    expect((await meeting.ada.open(out.href)).headers.get('Location')).toBe(BACK)
    await expect(readUser(library, next.access_token, id)).rejects.toBeInstanceOf(
      oauth.WWWAuthenticateChallengeError,
    )
    await expect(renewed(library, next.refresh_token)).rejects.toMatchObject({ error: 'invalid_grant' })
  })

  it('gives its tokens back', async () => {
    const meeting = await met()
    const library = await discovered(meeting, 'RS256', oauth.None())
    const { as, client, clientAuth, through } = library
    const { tokens } = await signedIn(meeting, library)
    const answer = await oauth.revocationRequest(as, client, clientAuth, tokens.access_token, through)
    await oauth.processRevocationResponse(answer)
    await expect(renewed(library, tokens.refresh_token)).rejects.toMatchObject({ error: 'invalid_grant' })
  })

  it('reads as of when the user was there, after so many seconds at most', async () => {
    const meeting = await met()
    const library = await discovered(meeting, 'RS256', oauth.None())
    const before = await signedIn(meeting, library)
    pass(50_000)
    const { claims } = await signedIn(meeting, library, { max_age: '60' })
    expect(claims?.auth_time).toBe(before.claims?.auth_time)
  })

  it('finds the same by the discovery of OAuth', async () => {
    const meeting = await met()
    const [one, other] = [
      await discovered(meeting, 'RS256', oauth.None()),
      await discovered(meeting, 'RS256', oauth.None(), 'oauth2'),
    ]
    expect(other.as).toEqual(one.as)
    expect((await signedIn(meeting, other)).tokens.token_type).toBe('bearer')
  })

  it('takes an access token at the API of that app, and at no other (RFC 9068)', async () => {
    const meeting = await met()
    const library = await discovered(meeting, 'RS256', oauth.None())
    const { tokens, claims } = await signedIn(meeting, library)
    const { as, through } = library
    const asked = (token: string) =>
      new Request('https://api.notes.example/', { headers: { Authorization: `Bearer ${token}` } })
    const { id } = meeting.app
    expect(await oauth.validateJwtAccessToken(as, asked(tokens.access_token), id, through)).toMatchObject({
      sub: claims?.sub,
      client_id: id,
      scope: SCOPE,
    })
    const ofOther = oauth.validateJwtAccessToken(as, asked(tokens.access_token), 'other', through)
    await expect(ofOther).rejects.toMatchObject({ code: oauth.JWT_CLAIM_COMPARISON })
    const byIdToken = oauth.validateJwtAccessToken(as, asked(tokens.id_token ?? ''), id, through)
    await expect(byIdToken).rejects.toThrow()
  })
})
