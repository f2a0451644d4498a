import { base32, CROCKFORD } from '../../crypto/base32.ts'
import { randomBytes } from '../../crypto/random.ts'

const MAX_NAME = 24
/** 40 bits: eight characters, none of them left over. */
const BYTES = 5

/** A client id: the name of the app as far as an address can have it, and a random end that makes it the only one. */
export function newClientId(name: string): string {
  const readable = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_NAME)
    .replaceAll(/^-+|-+$/g, '')
  return `${readable || 'app'}-${base32(randomBytes(BYTES), CROCKFORD).toLowerCase()}`
}
