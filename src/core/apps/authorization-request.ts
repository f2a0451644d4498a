import type { App } from '../../store/tables/apps.ts'
import { findRedirect, kindOfRedirect } from './redirect-address.ts'
import { type Scope, scopesFor } from './scopes.ts'

/** Parameters as they were sent, once each. */
export type Params = Readonly<Record<string, string>>

/** Where the answer goes, and how (OAuth 2.0 Multiple Response Types §2.1, Form Post Response Mode §2). */
export type ReplyTo = { redirectUri: string; state: string | undefined; mode: 'query' | 'form_post' }

/** RFC 6749 §4.1.2.1, OpenID Connect Core 1.0 §3.1.2.6. */
export type AuthorizationError =
  | 'invalid_request'
  | 'unsupported_response_type'
  | 'invalid_scope'
  | 'access_denied'
  | 'login_required'
  | 'consent_required'
  | 'interaction_required'
  | 'request_not_supported'
  | 'request_uri_not_supported'

/** What an app asks for, checked. */
export type AuthorizationRequest = {
  replyTo: ReplyTo
  scopes: Scope[]
  nonce: string | undefined
  /** PKCE, S256 (RFC 7636 §4.2). */
  challenge: string | undefined
  prompts: ReadonlySet<string>
  /** Seconds. */
  maxAge: number | undefined
  idTokenHint: string | undefined
}

const PROMPTS = new Set(['none', 'login', 'consent', 'select_account'])
const CHALLENGE = /^[\w-]{43}$/
const SECONDS = /^\d{1,9}$/
/** Characters. The code carries the nonce, and a code is part of an address. */
const LONGEST_NONCE = 512

/** Where an answer may go; undefined when the app has not registered that address. Nothing is sent anywhere then. */
export function replyToOf(app: App, params: Params): ReplyTo | undefined {
  const redirectUri = params['redirect_uri'] ?? ''
  if (!findRedirect(app.redirectUris, redirectUri)) return undefined
  // A browser sends no form to a scheme of an app.
  const isPosted = params['response_mode'] === 'form_post' && kindOfRedirect(redirectUri) !== 'scheme'
  const mode = isPosted ? 'form_post' : 'query'
  return { redirectUri, state: params['state'], mode }
}

/**
 * A request for a code. A challenge that was sent is always checked; without one go only apps that keep a secret and are
 * set to (RFC 9700 §2.1.1). `plain` is as good as none.
 */
export function readAuthorizationRequest(
  app: App,
  params: Params,
  replyTo: ReplyTo,
): AuthorizationRequest | { error: AuthorizationError; description: string } {
  const refuse = (error: AuthorizationError, description: string) => ({ error, description })
  const {
    response_type: type,
    response_mode: mode,
    code_challenge: challenge,
    code_challenge_method: method,
    max_age: maxAge,
    nonce,
  } = params
  if (params['request'] !== undefined) return refuse('request_not_supported', 'Send plain parameters.')
  if (params['request_uri'] !== undefined)
    return refuse('request_uri_not_supported', 'Send plain parameters.')
  if (type === undefined) return refuse('invalid_request', 'response_type is missing.')
  if (type !== 'code') return refuse('unsupported_response_type', 'response_type has to be code.')
  if (mode !== undefined && mode !== 'query' && mode !== 'form_post')
    return refuse('invalid_request', 'response_mode has to be query or form_post.')
  if (challenge === undefined && method !== undefined)
    return refuse('invalid_request', 'code_challenge is missing.')
  if (challenge === undefined && !(app.pkce === 'optional' && app.secret !== null))
    return refuse('invalid_request', 'code_challenge is missing: this app needs PKCE with S256.')
  if (challenge !== undefined && method !== 'S256')
    return refuse('invalid_request', 'code_challenge_method has to be S256.')
  if (challenge !== undefined && !CHALLENGE.test(challenge))
    return refuse('invalid_request', 'code_challenge is no SHA-256 in base64url.')
  if (nonce !== undefined && nonce.length > LONGEST_NONCE)
    return refuse('invalid_request', `nonce has more than ${LONGEST_NONCE} characters.`)
  if (maxAge !== undefined && !SECONDS.test(maxAge))
    return refuse('invalid_request', 'max_age has to be seconds.')
  const prompts = new Set((params['prompt'] ?? '').split(' ').filter((each) => PROMPTS.has(each)))
  if (prompts.has('none') && prompts.size > 1)
    return refuse('invalid_request', 'prompt has none and something else.')
  const scopes = scopesFor(app, params['scope'])
  if (scopes.length === 0) return refuse('invalid_scope', 'scope names nothing that this app may have.')
  return {
    replyTo,
    scopes,
    nonce,
    challenge,
    prompts,
    maxAge: maxAge === undefined ? undefined : Number(maxAge),
    idTokenHint: params['id_token_hint'],
  }
}
