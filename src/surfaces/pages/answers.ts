import { Failure } from '../../core/failure.ts'
import { endStep, leaveStep } from './steps.ts'
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
  const { c, returnTo, search } = visit
  await keepSignIn(c, signedIn)
  for (const step of ['mailed', 'second', 'keep'] as const) endStep(c, step)
  if (path !== undefined) return goTo(visit, path + search)
  if (!returnTo) return goTo(visit, '/account')
  return goTo(visit, returnTo.isOurs ? returnTo.url : `/sign-in${search}`)
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
