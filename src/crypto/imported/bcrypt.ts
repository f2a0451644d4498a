import { type Bytes, concat } from '../bytes.ts'
import { initialState } from './blowfish-tables.ts'

const ROUNDS = 16
const SUBKEYS = ROUNDS + 2
const TEXT = 'OrpheanBeholderScryDoubt'
const HASH_BYTES = 23

/**
 * bcrypt (Provos and Mazières, 1999): 23 bytes. A password counts with its first 72 bytes, which are 18
 * subkeys, a NUL behind it included; one inside it is a byte like any other: nothing behind it is lost.
 *
 * @param cost binary logarithm of the number of key expansions
 */
export function bcrypt(password: Bytes, { salt, cost }: { salt: Bytes; cost: number }): Bytes {
  const key = cycled(concat(password, new Uint8Array(1)), SUBKEYS)
  const saltWords = cycled(salt, 4)
  const saltKey = cycled(salt, SUBKEYS)
  const nothing = new Int32Array(4)
  const state = initialState()
  expand(state, key, saltWords)
  for (let left = 2 ** cost; left > 0; left -= 1) {
    expand(state, key, nothing)
    expand(state, saltKey, nothing)
  }
  const words = cycled(new TextEncoder().encode(TEXT), TEXT.length / 4)
  for (let at = 0; at < words.length; at += 2) {
    for (let times = 0; times < 64; times += 1) encipher(state, words, at)
  }
  const view = new DataView(new ArrayBuffer(TEXT.length))
  words.forEach((word, index) => view.setInt32(index * 4, word))
  return new Uint8Array(view.buffer, 0, HASH_BYTES)
}

/** The bytes over and over, as that many words. */
function cycled(bytes: Uint8Array, count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, word) =>
    [0, 1, 2, 3].reduce(
      (value, byte) => (value << 8) | (bytes[(word * 4 + byte) % bytes.length] as number),
      0,
    ),
  )
}

/** Blowfish's key schedule; the salt flavours what is enciphered, and four words of zero do not. */
function expand(state: Int32Array, key: Int32Array, salt: Int32Array): void {
  for (let index = 0; index < SUBKEYS; index += 1) (state[index] as number) ^= key[index] as number
  const block = new Int32Array(2)
  for (let index = 0; index < state.length; index += 2) {
    ;(block[0] as number) ^= salt[index & 2] as number
    ;(block[1] as number) ^= salt[(index & 2) + 1] as number
    encipher(state, block, 0)
    state[index] = block[0] as number
    state[index + 1] = block[1] as number
  }
}

/** Blowfish on two words: 18 subkeys first in the state, then four boxes of 256. */
function encipher(state: Int32Array, words: Int32Array, at: number): void {
  let left = (words[at] as number) ^ (state[0] as number)
  let right = words[at + 1] as number
  for (let round = 1; round <= ROUNDS; round += 2) {
    right ^= mixed(state, left) ^ (state[round] as number)
    left ^= mixed(state, right) ^ (state[round + 1] as number)
  }
  words[at] = right ^ (state[SUBKEYS - 1] as number)
  words[at + 1] = left
}

const mixed = (state: Int32Array, word: number): number =>
  ((((state[SUBKEYS + (word >>> 24)] as number) + (state[SUBKEYS + 256 + ((word >>> 16) & 255)] as number)) ^
    (state[SUBKEYS + 512 + ((word >>> 8) & 255)] as number)) +
    (state[SUBKEYS + 768 + (word & 255)] as number)) |
  0
