import { type Bytes, concat, fromBase64url, sha256 } from '../../crypto/bytes.ts'
import type { AuthenticatorData } from '../../crypto/webauthn/authenticator-data.ts'
import { readCoseKey } from '../../crypto/webauthn/cose-key.ts'
import { verifySignature } from '../../crypto/webauthn/verify-signature.ts'
import type { AuthenticationResponse } from './bodies.ts'
import { checkAuthenticatorData, checkClientData, decodeAll, type Expected } from './ceremony.ts'
import type { OpenedChallenge } from './challenge.ts'
import { type Refused, refused } from './refusal.ts'

/** What is known of the passkey that the answer names. */
export type StoredPasskey = {
  credentialId: string
  publicKey: string
  signCount: number
  backupEligible: boolean
  /** The handle of its owner. */
  userHandle: string
}

export type UsedPasskey = {
  /** To be stored: the next counter has to be higher, unless both are zero. */
  signCount: number
  backedUp: boolean
  /** To be spent in the batch that acts on the sign-in. */
  challenge: OpenedChallenge
}

/** The counter did not go on. The challenge is ours all the same: who has spent it decides what that means. */
export type Cloned = { refused: 'cloned'; challenge: OpenedChallenge }

/** Where it was known beforehand whose passkey is asked for, the ids of theirs: the browser may then leave the handle out. */
export type ExpectedAssertion = Expected & { allowed?: readonly string[] | undefined }

/** WebAuthn L3 §7.2, Verifying an Authentication Assertion. */
export async function verifyAssertion(
  answer: AuthenticationResponse,
  stored: StoredPasskey,
  expected: ExpectedAssertion,
): Promise<UsedPasskey | Cloned | Refused> {
  const { response } = answer
  const bytes = decodeAll({
    clientData: response.clientDataJSON,
    authData: response.authenticatorData,
    signature: response.signature,
  })
  if (!bytes) return refused('malformed')
  const stranger = checkOwner(answer, stored, expected)
  if (stranger) return stranger
  const challenge = await checkClientData(bytes.clientData, 'webauthn.get', expected)
  if ('refused' in challenge) return challenge
  const data = await checkAuthenticatorData(bytes.authData, expected)
  if ('refused' in data) return data
  if (data.backupEligible !== stored.backupEligible) return refused('backup_changed')
  if (!(await isSigned(bytes, stored))) return refused('wrong_signature')
  if (wentBack(data, stored)) return { refused: 'cloned', challenge }
  return { signCount: data.signCount, backedUp: data.backedUp, challenge }
}

function checkOwner(
  { id, rawId, response: { userHandle } }: AuthenticationResponse,
  stored: StoredPasskey,
  { allowed }: ExpectedAssertion,
): Refused | undefined {
  if (id !== rawId || rawId !== stored.credentialId) return refused('id_mismatch')
  if (allowed && !allowed.includes(rawId)) return refused('not_allowed')
  if (userHandle !== undefined && userHandle !== null)
    return userHandle === stored.userHandle ? undefined : refused('wrong_user_handle')
  return allowed ? undefined : refused('user_handle_missing')
}

async function isSigned(
  { authData, clientData, signature }: Record<'authData' | 'clientData' | 'signature', Bytes>,
  { publicKey }: StoredPasskey,
): Promise<boolean> {
  const key = await readCoseKey(fromBase64url(publicKey) ?? new Uint8Array())
  if (typeof key === 'string') return false
  return verifySignature(key, { signature, signed: concat(authData, await sha256(clientData)) })
}

/** Zero on both sides says that the authenticator does not count, as with passkeys that are on many devices. */
const wentBack = (data: AuthenticatorData, stored: StoredPasskey) =>
  (data.signCount !== 0 || stored.signCount !== 0) && data.signCount <= stored.signCount
