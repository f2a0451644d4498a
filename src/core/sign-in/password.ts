import { base64url, utf8 } from '../../crypto/bytes.ts'
import { hmac } from '../../crypto/hmac.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { verifyReserved } from '../passwords/verify.ts'
import { announceEnd, MOST_SESSIONS, newSession, type TokenPair, tokensOf } from '../sessions/session.ts'

/**
 * Signs in with address and password: one round trip to reserve the try and find the account, the hash,
 * one round trip to open the session. Unknown account, wrong password and disabled account are one answer.
 *
 * @throws Failure wrong_credentials, too_many_requests
 */
export async function signInWithPassword(
  deps: Deps,
  { email, password }: { email: string; password: string },
): Promise<TokenPair> {
  const { client, config, keyring, record, store } = deps
  const unknown = `unknown:${base64url(await hmac(keyring.subjectMac, utf8(email)))}`
  const reservation = await store.passwords.reserveByEmail({ email, unknown, now: deps.now() })
  const refused = (reason: string) => {
    const account = reservation.account
    record({ event: 'sign_in_refused', outcome: 'refused', reason, ...(account && { userId: account.id }) })
    return new Failure('wrong_credentials')
  }

  const verified = await verifyReserved(deps, password, reservation)
  if (!verified.user) throw refused('password')

  const { user, rehashed } = verified
  const now = deps.now()
  const session = newSession({ userId: user.id, now }, { client, config })
  const ended = await store.passwords.openSession({
    verified: user.password,
    rehashed,
    session,
    most: MOST_SESSIONS,
    now,
  })
  if (!ended) throw refused('changed_meanwhile')

  announceEnd(deps, ended)
  record({ event: 'signed_in', outcome: 'success', userId: user.id, sid: session.id })
  return tokensOf(session, user, deps)
}
