import type { Bytes } from '../bytes.ts'
import { isMap, readCborAt } from './cbor.ts'

/** What the authenticator says and signs (WebAuthn L3 §6.1). */
export type AuthenticatorData = {
  rpIdHash: Bytes
  userPresent: boolean
  userVerified: boolean
  /** BE: the key may be copied to other devices. */
  backupEligible: boolean
  /** BS: it has been. */
  backedUp: boolean
  signCount: number
  /** The new credential; in a registration only. */
  attested: AttestedCredential | undefined
}

type AttestedCredential = {
  /** Names the model, as a UUID. Without attestation nobody vouches for it. */
  aaguid: string
  credentialId: Bytes
  /** COSE_Key, as it came. */
  publicKey: Bytes
}

const FLAGS = { UP: 0x01, UV: 0x04, BE: 0x08, BS: 0x10, AT: 0x40, ED: 0x80 }
const HEAD_BYTES = 37

/** Undefined unless the bytes have exactly the parts that their flags name. */
export function readAuthenticatorData(bytes: Bytes): AuthenticatorData | undefined {
  if (bytes.length < HEAD_BYTES) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const flags = view.getUint8(32)
  const has = (flag: keyof typeof FLAGS) => (flags & FLAGS[flag]) !== 0
  const credential = has('AT') ? readCredential(bytes, view) : { attested: undefined, end: HEAD_BYTES }
  if (!credential) return undefined
  const end = has('ED') ? endOfExtensions(bytes, credential.end) : credential.end
  if (end !== bytes.length) return undefined
  return {
    rpIdHash: bytes.slice(0, 32),
    userPresent: has('UP'),
    userVerified: has('UV'),
    backupEligible: has('BE'),
    backedUp: has('BS'),
    signCount: view.getUint32(33),
    attested: credential.attested,
  }
}

/** Model (16 bytes), length of the id (2), id, key (WebAuthn L3 §6.5.1). */
function readCredential(
  bytes: Bytes,
  view: DataView,
): { attested: AttestedCredential; end: number } | undefined {
  const idStart = HEAD_BYTES + 18
  if (bytes.length < idStart) return undefined
  const keyStart = idStart + view.getUint16(HEAD_BYTES + 16)
  const key = readCborAt(bytes, keyStart)
  if (!key || !isMap(key.value)) return undefined
  const attested = {
    aaguid: uuid(bytes.slice(HEAD_BYTES, HEAD_BYTES + 16)),
    credentialId: bytes.slice(idStart, keyStart),
    publicKey: bytes.slice(keyStart, key.end),
  }
  return { attested, end: key.end }
}

/** Extensions are not asked for, so what they say is ignored. */
function endOfExtensions(bytes: Bytes, start: number): number | undefined {
  const extensions = readCborAt(bytes, start)
  return extensions && isMap(extensions.value) ? extensions.end : undefined
}

const uuid = (bytes: Bytes) => bytes.toHex().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
