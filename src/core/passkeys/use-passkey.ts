import { randomToken } from '../../crypto/random.ts'
import type { UsedPasskey } from '../../store/pieces/spend-passkey.ts'
import type { Passkey } from '../../store/tables/passkeys.ts'
import type { User } from '../../store/tables/users.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { notify } from '../notify.ts'
import { languageOf, requestOrigin } from '../request-origin.ts'
import type { ProofKind } from '../sign-in/proof.ts'
import type { AuthenticationResponse } from './bodies.ts'
import { type ChallengeUse, openChallenge } from './challenge.ts'
import type { Refused } from './refusal.ts'
import { type RelyingParty, relyingPartyOf } from './relying-party.ts'
import { verifyAssertion } from './verify-assertion.ts'

/** @throws Failure not_found where passkeys are off */
export function requireRelyingParty(config: Parameters<typeof relyingPartyOf>[0]): RelyingParty {
  const relyingParty = relyingPartyOf(config)
  if (!relyingParty) throw new Failure('not_found', { reason: 'passkeys_off' })
  return relyingParty
}

/** Whether a challenge is good for this use. */
export const challengesFor =
  ({ config, keyring, now }: Pick<Deps, 'config' | 'keyring' | 'now'>, use: ChallengeUse) =>
  (challenge: string) =>
    openChallenge(keyring, challenge, { use, now: now(), notBefore: config.NOT_BEFORE })

/** What a right passkey proves, and what the transaction that acts on it spends. */
export type RightPasskey = { kind: ProofKind & ('passkey' | 'bound_passkey'); used: UsedPasskey }

/**
 * Holds what a browser has answered against the stored passkey. `isAsked`: whose passkey is wanted was known before,
 * and this is one of theirs. A counter that went back is told to the owner, and locks nobody out.
 */
export async function checkPasskey(
  deps: Deps,
  credential: AuthenticationResponse,
  {
    passkey,
    owner,
    relyingParty,
    use,
    isAsked,
  }: {
    passkey: Passkey
    owner: User
    relyingParty: RelyingParty
    use: ChallengeUse
    isAsked: boolean
  },
): Promise<RightPasskey | Refused> {
  const stored = { ...passkey, userHandle: owner.webauthnHandle ?? '' }
  const verified = await verifyAssertion(credential, stored, {
    relyingParty,
    openChallenge: challengesFor(deps, use),
    allowed: isAsked ? [passkey.credentialId] : undefined,
  })
  if ('refused' in verified) {
    if (verified.refused === 'cloned') tellOfClone(deps, owner)
    return verified
  }
  const { signCount, backedUp, challenge } = verified
  return {
    kind: passkey.backupEligible ? 'passkey' : 'bound_passkey',
    used: {
      kind: 'passkey',
      id: passkey.id,
      signCount,
      backedUp,
      challenge: { ...challenge, claim: randomToken() },
    },
  }
}

function tellOfClone(deps: Deps, owner: User): void {
  deps.record({ event: 'passkey_cloned', outcome: 'refused', userId: owner.id })
  const key = `passkey-cloned/${owner.id}/${deps.now()}`
  const notice = { to: owner.email, language: languageOf(owner, deps), key, ...requestOrigin(deps) }
  deps.defer(notify(deps, owner, () => deps.mailer.passkeyCloned(notice)))
}
