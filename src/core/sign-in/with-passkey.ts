import type { Deps } from '../deps.ts'
import type { AuthenticationResponse } from '../passkeys/bodies.ts'
import { markedDevice } from '../second-step/devices.ts'
import { openSession, type SignedIn } from './open-session.ts'
import { accountDeleting, deletingLine } from './refuse-deleting.ts'
import { passkeyRefusedThere, provePasskey, refusalOf } from './ways/passkey.ts'

const USED = 'used_or_changed_meanwhile'

/**
 * Signs in with a passkey: one round trip to find it, one to open the session. `browser` is what a page tells it apart
 * by: then only what was asked for there counts.
 *
 * @throws Failure passkey_refused, for everything that can be wrong alike; too_many_requests, human_check_required,
 *   unavailable; account_deleting; not_found where passkeys are off
 */
export async function signInWithPasskey(
  deps: Deps,
  { credential, browser }: { credential: AuthenticationResponse; browser?: string | undefined },
): Promise<SignedIn> {
  const proof = await provePasskey(deps, credential, { browser })
  const { user, used, counted, kind } = proof
  const device = markedDevice(proof.device)
  let deletesAt: number | null = null
  const session = await openSession(deps, {
    userId: user.id,
    proven: [kind],
    passkeyId: used.id,
    recordedAs: { event: 'signed_in', reason: kind },
    device,
    now: proof.at,
    async deed(opening) {
      const done = await deps.store.deeds.signInWithPasskey({
        ...opening,
        used,
        counted,
        refused: { deleting: deletingLine(deps), used: deps.lineOf(refusalOf(USED)) },
      })
      deletesAt = done?.user.deletesAt ?? null
      return done
    },
  })
  if (deletesAt !== null) {
    const about = { deletesAt, proven: [kind], provenAt: proof.at, passkeyId: used.id, device }
    throw await accountDeleting(deps, user, about)
  }
  if (!session) throw passkeyRefusedThere(deps, USED, user.id)
  return session
}
