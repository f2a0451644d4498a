import type { Factors } from '../../store/pieces/factors.ts'
import type { LastProof } from '../../store/pieces/last-proof.ts'
import type { User } from '../../store/tables/users.ts'
import { Failure } from '../failure.ts'
import { PASSKEYS } from '../sign-in/proof.ts'
import type { Proven } from '../tokens/caller.ts'

/** How long an account keeps its factors and its address after somebody got in by a reset or a recovery code. */
const SETTLING_MS = 86_400_000

/**
 * Refuses what a thief would do who has got in by a mailbox or by a recovery code: to add or remove a factor, to
 * move the account, to take its data or to delete it. A passkey or an authenticator app shows the owner if the account
 * had it a day before that. A younger one may be the thief's: after an earlier recovery they may have added the first
 * factor that `SECOND_STEP` demands. With the whole day, another recovery gains them nothing: they could have waited.
 * Of several passkeys the one counts that has made the caller fresh.
 *
 * @param now milliseconds
 * @throws Failure recently_recovered
 */
export function requireSettled(
  { recoveredAt }: Pick<User, 'recoveredAt'>,
  {
    factors: { totpSince },
    lastProof,
    proven: { authBy, authTime },
    now,
  }: {
    factors: Pick<Factors, 'totpSince'>
    lastProof: LastProof
    proven: Proven
    now: number
  },
): void {
  if (recoveredAt === null || now >= recoveredAt + SETTLING_MS) return
  const isOld = (since: number | null) => since !== null && since <= recoveredAt - SETTLING_MS
  if (authBy.includes('totp') && isOld(totpSince)) return
  const isByPasskey = authBy.some((kind) => PASSKEYS.includes(kind))
  // An earlier token of the session speaks of an earlier proof.
  const isLastProof = Math.floor(lastProof.at / 1_000) === authTime
  if (isByPasskey && isLastProof && isOld(lastProof.passkeySince)) return
  throw new Failure('recently_recovered', {
    retryAfter: Math.ceil((recoveredAt + SETTLING_MS - now) / 1_000),
  })
}
