import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { FailureCode } from '../../core/failure.ts'

type Answer = { status: ContentfulStatusCode; msg: string; description: string }

const NOT_SIGNED_IN = { status: 401, msg: 'Not signed in', description: 'A valid token is needed.' } as const

/** The phrase of each failure for programs, and a sentence for developers. Several failures share a phrase on purpose. */
export const ANSWERS = {
  malformed_body: { status: 400, msg: 'Invalid data', description: 'The body is not a JSON object.' },
  body_too_large: { status: 413, msg: 'Body too large', description: 'The body is larger than 16 KiB.' },
  unsupported_media_type: {
    status: 415,
    msg: 'Unsupported media type',
    description: 'Content-Type must be application/json.',
  },
  origin_not_allowed: {
    status: 403,
    msg: 'Origin not allowed',
    description: 'Pages of this origin may not call the service.',
  },
  route_not_found: { status: 404, msg: 'Not found', description: 'There is no such route.' },
  method_not_allowed: {
    status: 405,
    msg: 'Method not allowed',
    description: 'The route does not answer this method.',
  },
  invalid_input: { status: 400, msg: 'Invalid data', description: 'A member of the body is not valid.' },
  unauthenticated: NOT_SIGNED_IN,
  token_refused: NOT_SIGNED_IN,
  sign_in_again: NOT_SIGNED_IN,
  insufficient_scope: {
    status: 403,
    msg: 'Insufficient scope',
    description: 'The token is that of an app, which may not do this.',
  },
  refresh_token_refused: NOT_SIGNED_IN,
  wrong_credentials: {
    status: 401,
    msg: 'Invalid credentials',
    description: 'Account and password do not match.',
  },
  wrong_current_password: {
    status: 401,
    msg: 'Invalid credentials',
    description: 'Account and password do not match.',
  },
  second_step_required: {
    status: 403,
    msg: 'Second step required',
    description: 'The account asks for one more proof.',
  },
  passkey_refused: {
    status: 401,
    msg: 'Passkey refused',
    description: 'The passkey is unknown, or is no longer good.',
  },
  second_step_refused: {
    status: 400,
    msg: 'Invalid code',
    description: 'The code is wrong, was used, or is no longer good.',
  },
  recently_recovered: {
    status: 403,
    msg: 'Recently recovered',
    description: 'The account was recovered a short while ago. Try again after the time in Retry-After.',
  },
  email_not_verified: {
    status: 403,
    msg: 'Address not verified',
    description: 'The address of the account has to be confirmed first.',
  },
  account_deleting: {
    status: 403,
    msg: 'Account deleting',
    description: 'The account is being deleted. The mailed link brings it back.',
  },
  first_step_missing: {
    status: 400,
    msg: 'Missing data',
    description: 'The cookie of the first step is missing.',
  },
  invalid_code: {
    status: 400,
    msg: 'Invalid code',
    description: 'The code is wrong, was used, or is no longer good.',
  },
  invalid_link: {
    status: 400,
    msg: 'Invalid code',
    description: 'The link is wrong, was used, or is no longer good.',
  },
  user_not_found: { status: 404, msg: 'Not found', description: 'There is no such user.' },
  not_found: { status: 404, msg: 'Not found', description: 'There is nothing with this id.' },
  email_taken: { status: 409, msg: 'Account exists', description: 'There is an account for this address.' },
  sign_up_closed: {
    status: 403,
    msg: 'Sign-up closed',
    description: 'New accounts are opened by administrators only.',
  },
  last_way_in: {
    status: 409,
    msg: 'Last way in',
    description: 'Without this the account could not be signed in to, or not as it has to be.',
  },
  last_administrator: {
    status: 409,
    msg: 'Last administrator',
    description: 'Nobody else administers the service.',
  },
  already_verified: {
    status: 409,
    msg: 'Already verified',
    description: 'The address of the account is confirmed already.',
  },
  too_many_requests: {
    status: 429,
    msg: 'Too many requests',
    description: 'Try again after the time in Retry-After.',
  },
  human_check_required: {
    status: 403,
    msg: 'Human check required',
    description: 'Send the token of a Turnstile check in the header Turnstile-Token.',
  },
  unavailable: {
    status: 503,
    msg: 'Unavailable',
    description: 'The service cannot answer now. Try again after the time in Retry-After.',
  },
  internal: { status: 500, msg: 'Server error', description: 'Something went wrong on our side.' },
} as const satisfies Record<FailureCode, Answer>
