import * as z from 'zod/mini'
import type { FailureCode, Issue } from '../../core/failure.ts'
import { saidIn } from '../../http/failure-schema.ts'
import type { Dialect } from '../../http/refuse.ts'
import { linkTo } from './links.ts'
import { ANSWERS } from './phrases.ts'

/** The route to call first, where a second step was called without it. */
const FIRST_STEP: Record<string, string> = {
  '/auth/v1/verify/code': '/auth/v1/request/code',
  '/auth/v1/create/account': '/auth/v1/request/code',
  '/auth/v1/request/refreshToken': '/auth/v1/request/refreshToken/code',
  '/auth/v1/change/account': '/auth/v1/account/request/code',
  '/auth/v1/change/password': '/auth/v1/password/request/code',
}

/** `{ success, msg, description, link }`. The description speaks of one member: the first that is missing, else the first that is wrong. */
export const dialect: Dialect = {
  answers: ANSWERS,
  nameMembers(issues) {
    const named = issues.map((issue) => ({ ...issue, member: MEMBERS[issue.member] ?? issue.member }))
    const isMissing = ({ rule }: Issue) => rule === 'missing'
    return [...named.filter(isMissing), ...named.filter((issue) => !isMissing(issue))]
  },
  bodyOf({ code, issues: [issue], route, hasPages }) {
    const { msg, description } = issue ? describe(issue) : ANSWERS[code]
    const first = code === 'first_step_missing' ? FIRST_STEP[route] : undefined
    const next = nextOf(code, { hasPages })
    const link = [
      linkTo('self', route),
      ...(first === undefined ? [] : [linkTo('first', first)]),
      ...(next === undefined ? [] : [linkTo('next', next)]),
    ]
    return { success: false, msg, description, link }
  },
  schemaOf: ({ bodies }) =>
    z.strictObject({
      success: z.literal(false),
      msg: saidIn(bodies, 'msg'),
      description: z.string(),
      link: z
        .array(z.strictObject({ rel: z.enum(['self', 'first', 'next']), href: z.string() }))
        .check(z.minLength(1), z.maxLength(2)),
    }),
}

/** Where people go on who cannot do so here: with a passkey there is nothing to type. */
function nextOf(code: FailureCode, { hasPages }: { hasPages: boolean }): string | undefined {
  if (code === 'account_deleting') return '/keep-account'
  return code === 'second_step_required' && hasPages ? '/sign-in' : undefined
}

/** Arguments of the core that have another name in the bodies of this surface. */
const MEMBERS: Record<string, string> = {
  email: 'account',
  newEmail: 'newAccount',
  newPassword: 'newPwd',
  password: 'pwd',
}

const describe = ({ member, rule, limit }: Issue) => ({
  msg: rule === 'missing' ? 'Missing data' : 'Invalid data',
  description: `${member} ${WORDS[rule](limit ?? 0)}`,
})

const WORDS: Record<Issue['rule'], (limit: number) => string> = {
  missing: () => 'is required.',
  not_a_string: () => 'must be a string.',
  too_short: (limit) => `must be at least ${limit} characters.`,
  too_long: (limit) => `may not be longer than ${limit} characters.`,
  not_an_email: () => 'must be an e-mail address.',
  malformed: () => 'has characters or a form that is not allowed.',
  confirmation: () => 'does not match.',
  too_common: () => 'is too common.',
  breached: () => 'is known from a data breach.',
  too_personal: () => 'may not contain the account or our name.',
  not_valid: () => 'is not valid.',
  unchanged: () => 'is the present one.',
  unreachable: () => 'cannot be reached by mail.',
}
