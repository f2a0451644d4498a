import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { FailureCode, Issue } from '../../core/failure.ts'
import type { Show } from '../../http/surface.ts'
import { envelope } from './envelope.ts'

type Shown = { status: ContentfulStatusCode; message: string; errors?: Record<string, string[]> }

const UNKNOWN = 'These credentials do not match our records.'
const UNAUTHENTICATED = { status: 401, message: 'Unauthenticated.' } as const
const INVALID_TOKEN = { token: ['This password reset token is invalid.'] }

/** How this surface says each failure (source 2 speaks as Laravel does). */
const SHOWN: Record<FailureCode, Shown> = {
  malformed_body: { status: 400, message: 'Malformed request.' },
  body_too_large: { status: 413, message: 'Payload too large.' },
  unsupported_media_type: { status: 415, message: 'Unsupported media type.' },
  origin_not_allowed: { status: 403, message: 'Origin not allowed.' },
  route_not_found: { status: 404, message: 'Not found.' },
  method_not_allowed: { status: 405, message: 'Method not allowed.' },
  invalid_input: { status: 422, message: '' },
  unauthenticated: UNAUTHENTICATED,
  token_refused: UNAUTHENTICATED,
  sign_in_again: UNAUTHENTICATED,
  refresh_token_refused: { status: 401, message: UNKNOWN },
  wrong_credentials: { status: 401, message: UNKNOWN },
  wrong_current_password: { status: 401, message: UNKNOWN },
  first_step_missing: { status: 422, message: '', errors: INVALID_TOKEN },
  invalid_code: { status: 422, message: '', errors: INVALID_TOKEN },
  invalid_link: { status: 422, message: '', errors: INVALID_TOKEN },
  user_not_found: { status: 404, message: 'Not found.' },
  email_taken: { status: 422, message: '', errors: { email: ['The email has already been taken.'] } },
  too_many_requests: { status: 429, message: 'Too many attempts.' },
  human_check_required: { status: 403, message: 'Human check required.' },
  unavailable: { status: 503, message: 'Service unavailable.' },
  internal: { status: 500, message: 'Internal Server Error' },
}

export const showFailure: Show = ({ code, details }, c) => {
  const { status, message, errors } = SHOWN[code]
  if (details.retryAfter !== undefined) c.header('Retry-After', String(details.retryAfter))
  if (details.allow) c.header('Allow', details.allow.join(', '))
  if (status === 401) {
    c.header('WWW-Authenticate', code === 'token_refused' ? 'Bearer error="invalid_token"' : 'Bearer')
  }
  const said = details.issues ? toErrors(details.issues) : errors
  return envelope(c, { data: null, message, status, ...(said && { errors: said }) })
}

/** Arguments of the core that this surface calls otherwise; a wrong confirmation is said of the password. */
const MEMBER_NAMES: Record<string, string> = { refreshToken: 'token' }

function toErrors(issues: Issue[]): Record<string, string[]> {
  const errors: Record<string, string[]> = {}
  for (const issue of issues) {
    const named = MEMBER_NAMES[issue.member] ?? issue.member
    const member = issue.rule === 'confirmation' ? named.replace('_confirmation', '') : named
    errors[member] = [
      ...(errors[member] ?? []),
      SENTENCES[issue.rule](member.replaceAll('_', ' '), issue.limit ?? 0),
    ]
  }
  return errors
}

const SENTENCES: Record<Issue['rule'], (attribute: string, limit: number) => string> = {
  missing: (attribute) => `The ${attribute} field is required.`,
  not_a_string: (attribute) => `The ${attribute} must be a string.`,
  too_short: (attribute, limit) => `The ${attribute} must be at least ${limit} characters.`,
  too_long: (attribute, limit) => `The ${attribute} may not be greater than ${limit} characters.`,
  not_an_email: (attribute) => `The ${attribute} must be a valid email address.`,
  malformed: (attribute) => `The ${attribute} format is invalid.`,
  confirmation: (attribute) => `The ${attribute} confirmation does not match.`,
  too_common: (attribute) => `The ${attribute} is too common.`,
  breached: (attribute) => `The ${attribute} is known from a data breach.`,
  too_personal: (attribute) => `The ${attribute} may not contain your email or our name.`,
  unchanged: (attribute) => `The ${attribute} is the present one.`,
  not_valid: (attribute) => `The ${attribute} is invalid.`,
}
