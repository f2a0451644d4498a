import type { ContentfulStatusCode } from 'hono/utils/http-status'
import * as z from 'zod/mini'
import { type FailureCode, type Issue, METHODS } from '../../core/failure.ts'
import { saidIn, type ShownFailures } from '../../http/failure-schema.ts'
import { Keep, keepAnswer } from '../../http/keep.ts'
import type { Dialect } from '../../http/refuse.ts'
import { SecondStep, secondStepAnswer } from '../../http/second-step.ts'

type Answer = { status: ContentfulStatusCode; sentence: string }

const ANSWERS = {
  malformed_body: { status: 400, sentence: 'Request body is not a JSON object' },
  body_too_large: { status: 413, sentence: 'Request body is too large' },
  unsupported_media_type: { status: 415, sentence: 'Content-Type must be application/json' },
  origin_not_allowed: { status: 403, sentence: 'Origin not allowed' },
  route_not_found: { status: 404, sentence: 'Not found' },
  method_not_allowed: { status: 405, sentence: 'Method not allowed' },
  invalid_input: { status: 422, sentence: 'Validation error' },
  unauthenticated: { status: 401, sentence: 'Not authenticated' },
  token_refused: { status: 401, sentence: 'Could not validate credentials' },
  sign_in_again: { status: 401, sentence: 'Sign in again' },
  insufficient_scope: { status: 403, sentence: 'Insufficient scope' },
  refresh_token_refused: { status: 401, sentence: 'Invalid refresh token' },
  wrong_credentials: { status: 401, sentence: 'Incorrect email or password' },
  wrong_current_password: { status: 400, sentence: 'Current password is incorrect' },
  second_step_required: { status: 403, sentence: 'Second step required' },
  second_step_refused: { status: 401, sentence: 'Second step refused' },
  passkey_refused: { status: 401, sentence: 'Passkey refused' },
  recently_recovered: { status: 403, sentence: 'Recently recovered' },
  email_not_verified: { status: 403, sentence: 'Address not verified' },
  account_deleting: { status: 403, sentence: 'Account deleting' },
  first_step_missing: { status: 400, sentence: 'Missing data' },
  invalid_code: { status: 400, sentence: 'Invalid code' },
  invalid_link: { status: 400, sentence: 'Invalid or expired link' },
  user_not_found: { status: 404, sentence: 'User not found' },
  not_found: { status: 404, sentence: 'Not found' },
  email_taken: { status: 409, sentence: 'Email already registered' },
  sign_up_closed: { status: 403, sentence: 'Sign-up closed' },
  last_way_in: { status: 409, sentence: 'Last way in' },
  last_administrator: { status: 409, sentence: 'Last administrator' },
  already_verified: { status: 409, sentence: 'Already verified' },
  too_many_requests: { status: 429, sentence: 'Too many requests' },
  human_check_required: { status: 403, sentence: 'Human check required' },
  unavailable: { status: 503, sentence: 'Service unavailable' },
  internal: { status: 500, sentence: 'Internal server error' },
} as const satisfies Record<FailureCode, Answer>

/**
 * `{ detail, message, code }` with the same sentence in the first two. Broken rules are listed in `detail`
 * as FastAPI lists them.
 */
export const dialect: Dialect = {
  answers: ANSWERS,
  nameMembers: (issues) =>
    issues.map((issue) => ({ ...issue, member: MEMBERS[issue.member] ?? issue.member })),
  bodyOf({ code, issues, isInQuery, userId, methods, secondStep, keep, route }) {
    if (issues.length > 0)
      return { detail: issues.map((issue) => toDetail(issue, isInQuery ? 'query' : 'body')), code }
    const sentence = sentenceOf({ code, userId, route })
    return {
      detail: sentence,
      message: sentence,
      code,
      ...(methods && { methods }),
      ...(secondStep && { second_step: secondStepAnswer(secondStep) }),
      ...(keep && { keep: keepAnswer(keep) }),
    }
  },
  schemaOf({ status, codes, bodies }) {
    const code = z.enum(codes)
    if (status === 422)
      return z.strictObject({ detail: z.array(brokenRule(bodies)).check(z.minLength(1)), code })
    // These sentences have the id in them that was asked for, or what one signs in for.
    const isFree = codes.includes('user_not_found') || codes.includes('sign_in_again')
    const sentence = isFree ? z.string() : saidIn(bodies, 'message')
    return z.strictObject({ detail: sentence, message: sentence, code, ...moreOf(codes) })
  },
}

/** What a password is set for is said by the one route that has only that. */
const sentenceOf = ({
  code,
  userId,
  route,
}: {
  code: FailureCode
  userId: string | undefined
  route: string
}) => {
  if (userId !== undefined) return `User with ID ${userId} not found`
  const isSetting = code === 'sign_in_again' && route.startsWith('/api/v1/auth/reset-password')
  return isSetting ? 'Sign in again to set a password' : ANSWERS[code].sentence
}

/** Members that only some refusals have. */
const moreOf = (codes: readonly FailureCode[]) => ({
  ...(codes.some((code) => code === 'sign_in_again' || code === 'second_step_required') && {
    methods: z.optional(z.array(z.enum(METHODS))),
  }),
  ...(codes.includes('account_deleting') && { keep: z.optional(Keep()) }),
  ...(codes.includes('second_step_required') && { second_step: z.optional(SecondStep()) }),
})

/** Where a member is that breaks a rule. */
type Place = 'body' | 'query'

const brokenRule = (bodies: ShownFailures['bodies']) =>
  z.strictObject({
    loc: z.tuple([z.literal(placesIn(bodies)), z.string()]),
    msg: z.string(),
    type: z.enum(['missing', 'string_type', 'value_error', 'string_too_short', 'string_too_long']),
  })

function placesIn(bodies: ShownFailures['bodies']): Place[] {
  const shown = JSON.stringify(bodies)
  const places = (['body', 'query'] as const).filter((place) => shown.includes(`"loc":["${place}"`))
  return places
}

/** Arguments of the core that have another name in the bodies of this surface. */
const MEMBERS: Record<string, string> = {
  newPassword: 'new_password',
  newEmail: 'email',
  secondStep: 'second_step',
}

/** One broken rule, in the form that clients of FastAPI know. */
function toDetail(
  { member, rule, limit }: Issue,
  place: Place,
): { loc: string[]; msg: string; type: string } {
  const [type, msg] = WORDS[rule](limit ?? 0)
  return { loc: [place, member], msg, type }
}

const characters = (count: number) => `${count} character${count === 1 ? '' : 's'}`

const WORDS: Record<Issue['rule'], (limit: number) => [type: string, msg: string]> = {
  missing: () => ['missing', 'Field required'],
  not_a_string: () => ['string_type', 'Input should be a valid string'],
  too_short: (limit) => ['string_too_short', `String should have at least ${characters(limit)}`],
  too_long: (limit) => ['string_too_long', `String should have at most ${characters(limit)}`],
  not_an_email: () => ['value_error', 'Value is not a valid email address'],
  malformed: () => ['value_error', 'Value has characters or a form that is not allowed'],
  confirmation: () => ['value_error', 'Passwords do not match'],
  not_valid: () => ['value_error', 'Value is not valid'],
  unchanged: () => ['value_error', 'Value is the same as before'],
  unreachable: () => ['value_error', 'Value cannot be reached by mail'],
  too_common: () => ['value_error', 'Password is too common'],
  breached: () => ['value_error', 'Password is known from a data breach'],
  too_personal: () => ['value_error', 'Password may not contain your email or our name'],
}
