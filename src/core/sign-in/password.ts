import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { announceEnd, MAX_SESSIONS, newSession, type TokenPair, tokensOf } from './open-session.ts'
import { checkCredentials } from './credentials.ts'

/**
 * Signs in with address and password: one round trip to check them, one to open the session. When the
 * stored string has changed in between, a sign-in beside this one may have hashed the password anew: then
 * it is checked once more, against what is stored now.
 *
 * @throws Failure wrong_credentials, too_many_requests
 */
export async function signInWithPassword(
  deps: Deps,
  credentials: { email: string; password: string },
): Promise<TokenPair> {
  const tokens = (await open(deps, credentials)) ?? (await open(deps, credentials))
  if (!tokens) throw new Failure('wrong_credentials')
  return tokens
}

async function open(
  deps: Deps,
  credentials: { email: string; password: string },
): Promise<TokenPair | undefined> {
  const { client, config, record, store } = deps
  const { user, rehashed } = await checkCredentials(deps, credentials)

  const now = deps.now()
  const session = newSession({ userId: user.id, now }, { client, config })
  const opening = { verified: user.password, rehashed, session, most: MAX_SESSIONS, now }
  const ended = await store.passwords.openSession(opening)
  if (!ended) {
    record({ event: 'sign_in_refused', outcome: 'refused', reason: 'changed_meanwhile', userId: user.id })
    return undefined
  }

  announceEnd(deps, ended)
  record({ event: 'signed_in', outcome: 'success', userId: user.id, sid: session.id })
  return tokensOf(session, user, deps)
}
