import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { FailureCode } from '../../core/failure.ts'
import { routeOf } from '../../http/route.ts'
import type { Show } from '../../http/surface.ts'

/** What no API surface owns answers with the status and the code of the failure, and nothing else. */
const STATUS = {
  malformed_body: 400,
  body_too_large: 413,
  unsupported_media_type: 415,
  origin_not_allowed: 403,
  route_not_found: 404,
  method_not_allowed: 405,
  invalid_input: 422,
  unauthenticated: 401,
  token_refused: 401,
  sign_in_again: 401,
  refresh_token_refused: 401,
  wrong_credentials: 401,
  wrong_current_password: 400,
  first_step_missing: 400,
  invalid_code: 400,
  invalid_link: 400,
  user_not_found: 404,
  email_taken: 409,
  too_many_requests: 429,
  human_check_required: 403,
  unavailable: 503,
  internal: 500,
} as const satisfies Record<FailureCode, ContentfulStatusCode>

export const showFailure: Show = ({ code, details }, c) => {
  const status = STATUS[code]
  if (details.retryAfter !== undefined) c.header('Retry-After', String(details.retryAfter))
  if (details.allow) c.header('Allow', details.allow.join(', '))
  if (status === 401) c.header('WWW-Authenticate', 'Bearer')
  // Whoever watches the health asks one question, and gets one form of answer.
  if (code === 'unavailable' && routeOf(c) === '/healthz') {
    return c.json({ status: 'unavailable', failing: ['configuration'] }, status)
  }
  return c.json({ error: code, request_id: c.var.requestId }, status)
}
