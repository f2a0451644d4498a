import { type Bytes, equal, fromBase64url, sha256, utf8 } from '../../crypto/bytes.ts'
import { type AuthenticatorData, readAuthenticatorData } from '../../crypto/webauthn/authenticator-data.ts'
import { readClientData } from '../../crypto/webauthn/client-data.ts'
import type { OpenedChallenge } from './challenge.ts'
import { type Refused, refused } from './refusal.ts'
import type { RelyingParty } from './relying-party.ts'

/** What registrations and assertions are both held against. */
export type Expected = {
  relyingParty: Pick<RelyingParty, 'id' | 'isOrigin'>
  /** Whether a challenge is good here (./challenge.ts). */
  openChallenge: (challenge: string) => Promise<OpenedChallenge | Refused>
}

/** WebAuthn L3 §7.1 and §7.2: the steps about the client data. */
export async function checkClientData(
  bytes: Bytes,
  type: 'webauthn.create' | 'webauthn.get',
  { relyingParty, openChallenge }: Expected,
): Promise<OpenedChallenge | Refused> {
  const clientData = readClientData(bytes)
  if (!clientData) return refused('malformed')
  if (clientData.type !== type) return refused('wrong_type')
  const challenge = await openChallenge(clientData.challenge)
  if ('refused' in challenge) return challenge
  if (!relyingParty.isOrigin(clientData.origin)) return refused('wrong_origin')
  if (clientData.crossOrigin) return refused('cross_origin')
  if (clientData.hasTopOrigin) return refused('top_origin')
  return challenge
}

/** The steps about the authenticator data. A passkey stands for two factors, so the user is always verified. */
export async function checkAuthenticatorData(
  bytes: Bytes,
  { relyingParty }: Expected,
): Promise<AuthenticatorData | Refused> {
  const data = readAuthenticatorData(bytes)
  if (!data) return refused('malformed')
  if (!equal(data.rpIdHash, await sha256(utf8(relyingParty.id)))) return refused('wrong_rp_id')
  if (!data.userPresent) return refused('user_absent')
  if (!data.userVerified) return refused('user_not_verified')
  if (data.backedUp && !data.backupEligible) return refused('backup_impossible')
  return data
}

/** Each text as bytes; undefined unless all of them are canonical base64url. */
export function decodeAll<Name extends string>(texts: Record<Name, string>): Record<Name, Bytes> | undefined {
  const decoded = Object.entries<string>(texts).map(([name, text]) => [name, fromBase64url(text)] as const)
  if (decoded.some(([, bytes]) => bytes === undefined)) return undefined
  return Object.fromEntries(decoded) as Record<Name, Bytes>
}
