import { ALGORITHMS } from '../../crypto/webauthn/cose-key.ts'
import { CHALLENGE_S } from './challenge.ts'
import type { RelyingParty } from './relying-party.ts'

/** A passkey that the browser may look for, or that it has already. */
export type KnownCredential = { credentialId: string; transports: string[] }

/** Whom a passkey is made for. The handle is random: an authenticator shows it to whoever holds it. */
export type PasskeyOwner = { handle: string; email: string; displayName: string }

const MS = 1_000

const descriptor = ({ credentialId, transports }: KnownCredential) => ({
  type: 'public-key' as const,
  id: credentialId,
  transports,
})

/** `PublicKeyCredentialCreationOptionsJSON`: a passkey that the device offers by itself and that verifies its user. */
export const creationOptions = (
  { id, name }: RelyingParty,
  { owner, existing, challenge }: { owner: PasskeyOwner; existing: KnownCredential[]; challenge: string },
) => ({
  rp: { id, name },
  user: { id: owner.handle, name: owner.email, displayName: owner.displayName },
  challenge,
  pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key' as const, alg })),
  timeout: CHALLENGE_S * MS,
  excludeCredentials: existing.map(descriptor),
  authenticatorSelection: {
    residentKey: 'required' as const,
    // For browsers that know Level 1 only.
    requireResidentKey: true as const,
    userVerification: 'required' as const,
  },
  attestation: 'none' as const,
  extensions: { credProps: true as const },
})

/**
 * `PublicKeyCredentialRequestOptionsJSON`. `allowed` is there only where the account is known already: for a
 * stranger the options are the same whatever the address.
 */
export const requestOptions = (
  { id }: RelyingParty,
  { challenge, allowed }: { challenge: string; allowed?: KnownCredential[] | undefined },
) => ({
  challenge,
  rpId: id,
  timeout: CHALLENGE_S * MS,
  userVerification: 'required' as const,
  ...(allowed ? { allowCredentials: allowed.map(descriptor) } : {}),
})
