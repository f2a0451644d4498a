import { randomToken } from '../../crypto/random.ts'
import type { UsedPasskey } from '../../store/pieces/spend-passkey.ts'
import type { Line } from '../../store/pieces/write-event.ts'
import type { Passkey } from '../../store/tables/passkeys.ts'
import type { User } from '../../store/tables/users.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { noticesOf } from '../notify.ts'
import { languageOf, requestOrigin } from '../request-origin.ts'
import type { ProofKind } from '../sign-in/proof.ts'
import type { AuthenticationResponse } from './bodies.ts'
import { type ChallengeUse, openChallenge } from './challenge.ts'
import { type PasskeyRefusal, type Refused, refused } from './refusal.ts'
import { type RelyingParty, relyingPartyOf } from './relying-party.ts'
import { type Cloned, verifyAssertion } from './verify-assertion.ts'

const DAY_MS = 86_400_000

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

export type RefusedPasskey = Refused & { isWritten?: true }

/**
 * Holds what a browser has answered against the stored passkey. `isAsked`: whose passkey is wanted was known before,
 * and this is one of theirs. A counter that did not go on locks nobody out. `refusalLine` is what the owner reads then:
 * the transaction that notes a copy writes it, which `isWritten` says.
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
    refusalLine,
  }: {
    passkey: Passkey
    owner: User
    relyingParty: RelyingParty
    use: ChallengeUse
    isAsked: boolean
    refusalLine: (reason: PasskeyRefusal) => Line
  },
): Promise<RightPasskey | RefusedPasskey> {
  const stored = { ...passkey, userHandle: owner.webauthnHandle ?? '' }
  const verified = await verifyAssertion(credential, stored, {
    relyingParty,
    openChallenge: challengesFor(deps, use),
    allowed: isAsked ? [passkey.credentialId] : undefined,
  })
  if ('refused' in verified)
    return 'challenge' in verified ? noteClone(deps, owner, { ...verified, refusalLine }) : verified
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

/**
 * Whoever has a copy of a key uses it with challenges of their own. One that was spent before shows that a request was
 * sent again, which anybody can do who has seen it: the owner is told nothing then, and of copies once a day.
 */
async function noteClone(
  deps: Deps,
  owner: User,
  { challenge, refusalLine }: Cloned & { refusalLine: (reason: PasskeyRefusal) => Line },
): Promise<RefusedPasskey> {
  const event = { event: 'passkey_cloned', outcome: 'refused' } as const
  const noted = await deps.store.deeds.noteClone({
    userId: owner.id,
    challenge: { ...challenge, claim: randomToken() },
    notices: {
      ofAccount: { owner: `notice/passkey-cloned/${owner.id}`, name: 'day', limit: 1, windowMs: DAY_MS },
      ofAddress: await noticesOf(deps, owner),
    },
    lines: {
      replayed: refusalLine('replayed'),
      refused: refusalLine('cloned'),
      cloned: deps.lineOf(event),
    },
    now: deps.now(),
  })
  if (noted === 'replayed') return { ...refused('replayed'), isWritten: true }
  deps.log({ ...event, userId: owner.id })
  if (noted === 'to_tell') {
    const key = `passkey-cloned/${owner.id}/${deps.now()}`
    const notice = { to: owner.email, language: languageOf(owner, deps), key, ...requestOrigin(deps) }
    deps.defer(deps.mailer.passkeyCloned(notice))
  }
  return { ...refused('cloned'), isWritten: true }
}
