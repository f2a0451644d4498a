import { base64url, fromBase64url } from '../../crypto/bytes.ts'
import { randomToken, uuidv7 } from '../../crypto/random.ts'
import { open, seal } from '../../crypto/seal.ts'
import { matchTotp, newTotpSecret, totpSecretText, totpUri } from '../../crypto/totp.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { needsSecondStep } from '../identity/missing.ts'
import { newRecoveryCodes, recoveryCodeMacs } from '../second-step/recovery-codes.ts'
import { announceEnd } from '../sessions/announce-end.ts'
import { type Caller, heldBy, idsOf } from '../tokens/caller.ts'
import { type TokenPair, tokensOf } from '../tokens/token-pair.ts'
import { mayChangeFactors } from './may-change.ts'
import { changeLine, tellOwner } from './tell-owner.ts'

/** An app that nobody has confirmed counts for nothing, and is forgotten after this. */
const UNCONFIRMED_MS = 600_000

/**
 * Makes the secret of an authenticator app. It counts when a code of it was entered in the same session.
 *
 * @throws Failure token_refused, sign_in_again, email_not_verified, recently_recovered
 */
export async function startTotp(deps: Deps, caller: Caller): Promise<{ secret: string; uri: string }> {
  const { config, keyring, store } = deps
  const { user } = await mayChangeFactors(deps, caller, { isFirst: true })
  const { sid } = heldBy(caller)
  const now = deps.now()
  const secret = newTotpSecret()
  const sealed = await seal(keyring.sealKeys, base64url(secret), { subject: user.id, purpose: 'totp' })
  const pending = {
    id: uuidv7(now),
    userId: user.id,
    secret: sealed,
    lastStep: 0,
    sessionId: sid,
    tries: 0,
    createdAt: now,
    confirmedAt: null,
    removedAt: null,
  }
  if (!(await store.deeds.startTotp({ sid, pending, now })))
    throw new Failure('token_refused', { reason: 'session_not_live' })
  const uri = totpUri(secret, { issuer: config.APP_NAME, account: user.email })
  return { secret: totpSecretText(secret), uri }
}

/**
 * Confirms the app by a code: it is in force, and so is the second step. The code is used up by that. Every other
 * session ends. After five wrong codes the app has to be added anew.
 *
 * @returns ten recovery codes, which are shown this once, and the next tokens of the session
 * @throws Failure token_refused, invalid_code
 */
export async function confirmTotp(
  deps: Deps,
  { caller, code }: { caller: Caller; code: string },
): Promise<{ recoveryCodes: string[]; tokens: TokenPair }> {
  const { keyring, store } = deps
  const { userId } = caller
  const held = heldBy(caller)
  const now = deps.now()
  const found = await store.deeds.tryPendingTotp({ held, since: now - UNCONFIRMED_MS, now })
  if (!found) throw new Failure('token_refused', { reason: 'session_not_live' })
  const { pending } = found
  const opened =
    pending && (await open(keyring.sealKeys, pending.secret, { subject: pending.userId, purpose: 'totp' }))
  const secret = opened && fromBase64url(opened.text)
  const step = secret ? await matchTotp(secret, code, { now, lastStep: 0 }) : undefined
  if (!pending || step === undefined) throw totpRefused(deps, userId)
  const recoveryCodes = newRecoveryCodes()
  const done = await store.deeds.confirmTotp({
    sid: held.sid,
    userId,
    id: pending.id,
    step,
    macs: await macsOf(deps, userId, recoveryCodes),
    by: randomToken(),
    kind: 'totp',
    line: changeLine(deps, 'totp_added'),
    now,
  })
  if (!done) throw totpRefused(deps, userId)
  announceEnd(deps, done.ended)
  tellOwner(deps, done, 'totp_added')
  return { recoveryCodes, tokens: await tokensOf(done.session, done.user, deps) }
}

const totpRefused = (deps: Deps, userId: string) => {
  deps.record({ event: 'code_refused', outcome: 'refused', reason: 'totp: confirming', userId })
  return new Failure('invalid_code', { reason: 'totp' })
}

/** The MACs under which new codes are stored. */
export const macsOf = async (
  { keyring }: Pick<Deps, 'keyring'>,
  userId: string,
  codes: readonly string[],
): Promise<string[]> => {
  const all = await Promise.all(codes.map((code) => recoveryCodeMacs(keyring, { userId, code })))
  return all.flatMap((macs) => macs?.[0] ?? [])
}

/**
 * Removes the app. With the last factor the second step goes, and the recovery codes with it.
 *
 * @throws Failure token_refused, sign_in_again, email_not_verified, recently_recovered; last_way_in where the account
 *   may not be without a second step; not_found when there is no app
 */
export async function removeTotp(deps: Deps, caller: Caller): Promise<void> {
  const found = await mayChangeFactors(deps, caller)
  const { user, factors } = found
  if (factors.totpSince === null) throw new Failure('not_found')
  const { sid, userId } = idsOf(caller)
  const mayLackFactor = !needsSecondStep(user, deps.config)
  const line = changeLine(deps, 'totp_removed')
  const outcome = await deps.store.deeds.removeTotp({ sid, userId, mayLackFactor, line, now: deps.now() })
  if (outcome === 'last') throw new Failure('last_way_in')
  if (outcome === 'unknown') throw new Failure('token_refused', { reason: 'changed_meanwhile' })
  tellOwner(deps, found, 'totp_removed')
}
