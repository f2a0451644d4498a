import * as z from 'zod/mini'
import { METHODS } from '../../core/failure.ts'
import type { AppContext } from '../../http/app-env.ts'
import { clearCookie, type CookieName, readCookie, writeCookie } from '../../http/cookies.ts'

/** Milliseconds: there is no later date. */
const LAST_MOMENT = 8.64e15

const moment = z.number().check(z.minimum(0), z.maximum(LAST_MOMENT))

/**
 * What the first step of a flow leaves in the browser for the next page. No script reads it, and no address has it.
 * What of it has to be true is sealed by the core; the rest is shown to nobody but this browser.
 */
const STEPS = {
  /** A mail that signs in was asked for. */
  mailed: z.object({
    request: z.string(),
    label: z.string(),
    email: z.string(),
    opens: z.boolean(),
    /** Where the visitor wanted to go: the link of the mail does not say it. */
    to: z.optional(z.string()),
  }),
  second: z.object({ token: z.string(), methods: z.array(z.enum(METHODS)) }),
  reset: z.object({ request: z.string(), email: z.string() }),
  /** The account is being deleted. */
  keep: z.object({ token: z.string(), deletesAt: moment }),
  /** Codes were mailed to both addresses. */
  move: z.object({ request: z.string(), email: z.string() }),
  /** An account at a provider waits to be connected. `email` is what the visitor is asked to sign in with. */
  connect: z.object({ waiting: z.string(), provider: z.string(), email: z.optional(z.string()) }),
  /** What a form has just done, which its page says once. `at` is the moment that it is about. */
  done: z.object({ path: z.string(), what: z.string(), at: z.optional(moment) }),
  /** The form that was sent last, and where it has led. */
  sent: z.object({ print: z.string(), to: z.optional(z.string()) }),
}

type Steps = { [Name in keyof typeof STEPS]: z.output<(typeof STEPS)[Name]> }

const COOKIES = {
  mailed: 'step-mailed',
  second: 'step-second',
  reset: 'step-reset',
  keep: 'step-keep',
  move: 'step-move',
  connect: 'step-connect',
  done: 'step-done',
  sent: 'step-sent',
} as const satisfies Record<keyof Steps, CookieName>

/** @param seconds until the next step can no longer be done */
export const leaveStep = <Name extends keyof Steps>(
  c: AppContext,
  name: Name,
  { seconds, ...step }: Steps[Name] & { seconds: number },
) => writeCookie(c, COOKIES[name], JSON.stringify(step), seconds)

/** Undefined when the step before was not done in this browser, or too long ago. */
export function stepLeft<Name extends keyof Steps>(c: AppContext, name: Name): Steps[Name] | undefined {
  const cookie = readCookie(c, COOKIES[name])
  if (cookie === undefined) return undefined
  try {
    return STEPS[name].parse(JSON.parse(cookie)) as Steps[Name]
  } catch {
    return undefined
  }
}

/** Whoever signs in or out leaves nothing behind for the next one at this browser, but what goes on with a sign-in. */
export const endSteps = (c: AppContext, { but }: { but?: keyof Steps } = {}) => {
  for (const name of Object.keys(COOKIES) as (keyof Steps)[])
    if (name !== but && readCookie(c, COOKIES[name])) endStep(c, name)
}

export const endStep = (c: AppContext, name: keyof Steps) => clearCookie(c, COOKIES[name])
