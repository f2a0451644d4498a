import type { ContentfulStatusCode } from 'hono/utils/http-status'
import * as z from 'zod/mini'
import type { FailureCode } from '../../core/failure.ts'
import { saidIn } from '../../http/failure-schema.ts'
import type { Dialect } from '../../http/refuse.ts'
import { brokenPage } from './broken.tsx'

const ANSWERS = {
  malformed_body: { status: 400 },
  body_too_large: { status: 413 },
  unsupported_media_type: { status: 415 },
  origin_not_allowed: { status: 403 },
  route_not_found: { status: 404 },
  method_not_allowed: { status: 405 },
  invalid_input: { status: 422 },
  // Pages ask by forms and not by a challenge of HTTP, which is what 401 is.
  unauthenticated: { status: 403 },
  token_refused: { status: 403 },
  sign_in_again: { status: 403 },
  insufficient_scope: { status: 403 },
  refresh_token_refused: { status: 403 },
  wrong_credentials: { status: 422 },
  wrong_current_password: { status: 422 },
  second_step_required: { status: 403 },
  second_step_refused: { status: 422 },
  passkey_refused: { status: 422 },
  recently_recovered: { status: 403 },
  email_not_verified: { status: 403 },
  account_deleting: { status: 403 },
  first_step_missing: { status: 422 },
  invalid_code: { status: 422 },
  invalid_link: { status: 422 },
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

/** Pages tell people what to do next. For the scripts of a page, and for whoever asks for no page, it is the code. */
export const dialect: Dialect = {
  answers: ANSWERS,
  nameMembers: (issues) => issues,
  bodyOf: ({ code, requestId }) => ({ error: code, request_id: requestId }),
  schemaOf: ({ bodies }) => z.strictObject({ error: saidIn(bodies, 'error'), request_id: z.uuid() }),
  pageOf: brokenPage,
}
