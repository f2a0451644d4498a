import { base64url } from '../../crypto/bytes.ts'
import { readAttestationObject } from '../../crypto/webauthn/attestation-object.ts'
import { type Algorithm, readCoseKey } from '../../crypto/webauthn/cose-key.ts'
import { MAX_ID_BYTES, type RegistrationResponse } from './bodies.ts'
import { checkAuthenticatorData, checkClientData, decodeAll, type Expected } from './ceremony.ts'
import type { OpenedChallenge } from './challenge.ts'
import { type Refused, refused } from './refusal.ts'

/** A new passkey. Texts of bytes are base64url. */
export type NewPasskey = {
  credentialId: string
  /** COSE_Key. */
  publicKey: string
  algorithm: Algorithm
  signCount: number
  backupEligible: boolean
  backedUp: boolean
  transports: string[]
  aaguid: string
  /** To be spent in the batch that stores the passkey. */
  challenge: OpenedChallenge
}

/**
 * WebAuthn L3 §7.1, Registering a New Credential, but for one step: that nobody has the credential id yet is
 * decided where the passkey is stored. Attestation is not asked for and not looked at.
 */
export async function verifyRegistration(
  { id, rawId, response, clientExtensionResults }: RegistrationResponse,
  expected: Expected,
): Promise<NewPasskey | Refused> {
  const bytes = decodeAll({
    id: rawId,
    clientData: response.clientDataJSON,
    attestation: response.attestationObject,
  })
  if (!bytes) return refused('malformed')
  const challenge = await checkClientData(bytes.clientData, 'webauthn.create', expected)
  if ('refused' in challenge) return challenge
  const authData = readAttestationObject(bytes.attestation)
  if (!authData) return refused('malformed')
  const data = await checkAuthenticatorData(authData, expected)
  if ('refused' in data) return data
  if (!data.attested) return refused('malformed')
  const { credentialId, publicKey, aaguid } = data.attested
  const key = await readCoseKey(publicKey)
  if (key === 'algorithm') return refused('algorithm_not_offered')
  if (key === 'key') return refused('key_unusable')
  if (clientExtensionResults?.credProps?.rk === false) return refused('not_discoverable')
  if (credentialId.length > MAX_ID_BYTES) return refused('id_too_long')
  if (id !== rawId || rawId !== base64url(credentialId)) return refused('id_mismatch')
  return {
    credentialId: rawId,
    publicKey: base64url(publicKey),
    algorithm: key.algorithm,
    signCount: data.signCount,
    backupEligible: data.backupEligible,
    backedUp: data.backedUp,
    transports: [...new Set(response.transports)],
    aaguid,
    challenge,
  }
}
