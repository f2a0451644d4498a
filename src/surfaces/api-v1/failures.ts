import type { ContentfulStatusCode } from 'hono/utils/http-status'
import * as z from 'zod/mini'
import type { FailureCode, Issue, Method } from '../../core/failure.ts'
import { saidIn } from '../../http/failure-schema.ts'
import { Keep, keepAnswer } from '../../http/keep.ts'
import type { Dialect } from '../../http/refuse.ts'
import { SecondStep, secondStepAnswer } from '../../http/second-step.ts'

type Answer = { status: ContentfulStatusCode; message: string; errors?: Record<string, string[]> }

const UNKNOWN = 'These credentials do not match our records.'
const UNAUTHENTICATED = { status: 401, message: 'Unauthenticated.' } as const
const INVALID_TOKEN = { token: ['This password reset token is invalid.'] }

/** In the sentences of Laravel. */
const ANSWERS: Record<FailureCode, Answer> = {
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
  insufficient_scope: { status: 403, message: 'Insufficient scope.' },
  refresh_token_refused: { status: 401, message: UNKNOWN },
  wrong_credentials: { status: 401, message: UNKNOWN },
  wrong_current_password: { status: 401, message: UNKNOWN },
  second_step_required: { status: 403, message: 'Second step required.' },
  second_step_refused: { status: 401, message: UNKNOWN },
  passkey_refused: { status: 401, message: UNKNOWN },
  recently_recovered: { status: 403, message: 'Recently recovered.' },
  email_not_verified: { status: 403, message: 'Address not verified.' },
  account_deleting: { status: 403, message: 'Account deleting.' },
  first_step_missing: { status: 422, message: '', errors: INVALID_TOKEN },
  invalid_code: { status: 422, message: '', errors: INVALID_TOKEN },
  invalid_link: { status: 422, message: '', errors: INVALID_TOKEN },
  user_not_found: { status: 404, message: 'Not found.' },
  not_found: { status: 404, message: 'Not found.' },
  email_taken: { status: 422, message: '', errors: { email: ['The email has already been taken.'] } },
  sign_up_closed: { status: 403, message: 'Sign-up closed.' },
  last_way_in: { status: 409, message: 'Last way in.' },
  last_administrator: { status: 409, message: 'Last administrator.' },
  already_verified: { status: 409, message: 'Already verified.' },
  too_many_requests: { status: 429, message: 'Too many attempts.' },
  human_check_required: { status: 403, message: 'Human check required.' },
  unavailable: { status: 503, message: 'Service unavailable.' },
  internal: { status: 500, message: 'Internal Server Error' },
}

/** A passkey needs a route of account-v1. */
const TAKEN_HERE: readonly Method[] = ['totp', 'recovery_code']

/** Every failure is in the same envelope as a success, with `data: null` unless it says how to go on. */
export const dialect: Dialect = {
  answers: ANSWERS,
  nameMembers: (issues) => issues.map((issue) => ({ ...issue, member: ownName(issue) })),
  bodyOf({ code, issues, secondStep, keep }) {
    const { status, message, errors = {} } = ANSWERS[code]
    const goesOn = {
      ...(secondStep && { second_step: secondStepAnswer(secondStep, TAKEN_HERE) }),
      ...(keep && { keep: keepAnswer(keep) }),
    }
    const data = secondStep || keep ? goesOn : null
    return { data, message, errors: issues.length > 0 ? toErrors(issues) : errors, code: status }
  },
  schemaOf: ({ status, codes, bodies }) =>
    z.strictObject({
      data: codes.some((code) => code === 'second_step_required' || code === 'account_deleting')
        ? z.nullable(z.strictObject(dataOf(codes)))
        : z.null(),
      message: saidIn(bodies, 'message'),
      errors: z.record(z.string(), z.array(z.string())),
      code: z.literal(status),
    }),
}

/** How to go on, where a refusal says it. */
const dataOf = (codes: readonly FailureCode[]) => ({
  ...(codes.includes('second_step_required') && { second_step: z.optional(SecondStep()) }),
  ...(codes.includes('account_deleting') && { keep: z.optional(Keep()) }),
})

/** The core's `refreshToken` is `token` here. A wrong confirmation is said of the member it confirms. */
function ownName({ member, rule }: Issue): string {
  if (member === 'refreshToken') return 'token'
  return rule === 'confirmation' ? member.replace('_confirmation', '') : member
}

function toErrors(issues: Issue[]): Record<string, string[]> {
  const errors: Record<string, string[]> = {}
  for (const { member, rule, limit } of issues) {
    const sentence = SENTENCES[rule](member.replaceAll('_', ' '), limit ?? 0)
    errors[member] = [...(errors[member] ?? []), sentence]
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
  unreachable: (attribute) => `The ${attribute} cannot be reached.`,
  not_valid: (attribute) => `The ${attribute} is invalid.`,
}
