import * as oauth from 'oauth4webapi'
import type { Identity, Provider, Sent } from '../../core/federation/provider.ts'
import type { Call } from './bounded-fetch.ts'
import { type Brought, checkCode } from './code.ts'
import { type Claims, emailIn, namePart } from './claims.ts'
import { addressFor, optionsFor } from './discovery.ts'
import { namedError, refused } from './trouble.ts'

/** GitHub has no discovery for this: https://docs.github.com/apps/oauth-apps/building-oauth-apps */
const SERVER: oauth.AuthorizationServer = {
  issuer: 'https://github.com/login/oauth',
  authorization_endpoint: 'https://github.com/login/oauth/authorize',
  token_endpoint: 'https://github.com/login/oauth/access_token',
}
const API = 'https://api.github.com'
const HEADERS = {
  Accept: 'application/vnd.github+json',
  'X-GitHub-Api-Version': '2022-11-28',
  // Without one it refuses.
  'User-Agent': 'Postern',
}

/** Where the browser goes. There is no id_token, so a nonce would come back nowhere. */
export async function beginAtGitHub(provider: Provider, { redirectUri, state, verifier }: Sent) {
  return addressFor(provider, SERVER.authorization_endpoint, {
    response_type: 'code',
    client_id: provider.clientId,
    redirect_uri: redirectUri,
    scope: 'read:user user:email',
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  })
}

/** @throws Error of the library, or Troubled */
export async function finishAtGitHub(provider: Provider, call: Call, sent: Brought): Promise<Identity> {
  const token = await exchange(provider, call, sent)
  const user = (await read(provider, call, token, '/user')) as Claims | null
  const { id, name } = user ?? {}
  if (!Number.isSafeInteger(id) || (id as number) < 1) throw refused('no_subject')
  const email = primaryIn(await read(provider, call, token, '/user/emails'))
  return {
    issuer: provider.issuer,
    subject: String(id),
    email,
    isEmailVerified: email !== undefined,
    // It gives no addresses out, and tells of one that was verified at some time.
    provesMailbox: false,
    ...namesOf(name),
  }
}

async function exchange(provider: Provider, call: Call, { brought, state, redirectUri, verifier }: Brought) {
  if (!('secret' in provider.credentials)) throw new TypeError('GitHub has a secret')
  const client: oauth.Client = { client_id: provider.clientId }
  const parameters = oauth.validateAuthResponse(SERVER, client, brought, state)
  checkCode(parameters)
  const answer = await oauth.authorizationCodeGrantRequest(
    SERVER,
    client,
    oauth.ClientSecretPost(provider.credentials.secret),
    parameters,
    redirectUri,
    verifier,
    optionsFor(provider, call),
  )
  // It says 200 to a wrong code too.
  const { error }: { error?: unknown } = (answer.ok && (await answer.clone().json())) || {}
  if (error !== undefined) throw refused(namedError(error))
  const { access_token } = await oauth.processGenericTokenEndpointResponse(SERVER, client, answer)
  return access_token
}

async function read(provider: Provider, call: Call, token: string, path: string): Promise<unknown> {
  const answer = await oauth.protectedResourceRequest(
    token,
    'GET',
    new URL(API + path),
    new Headers(HEADERS),
    null,
    optionsFor(provider, call),
  )
  if (answer.status !== 200) throw refused('api_refused')
  return answer.json()
}

/** The address that somebody uses there, if GitHub has verified it. */
function primaryIn(emails: unknown): string | undefined {
  const list: Claims[] = Array.isArray(emails) ? emails : []
  const primary = list.find((each) => each?.['primary'] === true && each['verified'] === true)
  return primary && emailIn(primary)
}

/** One text there. What is before the first space is taken for the first name. */
function namesOf(name: unknown): Pick<Identity, 'firstName' | 'lastName'> {
  const [first, ...rest] = typeof name === 'string' ? name.trim().split(/\s+/) : []
  return { firstName: namePart(first), lastName: namePart(rest.join(' ')) }
}
