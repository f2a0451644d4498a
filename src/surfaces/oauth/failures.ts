import type { ContentfulStatusCode } from 'hono/utils/http-status'
import * as z from 'zod/mini'
import type { FailureCode, Issue } from '../../core/failure.ts'
import { saidIn } from '../../http/failure-schema.ts'
import type { Dialect } from '../../http/refuse.ts'

type Said = { status: ContentfulStatusCode; error: string; sentence: string }

const refusal = (status: ContentfulStatusCode, error: string, sentence: string): Said => ({
  status,
  error,
  sentence,
})
const invalid = (status: ContentfulStatusCode, sentence: string) =>
  refusal(status, 'invalid_request', sentence)
const denied = (sentence: string) => refusal(403, 'access_denied', sentence)

/** The words of RFC 6749 §5.2 and RFC 6750 §3.1. What programs never meet here has the nearest one. */
const ANSWERS = {
  malformed_body: invalid(400, 'The body is no form, has a parameter twice, or says in two ways who asks.'),
  body_too_large: invalid(413, 'The body is too large.'),
  unsupported_media_type: invalid(415, 'The body has to be application/x-www-form-urlencoded.'),
  origin_not_allowed: denied('This origin is not allowed.'),
  route_not_found: invalid(404, 'There is no such path.'),
  method_not_allowed: invalid(405, 'The path does not answer this method.'),
  invalid_input: invalid(400, 'A parameter is missing or wrong.'),
  unauthenticated: refusal(401, 'invalid_token', 'An access token is missing.'),
  token_refused: refusal(401, 'invalid_token', 'The access token is not valid.'),
  sign_in_again: refusal(401, 'invalid_token', 'The user has to sign in again.'),
  refresh_token_refused: refusal(400, 'invalid_grant', 'The refresh token is not valid.'),
  wrong_credentials: refusal(401, 'invalid_client', 'The app is unknown, or its credentials are wrong.'),
  wrong_current_password: denied('The password is wrong.'),
  second_step_required: denied('The account needs a second step.'),
  second_step_refused: denied('The second step is wrong.'),
  passkey_refused: denied('The passkey is not accepted.'),
  recently_recovered: denied('The account was recovered a short time ago.'),
  email_not_verified: denied('The address of the account is not confirmed.'),
  account_deleting: denied('The account is being deleted.'),
  insufficient_scope: refusal(403, 'insufficient_scope', 'The access token is not good for this.'),
  first_step_missing: invalid(400, 'The first step is missing.'),
  invalid_code: refusal(400, 'invalid_grant', 'The code is not valid.'),
  invalid_link: refusal(400, 'invalid_grant', 'The link is not valid.'),
  user_not_found: invalid(404, 'There is no such user.'),
  not_found: invalid(404, 'There is no such thing.'),
  email_taken: invalid(409, 'The address is taken.'),
  sign_up_closed: denied('Nobody can sign up.'),
  last_way_in: invalid(409, 'It is the last way to sign in.'),
  last_administrator: invalid(409, 'It is the last administrator.'),
  already_verified: invalid(409, 'The address is confirmed already.'),
  too_many_requests: refusal(429, 'temporarily_unavailable', 'There were too many requests.'),
  human_check_required: denied('The service asks for a check for humans.'),
  unavailable: refusal(503, 'temporarily_unavailable', 'The service does not answer now.'),
  internal: refusal(500, 'server_error', 'Something is wrong with the service.'),
} satisfies Record<FailureCode, Said>

/** Some parameters have an error of their own. */
function ofParameters([issue]: Issue[]): Said {
  if (issue?.member === 'grant_type' && issue.rule !== 'missing')
    return refusal(400, 'unsupported_grant_type', 'grant_type is authorization_code or refresh_token.')
  if (issue?.member === 'scope') return refusal(400, 'invalid_scope', 'The scope was not granted.')
  return issue ? invalid(400, `${issue.member} is missing or wrong.`) : ANSWERS.invalid_input
}

/** OAuth's own errors, which every client library reads. */
export const dialect: Dialect = {
  answers: ANSWERS,
  nameMembers: (issues) => issues,
  // RFC 6749 §5.2: an app that is not known is asked for its credentials, not for a token.
  challenge: (code) => (code === 'wrong_credentials' ? 'Basic realm="Postern", charset="UTF-8"' : undefined),
  bodyOf({ code, issues }) {
    const { error, sentence } = code === 'invalid_input' ? ofParameters(issues) : ANSWERS[code]
    return { error, error_description: sentence }
  },
  schemaOf: ({ codes, bodies }) =>
    z.strictObject({
      error: codes.includes('invalid_input')
        ? z.enum(['invalid_request', 'unsupported_grant_type', 'invalid_scope', 'invalid_grant'])
        : saidIn(bodies, 'error'),
      error_description: codes.includes('invalid_input') ? z.string() : saidIn(bodies, 'error_description'),
    }),
}
