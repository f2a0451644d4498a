import { type Bytes, concat } from '../../bytes.ts'
import { xorInto } from './compress.ts'
import { fillSegment } from './fill-segment.ts'
import { hash, le32, longHash } from './hash.ts'
import { allocate, type Memory, SLICES } from './memory.ts'

/** §3.1. The version has been this one since 2016. */
const VERSION = 0x13
const TYPES = { argon2i: 1, argon2id: 2 }

type Parameters = {
  /** KiB */
  memory: number
  passes: number
  lanes: number
  /** Bytes of the result. */
  length: number
}

/** Argon2 without a secret and without associated data (RFC 9106 §3.2). README.md says why it is ours. */
export function argon2(
  scheme: keyof typeof TYPES,
  password: Bytes,
  salt: Bytes,
  parameters: Parameters,
): Bytes {
  const { passes, lanes, length } = parameters
  const type = TYPES[scheme]
  const memory = allocate(parameters.memory, lanes)
  fillFirstColumns(memory, initialHash(type, password, salt, parameters))
  for (let pass = 0; pass < passes; pass += 1) {
    for (let slice = 0; slice < SLICES; slice += 1) {
      for (let lane = 0; lane < lanes; lane += 1) fillSegment(memory, { type, passes, pass, slice, lane })
    }
  }
  const last = lastColumn(memory)
  memory.release()
  return longHash(last, length)
}

/** H0: step 1 of §3.2. Its last two numbers are the lengths of the secret and of the associated data. */
function initialHash(
  type: number,
  password: Bytes,
  salt: Bytes,
  { memory, passes, lanes, length }: Parameters,
): Bytes {
  const numbers = le32(lanes, length, memory, passes, VERSION, type, password.length)
  return hash(concat(numbers, password, le32(salt.length), salt, le32(0, 0)), 64)
}

/** Steps 3 and 4: the first two blocks of every lane. */
function fillFirstColumns({ lanes, block }: Memory, initial: Bytes): void {
  for (let lane = 0; lane < lanes; lane += 1) {
    for (const column of [0, 1]) {
      const target = block(lane, column)
      const bytes = longHash(concat(initial, le32(column, lane)), target.byteLength)
      target.set(new Uint32Array(bytes.buffer))
    }
  }
}

/** Step 7: the last blocks of all lanes, XORed. */
function lastColumn({ lanes, laneLength, block }: Memory): Bytes {
  const last = block(0, laneLength - 1).slice()
  for (let lane = 1; lane < lanes; lane += 1) xorInto(last, block(lane, laneLength - 1))
  return new Uint8Array(last.buffer)
}
