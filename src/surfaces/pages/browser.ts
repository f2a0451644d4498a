import { readSessionForm } from '../../core/tokens/form-token.ts'
import { writePageSession } from '../../core/tokens/page-session.ts'
import { Failure } from '../../core/failure.ts'
import type { PageCaller } from '../../core/tokens/caller.ts'
import type { SignedIn } from '../../core/sign-in/open-session.ts'
import type { TokenPair } from '../../core/tokens/token-pair.ts'
import type { AppContext } from '../../http/app-env.ts'
import { clearCookie, writeCookie } from '../../http/cookies.ts'
import { keepDevice } from '../../http/device-tokens.ts'
import { pageSessionIn } from '../../http/page-session.ts'
import type { Typed } from '../../http/form.ts'

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

export const forgetSession = (c: AppContext) => clearCookie(c, 'session')
