import { isBrowserForm, browserOf, readSessionForm, writeBrowserForm } from '../../core/tokens/form-token.ts'
import { writePageSession } from '../../core/tokens/page-session.ts'
import { Failure } from '../../core/failure.ts'
import type { PageCaller } from '../../core/tokens/caller.ts'
import type { SignedIn } from '../../core/sign-in/open-session.ts'
import type { TokenPair } from '../../core/tokens/token-pair.ts'
import type { AppContext } from '../../http/app-env.ts'
import { clearCookie, readCookie, writeCookie } from '../../http/cookies.ts'
import { answerDevice, deviceCookie } from '../../http/device-tokens.ts'
import { pageSessionIn } from '../../http/page-session.ts'
import type { Typed } from '../../http/form.ts'

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

/**
 * Whoever sends a form in a session. The token says whose session it is.
 *
 * @throws Failure unauthenticated, origin_not_allowed
 */
export async function callerByForm(c: AppContext, typed: Typed): Promise<PageCaller> {
  const session = await pageSessionIn(c)
  if (!session) throw new Failure('unauthenticated')
  const found = await readSessionForm(c.var.deps.keyring, typed['form_token'] ?? '', session)
  if (!found) throw new Failure('origin_not_allowed', { reason: 'form_token' })
  return { pageSid: session.sid, generation: session.generation, userId: found.userId }
}

/** The browser has this session from now on. Each proof makes another text of it, and the one before is worth nothing. */
export async function keepSession(c: AppContext, { session }: Pick<TokenPair, 'session'>): Promise<void> {
  const { keyring, now } = c.var.deps
  const text = await writePageSession(keyring, { sid: session.id, generation: session.generation })
  writeCookie(c, 'session', text, (session.endsAt - now()) / 1_000)
}

/** The browser is signed in, and known to the account from now on. */
export async function keepSignIn(c: AppContext, signedIn: SignedIn): Promise<void> {
  await keepSession(c, signedIn)
  keepDevice(c, signedIn)
}

export function keepDevice(c: AppContext, done: Pick<SignedIn, 'devices'>): void {
  const { value, seconds } = deviceCookie(answerDevice(c, done))
  writeCookie(c, 'device', value, seconds)
}

export const forgetSession = (c: AppContext) => clearCookie(c, 'session')
