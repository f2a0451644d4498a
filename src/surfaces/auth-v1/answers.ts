import type { IssuedCode } from '../../core/ledger/issue.ts'
import type { TokenPair } from '../../core/tokens/token-pair.ts'
import type { AppContext } from '../../http/app-env.ts'
import { clearCookie, type CookieName, readCookie, writeCookie } from '../../http/cookies.ts'
import { Failure } from '../../core/failure.ts'
import { routeOf } from '../../http/route.ts'

type Link = { rel: 'self' | 'next' | 'first'; href: string }

/** Paths are shown as source 1 writes them, with a slash behind. */
export const linkTo = (rel: Link['rel'], route: string): Link => ({ rel, href: `${route}/` })

/** `{ success, link }`: where this was, and the step that follows, if one does. */
export function success(
  c: AppContext,
  { next, status = 200, ...more }: { next?: string; status?: 200 | 201; expiresIn?: number } = {},
) {
  const link = [linkTo('self', routeOf(c)), ...(next === undefined ? [] : [linkTo('next', next)])]
  return c.json({ success: true, ...more, link }, status)
}

/** The cookie of a flow's first step, for its second. */
export function setStep(
  c: AppContext,
  name: CookieName,
  { step, seconds }: Pick<IssuedCode, 'step' | 'seconds'>,
) {
  writeCookie(c, name, step, seconds)
}

/**
 * What the first step left in this browser.
 *
 * @throws Failure first_step_missing
 */
export function stepFrom(c: AppContext, name: CookieName): string {
  const step = readCookie(c, name)
  if (!step) throw new Failure('first_step_missing')
  return step
}

/** Tokens go into cookies and never into a body: no script of a page can read them. */
export function setTokens(
  c: AppContext,
  { accessToken, refreshToken, expiresIn, refreshExpiresIn }: TokenPair,
) {
  writeCookie(c, 'refreshToken', refreshToken, refreshExpiresIn)
  writeCookie(c, 'accessToken', accessToken, expiresIn)
}

export function clearTokens(c: AppContext) {
  clearCookie(c, 'refreshToken')
  clearCookie(c, 'accessToken')
}
