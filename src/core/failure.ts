/**
 * The one list of ways to be refused. Core code throws a code out of it and knows no status and no
 * wording; each surface has a table, complete by the compiler, that renders every code its own way.
 */
export const FAILURE_CODES = [
  // what a request can get wrong before anybody looks at its meaning
  'malformed_body',
  'body_too_large',
  'unsupported_media_type',
  'origin_not_allowed',
  'route_not_found',
  'method_not_allowed',
  'invalid_input',
  // who the caller is
  'unauthenticated',
  'token_refused',
  'sign_in_again',
  'insufficient_scope',
  'refresh_token_refused',
  'wrong_credentials',
  'wrong_current_password',
  'second_step_required',
  'second_step_refused',
  'passkey_refused',
  'recently_recovered',
  'email_not_verified',
  'account_deleting',
  // codes and links by mail
  'first_step_missing',
  'invalid_code',
  'invalid_link',
  // what the caller asked for
  'user_not_found',
  'not_found',
  'email_taken',
  'sign_up_closed',
  'already_verified',
  'last_administrator',
  'last_way_in',
  'too_many_requests',
  'human_check_required',
  // what we stand on
  'unavailable',
  'internal',
] as const

export type FailureCode = (typeof FAILURE_CODES)[number]

/** The one list of rules that a member of a body can break. */
export const RULES = [
  'missing',
  'not_a_string',
  'too_short',
  'too_long',
  'not_an_email',
  'malformed',
  'confirmation',
  'too_common',
  'breached',
  'too_personal',
  'unchanged',
  'not_valid',
  'unreachable',
] as const

/** One member of a body and the rule it broke. `member` is the name the caller of the core used. */
export type Issue = {
  member: string
  rule: (typeof RULES)[number]
  /** The length that `too_short` and `too_long` speak of, in characters (code points). */
  limit?: number
}

/** Why a mail was not taken. Asking again helps in the first case only. */
export type MailFault = 'for now' | 'this address' | 'any mail'

/** What a caller can prove themselves with, in the words of the API. */
export const METHODS = ['password', 'totp', 'passkey', 'recovery_code', 'code'] as const

export type Method = (typeof METHODS)[number]

/** What a sign-in still asks for. */
export type SecondStep = {
  token: string
  methods: readonly Method[]
  /** Seconds. */
  expiresIn: number
}

type Details = {
  issues?: Issue[]
  /** The issues are about the query string and not about the body. */
  isInQuery?: true
  /** Seconds after which asking again makes sense. */
  retryAfter?: number
  /** Methods a path does answer, for `method_not_allowed`. */
  allow?: string[]
  /** With `sign_in_again`: what makes the session fresh. With `second_step_required` inside a session: empty, because the account has no second step yet. */
  methods?: readonly Method[]
  /** With `second_step_required`: the sign-in that goes on. */
  secondStep?: SecondStep
  /** With `account_deleting`: what brings the account back, and when it is erased (milliseconds). */
  keep?: { token: string; deletesAt: number }
  /** The id nobody was found under, as the caller sent it. */
  userId?: string
  /** With `unavailable`: what could not be sent was a mail. */
  mail?: MailFault
  /** For the log only, never for the wire: several reasons share one code on purpose. */
  reason?: string
  cause?: unknown
}

/** A refusal. The only class of the project, and the only thing the core throws. */
export class Failure extends Error {
  readonly code: FailureCode
  readonly details: Details

  constructor(code: FailureCode, details: Details = {}) {
    super(code, { cause: details.cause })
    this.name = 'Failure'
    this.code = code
    this.details = details
  }
}
