import * as oauth from 'oauth4webapi'
import type { Trouble } from '../../core/federation/provider.ts'

/** Ends what is asked of a provider. The reason is a word of ours, never one that was sent. */
export class Troubled extends Error {
  readonly trouble: Trouble

  constructor(trouble: Trouble['trouble'], reason: string) {
    super(reason)
    this.trouble = { trouble, reason }
  }
}

export const refused = (reason: string) => new Troubled('refused', reason)
export const isDown = (reason: string) => new Troubled('down', reason)

/** What a visitor who turns back is told with: RFC 6749 §4.1.2.1, and Apple's own word. */
const CANCELLED = new Set(['access_denied', 'user_cancelled_authorize'])

/** RFC 6749 §4.1.2.1 and §5.2, OpenID Connect Core 1.0 §3.1.2.6, and GitHub's. Any other stays out of the log. */
const KNOWN_ERRORS = new Set([
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'unsupported_response_type',
  'invalid_scope',
  'server_error',
  'temporarily_unavailable',
  'interaction_required',
  'login_required',
  'account_selection_required',
  'consent_required',
  'bad_verification_code',
  'incorrect_client_credentials',
  'redirect_uri_mismatch',
  'unverified_user_email',
])

/** An error that a provider names, as a reason for the log. */
export const namedError = (error: unknown) =>
  typeof error === 'string' && KNOWN_ERRORS.has(error) ? error : 'other_error'

/** The library's codes where it met something else than what is documented, and not something that is wrong. */
const NO_ANSWER: Partial<Record<string, string>> = {
  [oauth.RESPONSE_IS_NOT_JSON]: 'not_json',
  [oauth.RESPONSE_IS_NOT_CONFORM]: 'unexpected_status',
}

const WRONG: Partial<Record<string, string>> = {
  [oauth.JWT_TIMESTAMP_CHECK]: 'token_time',
  [oauth.JSON_ATTRIBUTE_COMPARISON]: 'other_subject',
  [oauth.KEY_SELECTION]: 'no_such_key',
  [oauth.MISSING_SERVER_METADATA]: 'metadata',
  [oauth.INVALID_SERVER_METADATA]: 'metadata',
  [oauth.HTTP_REQUEST_FORBIDDEN]: 'not_https',
  [oauth.REQUEST_PROTOCOL_FORBIDDEN]: 'not_https',
}

/** What was thrown while a provider was asked, as an answer. Messages and causes hold what was sent: they go nowhere. */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof Troubled) return error.trouble
  if (error instanceof oauth.AuthorizationResponseError) {
    if (CANCELLED.has(error.error)) return { trouble: 'cancelled', reason: 'cancelled' }
    return { trouble: 'refused', reason: namedError(error.error) }
  }
  if (error instanceof oauth.ResponseBodyError) return { trouble: 'refused', reason: namedError(error.error) }
  // RFC 6749 §5.2: so a provider may refuse our secret.
  if (error instanceof oauth.WWWAuthenticateChallengeError)
    return { trouble: 'refused', reason: 'unauthorized' }
  if (error instanceof oauth.UnsupportedOperationError) return { trouble: 'refused', reason: 'unsupported' }
  if (error instanceof oauth.OperationProcessingError) return processed(error)
  // What the platform throws at a key, an address or an encoding that a provider has sent.
  return { trouble: 'refused', reason: 'unreadable' }
}

function processed({ code = '', cause }: oauth.OperationProcessingError): Trouble {
  const missing = NO_ANSWER[code]
  if (missing !== undefined) return { trouble: 'down', reason: missing }
  if (code === oauth.JWT_CLAIM_COMPARISON) return { trouble: 'refused', reason: claimIn(cause) }
  return { trouble: 'refused', reason: WRONG[code] ?? 'invalid_answer' }
}

/** The library says which claim is another than it should be: the name is its own. */
const claimIn = (cause: unknown) => {
  const { claim } = (cause ?? {}) as { claim?: unknown }
  return typeof claim === 'string' && /^[a-z_]{2,9}$/.test(claim) ? `claim_${claim}` : 'claim'
}
