import { browserOf, isBrowserForm, writeBrowserForm } from '../core/tokens/form-token.ts'
import { Failure } from '../core/failure.ts'
import type { AppContext } from './app-env.ts'
import { readCookie, writeCookie } from './cookies.ts'
import type { Typed } from './form.ts'

/** Seconds. A page may be open for long, and a form of it is still good. */
const BROWSER_LIFE = 30 * 86_400

/** The token for forms of whoever is not signed in. The browser gets the cookie that it is bound to. */
export async function formOfBrowser(c: AppContext): Promise<string> {
  const { keyring } = c.var.deps
  const browser = browserOf(readCookie(c, 'form'))
  // HEAD changes nothing.
  if (c.req.method !== 'HEAD') writeCookie(c, 'form', browser, BROWSER_LIFE)
  return writeBrowserForm(keyring, browser)
}

/**
 * A form that another site has sent would sign this browser in to an account of a stranger (login CSRF).
 *
 * @throws Failure origin_not_allowed
 */
export async function requireFormOfBrowser(c: AppContext, typed: Typed): Promise<void> {
  const browser = readCookie(c, 'form') ?? ''
  const isRight = await isBrowserForm(c.var.deps.keyring, typed['form_token'] ?? '', browser)
  if (!isRight) throw new Failure('origin_not_allowed', { reason: 'form_token' })
}
