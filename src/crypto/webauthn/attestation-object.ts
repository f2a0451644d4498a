import type { Bytes } from '../bytes.ts'
import { isBytes, isMap, readCbor } from './cbor.ts'

/**
 * The authenticator data in an attestation object (WebAuthn L3 §6.5.4); undefined when it is none. We ask
 * for no attestation. Some browsers send one all the same, so its statement may say whatever it likes.
 */
export function readAttestationObject(bytes: Bytes): Bytes | undefined {
  const object = readCbor(bytes)
  if (!isMap(object)) return undefined
  const authData = object.get('authData')
  if (typeof object.get('fmt') !== 'string' || !isMap(object.get('attStmt'))) return undefined
  return isBytes(authData) ? authData : undefined
}
