import { decodeJwt } from 'jose'
import * as oauth from 'oauth4webapi'
import type { Identity, Provider, Sent } from '../../core/federation/provider.ts'
import type { Call } from './bounded-fetch.ts'
import { type Claims, emailIn, isSubject } from './claims.ts'
import { type Brought, checkCode } from './code.ts'
import { addressFor, type Discovery, optionsFor } from './discovery.ts'
import { refused } from './trouble.ts'
import type { Vendor } from './vendor.ts'

/** Seconds that the clock of a provider may be ahead of ours. */
const MAX_AHEAD = 300

/** One provider, while it is asked. */
export type Asked = { provider: Provider; vendor: Vendor; discovery: Discovery; call: Call; now: number }

/**
 * Where the browser goes (OpenID Connect Core 1.0 §3.1.2.1), always with PKCE (RFC 9700 §2.1.1).
 *
 * @throws Error of the library, or Troubled
 */
export async function beginWithOpenId(
  asked: Asked,
  sent: Sent & { language: string },
): Promise<{ url: string }> {
  const { provider, vendor, discovery, call } = asked
  const server = await discovery.find(provider, call, vendor.readDocument)
  return addressFor(provider, server.authorization_endpoint, {
    response_type: 'code',
    client_id: provider.clientId,
    redirect_uri: sent.redirectUri,
    scope: vendor.scope,
    state: sent.state,
    nonce: sent.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(sent.verifier),
    code_challenge_method: 'S256',
    ...vendor.asks?.(sent.language),
  })
}

/**
 * Who came back: what the browser brought is checked (RFC 6749 §10.12, RFC 9207 §2.4), exchanged, and the id_token
 * checked by all steps of OpenID Connect Core 1.0 §3.1.3.7.
 *
 * @throws Error of the library, or Troubled
 */
export async function finishWithOpenId(asked: Asked, sent: Brought): Promise<Identity> {
  const { provider, vendor, discovery, call } = asked
  const found = await discovery.find(provider, call, vendor.readDocument)
  const client: oauth.Client = { client_id: provider.clientId }
  const parameters = parametersIn(asked, found, client, sent)
  const answer = await oauth.authorizationCodeGrantRequest(
    found,
    client,
    await authentication(asked, found),
    parameters,
    sent.redirectUri,
    sent.verifier,
    optionsFor(provider, call),
  )
  const server = await serverOfToken(asked, found, answer)
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer, {
    expectedNonce: sent.nonce,
    requireIdToken: true,
  })
  await discovery.checkSignature(provider, call, { server, answer })
  const claims = oauth.getValidatedIdTokenClaims(tokens)
  if (!claims) throw refused('no_id_token')
  checkWhatIsLeft(claims, asked)
  const known = await withUserInfo(asked, { server, client, claims, accessToken: tokens.access_token })
  const { subject, ...said } = vendor.identify(provider, known, sent.brought)
  if (!isSubject(subject)) throw refused('no_subject')
  return { issuer: server.issuer, subject, ...said }
}

function parametersIn(
  { provider, vendor }: Asked,
  server: oauth.AuthorizationServer,
  client: oauth.Client,
  { brought, state }: Brought,
) {
  const issuer = vendor.issuerOfAnswer?.(provider, server, brought.get('iss')) ?? server.issuer
  const parameters = oauth.validateAuthResponse({ ...server, issuer }, client, brought, state)
  checkCode(parameters)
  return parameters
}

/** By a form where the provider takes that: the header of RFC 6749 §2.3.1 is one that servers decode differently. */
async function authentication({ provider, vendor, now }: Asked, server: oauth.AuthorizationServer) {
  if (vendor.authenticate) return vendor.authenticate(provider, now)
  if (!('secret' in provider.credentials)) throw new TypeError('this provider has a secret')
  const { secret } = provider.credentials
  const takesForms = server.token_endpoint_auth_methods_supported?.includes('client_secret_post')
  return takesForms ? oauth.ClientSecretPost(secret) : oauth.ClientSecretBasic(secret)
}

/** The server with the issuer that the token must have. */
async function serverOfToken(
  { provider, vendor }: Asked,
  server: oauth.AuthorizationServer,
  answer: Response,
): Promise<oauth.AuthorizationServer> {
  if (!vendor.issuerOfToken || !answer.ok) return server
  const { id_token }: { id_token?: unknown } = (await answer.clone().json()) ?? {}
  if (typeof id_token !== 'string') throw refused('no_id_token')
  return { ...server, issuer: vendor.issuerOfToken(provider, server, uncheckedClaimsOf(id_token)) }
}

function uncheckedClaimsOf(idToken: string): Claims {
  try {
    return decodeJwt(idToken)
  } catch {
    throw refused('no_id_token')
  }
}

/** What the library leaves to its caller: steps 5 and 10 of the same clause. */
function checkWhatIsLeft({ azp, iat }: oauth.IDToken, { provider, now }: Asked): void {
  if (azp !== undefined && azp !== provider.clientId) throw refused('claim_azp')
  if (iat > now / 1000 + MAX_AHEAD) throw refused('claim_iat')
}

type Tokens = {
  server: oauth.AuthorizationServer
  client: oauth.Client
  claims: oauth.IDToken
  accessToken: string
}

/** An address and whether it is verified are always from one place. */
async function withUserInfo({ provider, vendor, call }: Asked, tokens: Tokens): Promise<Claims> {
  const { server, client, claims, accessToken } = tokens
  if (emailIn(claims) !== undefined || !vendor.hasUserInfo || server.userinfo_endpoint === undefined)
    return claims
  const answer = await oauth.userInfoRequest(server, client, accessToken, optionsFor(provider, call))
  // Another subject would be somebody else (OpenID Connect Core 1.0 §5.3.2).
  const facts = await oauth.processUserInfoResponse(server, client, claims.sub, answer)
  return { ...claims, email_verified: undefined, ...facts }
}
