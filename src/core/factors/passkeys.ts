import { base64url } from '../../crypto/bytes.ts'
import { randomBytes, randomToken, uuidv7 } from '../../crypto/random.ts'
import type { Passkey } from '../../store/tables/passkeys.ts'
import type { User } from '../../store/tables/users.ts'
import { provesByAdding } from '../account/fresh.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { offeredBy } from '../federation/offered.ts'
import { missingOf, needsSecondStep } from '../identity/missing.ts'
import { knownCredential } from '../passkeys/ask.ts'
import type { RegistrationResponse } from '../passkeys/bodies.ts'
import { writeChallenge } from '../passkeys/challenge.ts'
import { creationOptions } from '../passkeys/options.ts'
import { providerName } from '../passkeys/provider-name.ts'
import { challengesFor, requireRelyingParty } from '../passkeys/use-passkey.ts'
import { verifyRegistration } from '../passkeys/verify-registration.ts'
import { newRecoveryCodes } from '../second-step/recovery-codes.ts'
import { announceEnd } from '../sessions/announce-end.ts'
import type { TokenClaims } from '../tokens/access-token.ts'
import { type Caller, heldBy, idsOf } from '../tokens/caller.ts'
import { type TokenPair, tokensOf } from '../tokens/token-pair.ts'
import { mayChangeFactors } from './may-change.ts'
import { changeLine, tellOwner } from './tell-owner.ts'
import { macsOf } from './totp.ts'

/** Passkeys that an account may have. */
const MAX_PASSKEYS = 20
/** An authenticator tells it to whoever holds it, so it is random and no id (WebAuthn L3 §14.6.1). */
const HANDLE_BYTES = 32

/**
 * What a browser makes a passkey with.
 *
 * @throws Failure token_refused, sign_in_again, email_not_verified, recently_recovered; not_found where passkeys are off
 */
export async function startPasskey(deps: Deps, caller: Caller) {
  const relyingParty = requireRelyingParty(deps.config)
  const { user } = await mayChangeFactors(deps, caller, { isFirst: true })
  const { sid, userId } = idsOf(caller)
  const now = deps.now()
  const handle = base64url(randomBytes(HANDLE_BYTES))
  const started = await deps.store.deeds.startPasskey({ sid, userId, handle, rpId: relyingParty.id, now })
  if (!started) throw new Failure('token_refused', { reason: 'session_not_live' })
  return creationOptions(relyingParty, {
    owner: { handle: started.handle, email: user.email, displayName: nameOf(user) },
    existing: started.existing.map(knownCredential),
    challenge: await writeChallenge(deps.keyring, { purpose: 'register', binding: sid }, now),
  })
}

const nameOf = ({ firstName, lastName, email }: User) =>
  [firstName, lastName].filter((name) => name !== null && name !== '').join(' ') || email

/**
 * Adds the passkey that a browser has made. Where the account may not be without a second step and has none, it is the
 * first factor: the second step comes on, every other session ends, and there are recovery codes.
 *
 * @returns the next tokens of the session, where adding the passkey was a proof; the recovery codes of the first factor
 * @throws Failure token_refused, sign_in_again, email_not_verified, recently_recovered; invalid_input for a passkey
 *   that is not as it was asked for, or one too many; not_found where passkeys are off
 */
export async function addPasskey(
  deps: Deps,
  {
    caller,
    credential,
    name,
  }: { caller: Caller; credential: RegistrationResponse; name: string | undefined },
): Promise<{ passkey: Passkey; tokens: TokenPair | undefined; recoveryCodes: string[] | undefined }> {
  const relyingParty = requireRelyingParty(deps.config)
  const found = await mayChangeFactors(deps, caller, { isFirst: true })
  const { user, proven } = found
  const { sid, userId } = idsOf(caller)
  const openChallenge = challengesFor(deps, { purpose: 'register', binding: sid })
  const made = await verifyRegistration(credential, { relyingParty, openChallenge })
  if ('refused' in made) throw registrationRefused(made.refused)
  const { challenge, transports, ...key } = made
  const now = deps.now()
  const passkey = {
    ...key,
    id: uuidv7(now),
    userId,
    transports: JSON.stringify(transports),
    rpId: relyingParty.id,
    name: name ?? providerName(made.aaguid),
    createdAt: now,
    lastUsedAt: null,
    removedAt: null,
  }
  const kind = made.backupEligible ? 'passkey' : 'bound_passkey'
  const isFirst = missingOf(user, deps.config) === 'second_step_required'
  const isProof = isFirst || provesByAdding(deps, caller, { proven, account: { ...user, hasPasskey: true } })
  const change = isFirst ? 'first_passkey_added' : 'passkey_added'
  const recoveryCodes = isFirst ? newRecoveryCodes() : undefined
  const done = await deps.store.deeds.addPasskey({
    sid,
    passkey,
    challenge: { ...challenge, claim: randomToken() },
    max: MAX_PASSKEYS,
    proves: isProof ? kind : undefined,
    line: changeLine(deps, change),
    first: recoveryCodes && { macs: await macsOf(deps, userId, recoveryCodes), by: randomToken() },
    now,
  })
  if (!done) throw registrationRefused('spent_or_known_or_too_many')
  announceEnd(deps, done.ended)
  tellOwner(deps, found, change)
  const tokens = isProof ? await tokensOf(done.session, done.user, deps) : undefined
  return { passkey, tokens, recoveryCodes }
}

const registrationRefused = (reason: string) =>
  new Failure('invalid_input', { issues: [{ member: 'credential', rule: 'not_valid' }], reason })

/** @throws Failure token_refused; not_found where passkeys are off */
export async function listPasskeys(deps: Deps, caller: TokenClaims): Promise<Passkey[]> {
  const { id: rpId } = requireRelyingParty(deps.config)
  const found = await deps.store.queries.ownPasskeys({ held: heldBy(caller), rpId, now: deps.now() })
  if (!found) throw new Failure('token_refused', { reason: 'session_not_live' })
  return found
}

/** @throws Failure token_refused; not_found, also where passkeys are off */
export async function renamePasskey(
  deps: Deps,
  { caller, id, name }: { caller: Caller; id: string; name: string },
): Promise<Passkey> {
  requireRelyingParty(deps.config)
  const done = await deps.store.deeds.renamePasskey({ held: heldBy(caller), id, name, now: deps.now() })
  if (!done) throw new Failure('token_refused', { reason: 'session_not_live' })
  if (!done.renamed) throw new Failure('not_found')
  return done.renamed
}

/**
 * Removes a passkey. With the last factor the second step goes, and the recovery codes with it.
 *
 * @throws Failure token_refused, sign_in_again, email_not_verified, recently_recovered; last_way_in where nothing would
 *   be left to sign in with, or the account may not be without a second step; not_found, also where passkeys are off
 */
export async function removePasskey(
  deps: Deps,
  { caller, id }: { caller: Caller; id: string },
): Promise<void> {
  requireRelyingParty(deps.config)
  const found = await mayChangeFactors(deps, caller)
  const { sid, userId } = idsOf(caller)
  const mayLackFactor = !needsSecondStep(found.user, deps.config)
  const outcome = await deps.store.deeds.removePasskey({
    sid,
    userId,
    id,
    mayLackFactor,
    offered: offeredBy(deps.config),
    line: changeLine(deps, 'passkey_removed'),
    now: deps.now(),
  })
  if (outcome === 'unknown') throw new Failure('not_found')
  if (outcome === 'last') throw new Failure('last_way_in')
  tellOwner(deps, found, 'passkey_removed')
}
