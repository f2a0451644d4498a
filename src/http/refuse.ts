import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type * as z from 'zod/mini'
import type { Failure, FailureCode, Issue, Method, SecondStep } from '../core/failure.ts'
import type { AppContext } from './app-env.ts'
import { FAILURE_HEADER, failureHeader } from './failure-header.ts'
import type { ShownFailures } from './failure-schema.ts'
import { routeOf } from './matched-route.ts'

/** A failure as a surface puts it into words. What is for the log only is not in it. */
export type Refusal = {
  code: FailureCode
  /** The broken rules, with the names that members have in this surface's bodies. */
  issues: Issue[]
  /** They are about the query string and not about the body. */
  isInQuery: boolean
  /** The id that nobody was found under, as the caller sent it. */
  userId: string | undefined
  /** What the caller can prove themselves with. */
  methods: readonly Method[] | undefined
  /** The sign-in that goes on. */
  secondStep: SecondStep | undefined
  /** What brings back an account that is being deleted. */
  keep: { token: string; deletesAt: number } | undefined
  /** Where people can go on in a browser. */
  hasPages: boolean
  route: string
  requestId: string
}

/** How one surface says failures. */
export type Dialect = {
  /** Complete by the compiler: a new code needs an answer on every surface. */
  answers: Record<FailureCode, { status: ContentfulStatusCode }>
  /** The broken rules in this surface's own names. The body speaks of the first one, or of all. */
  nameMembers: (issues: Issue[]) => Issue[]
  /** What 401 asks for, where it is no access token. */
  challenge?: (code: FailureCode) => string | undefined
  bodyOf: (refusal: Refusal) => object
  /** For the API document: the schema of these bodies. */
  schemaOf: (shown: ShownFailures) => z.ZodMiniType
  /** The same for people, where they have asked for a page. */
  pageOf?: (refusal: Refusal, c: AppContext, status: ContentfulStatusCode) => Response | Promise<Response>
}

/** RFC 6750 §3.1: the challenge has an error code only when a token was sent. */
const CHALLENGES: Partial<Record<FailureCode, string>> = {
  token_refused: 'Bearer error="invalid_token"',
  sign_in_again: 'Bearer error="invalid_token"',
  insufficient_scope: 'Bearer error="insufficient_scope"',
}

/** Answers with a failure. Every refusal comes from here, so none lacks the headers for programs. */
export function refuse(dialect: Dialect, failure: Failure, c: AppContext): Response | Promise<Response> {
  const { status, refusal } = startRefusal(dialect, failure, c)
  if (dialect.pageOf && wantsPage(c)) return dialect.pageOf(refusal, c, status)
  return c.json(dialect.bodyOf(refusal), status)
}

/** Sets the headers of a refusal, and says what its body is made of. */
export function startRefusal(
  { answers, nameMembers, challenge }: Pick<Dialect, 'answers' | 'nameMembers' | 'challenge'>,
  { code, details }: Failure,
  c: AppContext,
): { status: ContentfulStatusCode; refusal: Refusal } {
  const { status } = answers[code]
  const issues = nameMembers(details.issues ?? [])
  c.header(FAILURE_HEADER, failureHeader(code, issues))
  if (details.retryAfter !== undefined) c.header('Retry-After', String(details.retryAfter))
  if (details.allow) c.header('Allow', details.allow.join(', '))
  if (status === 401 || code === 'insufficient_scope')
    c.header('WWW-Authenticate', challenge?.(code) ?? CHALLENGES[code] ?? 'Bearer')
  const { requestId } = c.var
  const { userId, methods, secondStep, keep, isInQuery = false } = details
  // With a wrong setting there are no deps.
  const { deps }: { deps?: AppContext['var']['deps'] } = c.var
  const hasPages = deps?.config.SURFACES?.includes('pages') ?? false
  const said = { hasPages, code, issues, isInQuery, userId, methods, secondStep, keep }
  return { status, refusal: { ...said, route: routeOf(c), requestId } }
}

/** Browsers ask for one by name. */
const wantsPage = (c: AppContext) => /\btext\/html\b/.test(c.req.header('Accept') ?? '')
