import { createExecutionContext, createScheduledController, waitOnExecutionContext } from 'cloudflare:test'
import { decodeProtectedHeader } from 'jose'
import * as client from 'openid-client'
import { describe, expect, it, vi } from 'vitest'
import { SIGNING_PERIOD_MS } from '../../src/core/tokens/signing-keys.ts'
import index from '../../src/index.ts'
import { bindings } from '../support/bindings.ts'
import { pass } from '../support/clock.ts'
import { HOME } from '../support/home.ts'
import { groundWith, stranger } from '../support/page-visitors.ts'
import { SECRET } from '../support/worker.ts'
import { APP_SECRET, met, sentTo } from './met-by-libraries.ts'

/** The library openid-client, as an app uses it. It is told to check signatures too. */

type Meeting = Awaited<ReturnType<typeof met>>
type Configured = { metadata?: Partial<client.ClientMetadata>; auth?: client.ClientAuth }

const SCOPE = 'openid profile email offline_access'
const BACK = 'https://notes.example/'
const JWKS = 'GET /.well-known/jwks.json'

async function configured({ app, network }: Meeting, { metadata, auth = client.None() }: Configured = {}) {
  const config = await client.discovery(new URL(HOME), app.id, metadata, auth, {
    [client.customFetch]: network.fetch,
  })
  client.enableNonRepudiationChecks(config)
  return config
}

/** Sends the browser away. Answers what it brings, and what exchanges that. */
async function brought(
  { app, ada, account }: Meeting,
  config: client.Configuration,
  asked: Record<string, string> = {},
) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier()
  const checks = {
    pkceCodeVerifier,
    expectedState: client.randomState(),
    expectedNonce: client.randomNonce(),
  }
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: app.redirectUri,
    scope: SCOPE,
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    ...asked,
  })
  const request = await sentTo(ada, url, { email: account.email, app })
  const exchange = async (brings: Request | URL) => client.authorizationCodeGrant(config, brings, checks)
  return { request, exchange }
}

async function signedIn(meeting: Meeting, config: client.Configuration, asked?: Record<string, string>) {
  const { request, exchange } = await brought(meeting, config, asked)
  const tokens = await exchange(request)
  const { sub = '' } = tokens.claims() ?? {}
  return { tokens, sub, kid: decodeProtectedHeader(tokens.id_token ?? '').kid }
}

const byES256 = { id_token_signed_response_alg: 'ES256' }

describe('openid-client', () => {
  it.each<[string, Parameters<typeof met>[0], Configured, Record<string, string>]>([
    ['public, RS256', {}, {}, {}],
    [
      'public, ES256, by a form',
      { idTokenAlg: 'ES256' },
      { metadata: byES256 },
      { response_mode: 'form_post' },
    ],
    [
      'with a secret in the header, ES256',
      { secret: APP_SECRET, idTokenAlg: 'ES256' },
      { metadata: byES256, auth: client.ClientSecretBasic(APP_SECRET) },
      {},
    ],
    [
      'with a secret in the body, RS256, by a form',
      { secret: APP_SECRET },
      { auth: client.ClientSecretPost(APP_SECRET) },
      { response_mode: 'form_post' },
    ],
    ['of somebody else', { kind: 'third_party' }, {}, {}],
    ['on the device of the user', { redirectUris: ['http://127.0.0.1/callback'] }, {}, {}],
  ])('signs in, reads who it is, renews and signs out: %s', async (_, changes, options, asked) => {
    const meeting = await met(changes)
    const { account, ada } = meeting
    const config = await configured(meeting, options)
    const { tokens, sub } = await signedIn(meeting, config, asked)
    expect(tokens.claims()).toMatchObject({ sub: account.id, email: account.email, email_verified: true })
    expect([tokens.token_type, tokens.expiresIn(), tokens.scope]).toEqual(['bearer', 1_800, SCOPE])
    expect(await client.fetchUserInfo(config, tokens.access_token, sub)).toMatchObject({
      sub: account.id,
      name: 'Ada Lovelace',
    })

    pass(1_000)
    const renewed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '')
    expect(renewed.refresh_token).not.toBe(tokens.refresh_token)
    expect(renewed.claims()).toMatchObject({ sub, auth_time: tokens.claims()?.auth_time })
    expect(await client.fetchUserInfo(config, renewed.access_token, sub)).toMatchObject({ sub })

    const out = client.buildEndSessionUrl(config, {
      id_token_hint: renewed.id_token ?? '',
      post_logout_redirect_uri: BACK,
      state: 'x y',
    })
    expect((await ada.open(out.href)).headers.get('Location')).toBe(`${BACK}?state=x+y`)
    await expect(client.fetchUserInfo(config, renewed.access_token, sub)).rejects.toMatchObject({
      code: 'OAUTH_WWW_AUTHENTICATE_CHALLENGE',
      status: 401,
      cause: [{ scheme: 'bearer', parameters: { error: 'invalid_token' } }],
    })
    const refreshed = client.refreshTokenGrant(config, renewed.refresh_token ?? '')
    await expect(refreshed).rejects.toMatchObject({ error: 'invalid_grant', status: 400 })
  })

  it('takes an answer with our name alone, and the code of a refused one stays good', async () => {
    const meeting = await met()
    const config = await configured(meeting)
    const { request, exchange } = await brought(meeting, config)
    const changed = (name: string | undefined) => {
      const url = new URL(request.url)
      url.searchParams.delete('iss')
      if (name !== undefined) url.searchParams.set('iss', name)
      return url
    }
    for (const name of [undefined, 'https://evil.example', `${HOME}/`])
      await expect(exchange(changed(name))).rejects.toMatchObject({ code: 'OAUTH_INVALID_RESPONSE' })
    expect((await exchange(request)).claims()).toMatchObject({ iss: HOME })
  })

  it('reads why it gets nothing', async () => {
    const meeting = await met()
    const config = await configured(meeting)
    const { request, exchange } = await brought(meeting, config, { prompt: 'none' })
    await expect(exchange(request)).rejects.toMatchObject({
      code: 'OAUTH_AUTHORIZATION_RESPONSE_ERROR',
      error: 'login_required',
    })
  })

  it('gives its tokens back', async () => {
    const meeting = await met({ secret: APP_SECRET })
    const config = await configured(meeting, { auth: client.ClientSecretBasic(APP_SECRET) })
    const { tokens, sub } = await signedIn(meeting, config)
    await client.tokenRevocation(config, tokens.refresh_token ?? '', { token_type_hint: 'refresh_token' })
    await expect(client.fetchUserInfo(config, tokens.access_token, sub)).rejects.toMatchObject({
      status: 401,
    })
    const refreshed = client.refreshTokenGrant(config, tokens.refresh_token ?? '')
    await expect(refreshed).rejects.toMatchObject({ error: 'invalid_grant' })
  })

  it('with another secret is told so', async () => {
    const meeting = await met({ secret: APP_SECRET })
    const config = await configured(meeting, { auth: client.ClientSecretBasic('pst_another') })
    await expect(signedIn(meeting, config)).rejects.toMatchObject({ status: 401 })
  })
})

async function cron() {
  const context = createExecutionContext()
  await index.scheduled(createScheduledController(), bindings, context)
  await waitOnExecutionContext(context)
}

describe.each(['RS256', 'ES256'] as const)('openid-client that keeps keys of %s', (idTokenAlg) => {
  const metadata = { id_token_signed_response_alg: idTokenAlg }
  const DAY = 86_400_000

  it('has the next one before it signs, and asks for nothing when it does', async () => {
    const meeting = await met({ idTokenAlg })
    const end = Math.ceil(Date.now() / SIGNING_PERIOD_MS) * SIGNING_PERIOD_MS
    vi.setSystemTime(end - 20 * DAY)
    const long = await signedIn(meeting, await configured(meeting, { metadata }))
    vi.setSystemTime(end - 3 * DAY)
    await cron()
    vi.setSystemTime(end - 100_000)
    const config = await configured(meeting, { metadata })
    const before = await signedIn(meeting, config)
    expect(before.kid).toBe(long.kid)
    meeting.network.asked.length = 0
    vi.setSystemTime(end + 100_000)
    const after = await signedIn(meeting, config)
    expect(after.kid).not.toBe(before.kid)
    expect(meeting.network.asked).not.toContain(JWKS)
    // It renews what the key before has signed.
    const renewed = await client.refreshTokenGrant(config, before.tokens.refresh_token ?? '')
    expect(decodeProtectedHeader(renewed.id_token ?? '').kid).toBe(after.kid)
  })

  it('fetches them anew when all are replaced after a leak', async () => {
    const meeting = await met({ idTokenAlg })
    const config = await configured(meeting, { metadata })
    const before = await signedIn(meeting, config)
    meeting.network.asked.length = 0
    pass(61_000)
    const ground = groundWith({
      AUTH_SECRET: 'another secret of the tests of more than 32 characters',
      AUTH_SECRET_PREVIOUS: `passwords:${SECRET}`,
    })
    meeting.network.worker = ground.worker
    const later = { ...meeting, ground, ada: stranger(ground) }
    const after = await signedIn(later, config)
    expect(after.kid).not.toBe(before.kid)
    expect(meeting.network.asked).toEqual(['POST /token', JWKS])
    await expect(client.fetchUserInfo(config, before.tokens.access_token, before.sub)).rejects.toMatchObject({
      status: 401,
    })
  })
})
