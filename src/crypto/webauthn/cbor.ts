import { type CBORType, decodePartialCBOR } from '@levischuck/tiny-cbor'
import type { Bytes } from '../bytes.ts'

/** A map as CTAP2 writes them: its keys are texts or small integers. */
export type CborMap = Map<string | number, CBORType>

/** The value that is the whole of these bytes; undefined when they are anything but one value. */
export function readCbor(bytes: Bytes): CBORType | undefined {
  const first = readCborAt(bytes, 0)
  return first?.end === bytes.length ? first.value : undefined
}

/** The value that begins here, and where it ends; undefined when it is broken or runs over the end. */
export function readCborAt(bytes: Bytes, start: number): { value: CBORType; end: number } | undefined {
  try {
    const [value, length] = decodePartialCBOR(bytes, start)
    const end = start + length
    // The library cuts a string that runs over the end, and counts what is missing.
    return end <= bytes.length ? { value, end } : undefined
  } catch {
    // Whatever is wrong: the library throws on it, and the stack may end in values nested thousands deep.
    return undefined
  }
}

export const isMap = (value: CBORType | undefined): value is CborMap => value instanceof Map
export const isBytes = (value: CBORType | undefined): value is Bytes => value instanceof Uint8Array
