import { Failure } from '../../core/failure.ts'
import { endSteps, leaveStep, stepLeft } from './steps.ts'
import type { SignedIn } from '../../core/sign-in/open-session.ts'
import { keepSignIn } from './browser.ts'
import type { Visit } from './visit.ts'

/** After a form: the page that comes next, which a reload may ask for again (RFC 9110 §15.4.4). */
export const goTo = ({ c }: Pick<Visit, 'c'>, path: string) => c.redirect(path, 303)

/**
 * Somebody has signed in: to where they wanted, or to their account. A form that ends at another origin would be
 * stopped by the policy of the page, so the sign-in page takes the visitor there.
 */
export async function welcome(visit: Visit, signedIn: SignedIn, { path }: { path?: string } = {}) {
  const { c, search } = visit
  await keepSignIn(c, signedIn)
  endSteps(c, { but: 'connect' })
  // Whoever has come from a provider has signed in once, and connects the two now.
  if (stepLeft(c, 'connect')) return goTo(visit, `/account/connect${search}`)
  if (path !== undefined) return goTo(visit, path + search)
  return goTo(visit, nextOf(visit))
}

/** Where the visitor wanted to go; to another origin by the sign-in page. */
export function nextOf({ returnTo, search }: Pick<Visit, 'returnTo' | 'search'>): string {
  if (!returnTo) return '/account'
  return returnTo.isOurs ? returnTo.url : `/sign-in${search}`
}

/** After a new account got its first password or passkey it goes on; anywhere else the page says what was done. */
export const welcomedOr = (visit: Visit, what: string): Response =>
  visit.path === '/welcome' ? goTo(visit, nextOf(visit)) : done(visit, what)

/** Seconds in which the page says what was done. */
const SAID_FOR = 60

/** Back to a page, which says what its form has done. A link could not say it: nothing of it is in the address. */
export function done(
  visit: Visit,
  what: string,
  { path = visit.path, at }: { path?: string; at?: number | undefined } = {},
): Response {
  leaveStep(visit.c, 'done', { path, what, at, seconds: SAID_FOR })
  return goTo(visit, path + visit.search)
}

/**
 * What a right first step is answered where the account asks for more: the page for that. Undefined for every other
 * refusal, which is shown where the form was.
 */
export function nextStep(visit: Visit, { code, details }: Failure): Response | undefined {
  const { c, deps, search } = visit
  if (code === 'second_step_required' && details.secondStep) {
    const { token, methods, expiresIn } = details.secondStep
    leaveStep(c, 'second', { token, methods: [...methods], seconds: expiresIn })
    return goTo(visit, `/second-step${search}`)
  }
  if (code === 'account_deleting' && details.keep) {
    const { token, deletesAt } = details.keep
    leaveStep(c, 'keep', { token, deletesAt, seconds: Math.min(600, (deletesAt - deps.now()) / 1_000) })
    return goTo(visit, `/sign-in/keep${search}`)
  }
  return undefined
}
