import type { ContentfulStatusCode } from 'hono/utils/http-status'
import * as z from 'zod/mini'
import type { FailureCode } from '../../core/failure.ts'
import { saidIn } from '../../http/failure-schema.ts'
import type { Dialect } from '../../http/refuse.ts'
import { SecondStep, secondStepAnswer } from '../../http/second-step.ts'

const ANSWERS = {
  malformed_body: { status: 400 },
  body_too_large: { status: 413 },
  unsupported_media_type: { status: 415 },
  origin_not_allowed: { status: 403 },
  route_not_found: { status: 404 },
  method_not_allowed: { status: 405 },
  invalid_input: { status: 422 },
  unauthenticated: { status: 401 },
  token_refused: { status: 401 },
  sign_in_again: { status: 401 },
  insufficient_scope: { status: 403 },
  refresh_token_refused: { status: 401 },
  wrong_credentials: { status: 401 },
  wrong_current_password: { status: 400 },
  second_step_required: { status: 403 },
  second_step_refused: { status: 401 },
  passkey_refused: { status: 401 },
  recently_recovered: { status: 403 },
  email_not_verified: { status: 403 },
  account_deleting: { status: 403 },
  first_step_missing: { status: 400 },
  invalid_code: { status: 400 },
  invalid_link: { status: 400 },
  user_not_found: { status: 404 },
  not_found: { status: 404 },
  email_taken: { status: 409 },
  sign_up_closed: { status: 403 },
  last_way_in: { status: 409 },
  last_administrator: { status: 409 },
  already_verified: { status: 409 },
  too_many_requests: { status: 429 },
  human_check_required: { status: 403 },
  unavailable: { status: 503 },
  internal: { status: 500 },
} as const satisfies Record<FailureCode, { status: ContentfulStatusCode }>

/** What no API surface owns answers with the code of the failure, and nothing else. */
export const dialect: Dialect = {
  answers: ANSWERS,
  nameMembers: (issues) => issues,
  bodyOf({ code, secondStep, route, requestId }) {
    // A health check asks one question and gets one form of answer, also when a setting is wrong.
    if (code === 'unavailable' && route === '/healthz') return { status: code, failing: ['configuration'] }
    return {
      error: code,
      request_id: requestId,
      ...(secondStep && { second_step: secondStepAnswer(secondStep) }),
    }
  },
  schemaOf: ({ bodies, codes }) =>
    z.strictObject({
      error: saidIn(bodies, 'error'),
      request_id: z.uuid(),
      ...(codes.includes('second_step_required') && { second_step: z.optional(SecondStep()) }),
    }),
}
