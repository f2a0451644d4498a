import type { Failure } from '../../core/failure.ts'
import { printOfForm } from '../../core/tokens/form-print.ts'
import type { Typed } from '../../http/form.ts'
import { returnTo } from '../../http/return-to.ts'
import { goTo } from './answers.ts'
import { leaveStep, stepLeft } from './steps.ts'
import type { Visit } from './visit.ts'

/** Seconds. Recovery codes can be made anew for as long as the proof holds that they were made with. */
const KNOWN_FOR = 600
/** A longer address is not kept: browsers refuse large cookies. */
const MAX_ADDRESS = 1_000

/** The token is of the page and not of the visitor: another one is in the same form on a page that was loaded anew. */
const printOf = ({ deps, path }: Visit, typed: Typed) => {
  const { form_token: _, ...fields } = typed
  return printOfForm(deps.keyring, { page: path, fields })
}

/** The browser remembers which form it has just sent, and where the answer has led. What a script has asked is no form. */
export async function rememberSent(visit: Visit, typed: Typed, answer: Response): Promise<Response> {
  const { c } = visit
  const isPage = answer.headers.get('Content-Type')?.startsWith('text/html') ?? false
  const to = answer.headers.get('Location') ?? undefined
  if (!isPage && to === undefined) return answer
  // From here on a cookie is added to this answer.
  c.res = answer
  const isShort = to !== undefined && to.length <= MAX_ADDRESS
  leaveStep(c, 'sent', { print: await printOf(visit, typed), ...(isShort && { to }), seconds: KNOWN_FOR })
  return c.res
}

/** Whether this browser has just sent a form with the same content, which was not refused. */
async function isSentBefore(visit: Visit, typed: Typed): Promise<boolean> {
  return stepLeft(visit.c, 'sent')?.print === (await printOf(visit, typed))
}

/** Whether a page is asked for once more that was the answer to a form: to load it anew, a browser sends the form. */
export const isReload = async (visit: Visit, typed: Typed): Promise<boolean> =>
  stepLeft(visit.c, 'sent')?.to === undefined && (await isSentBefore(visit, typed))

type Refused = { typed: Typed; failure: Failure }

/** How a form is refused that has used something up: its code, its step, its session. A password is never used up. */
const USED_UP = new Set<Failure['code']>([
  'first_step_missing',
  'invalid_code',
  'invalid_link',
  'invalid_input',
  'second_step_refused',
  'passkey_refused',
  'already_verified',
  'not_found',
  'origin_not_allowed',
  'unauthenticated',
  'token_refused',
])

/** Whether a form is refused because it has done already what it is for. */
export const isDoneAlready = async (visit: Visit, { typed, failure }: Refused): Promise<boolean> =>
  USED_UP.has(failure.code) && (await isSentBefore(visit, typed))

/**
 * Where a form has led that was sent twice, such as by a double press: its code is used up, and the visitor has done
 * nothing wrong. Nothing is done a second time, and the answer gives nothing but an address of ours. Whether there is
 * anything to see is for that page to say, by the session of the browser: whoever brings the same code without it
 * is refused.
 */
export async function whereItLed(visit: Visit, { typed, failure }: Refused): Promise<Response | undefined> {
  const { c, config } = visit
  if (!(await isDoneAlready(visit, { typed, failure }))) return undefined
  const to = stepLeft(c, 'sent')?.to
  return to !== undefined && returnTo(config, to)?.isOurs ? goTo(visit, to) : undefined
}
