import { compress } from './compress.ts'
import { type Block, HALVES, type Memory } from './memory.ts'
import { referenceColumn } from './reference.ts'

const ARGON2I = 1
/** An address block holds 128 pairs of J1 and J2. */
const PAIRS = HALVES / 2

export type Segment = { type: number; passes: number; pass: number; slice: number; lane: number }

/** Steps 5 and 6 of RFC 9106 §3.2, for what one lane has of one slice. */
export function fillSegment(memory: Memory, segment: Segment): void {
  const { lanes, laneLength, segmentLength, block } = memory
  const { type, pass, slice, lane } = segment
  const addresses = isIndependent(type, pass, slice) ? addressesOf(memory, segment) : undefined
  // The first two blocks of a lane are there already.
  for (let index = pass === 0 && slice === 0 ? 2 : 0; index < segmentLength; index += 1) {
    const column = slice * segmentLength + index
    const previous = block(lane, (column + laneLength - 1) % laneLength)
    // J1 and J2 are the next pair of addresses (§3.4.1.2), or the first word of the block before (§3.4.1.1).
    const source = addresses?.(index) ?? previous
    const from = addresses ? (index % PAIRS) * 2 : 0
    const [j1, j2] = [source[from] as number, source[from + 1] as number]
    // §3.4.2: in the first slice nothing of other lanes is there yet.
    const otherLane = pass === 0 && slice === 0 ? lane : j2 % lanes
    const reference = referenceColumn(memory, { pass, slice, index, isSameLane: otherLane === lane, j1 })
    compress(previous, block(otherLane, reference), block(lane, column), pass === 0 ? 'replace' : 'xor')
  }
}

/** §3.4.1.3: Argon2id begins like Argon2i, whose accesses do not depend on the password. */
const isIndependent = (type: number, pass: number, slice: number) =>
  type === ARGON2I || (pass === 0 && slice < 2)

/** §3.4.1.2: which address block an index of the segment needs. Each is computed when it is needed first. */
function addressesOf(
  { lanes, laneLength }: Memory,
  { type, passes, pass, slice, lane }: Segment,
): (index: number) => Block {
  const [zero, input, addresses] = [newBlock(), newBlock(), newBlock()]
  const setWord = (word: number, value: number) => (input[word * 2] = value)
  for (const [word, value] of [pass, lane, slice, laneLength * lanes, passes, type].entries())
    setWord(word, value)
  let made = 0
  return (index) => {
    const counter = Math.floor(index / PAIRS) + 1
    if (counter !== made) {
      setWord(6, counter)
      compress(zero, input, addresses, 'replace')
      compress(zero, addresses, addresses, 'replace')
      made = counter
    }
    return addresses
  }
}

const newBlock = (): Block => new Uint32Array(HALVES)
