import { highOfProduct } from './compress.ts'
import type { Memory } from './memory.ts'

type Position = { pass: number; slice: number; index: number; isSameLane: boolean; j1: number }

/** RFC 9106 §3.4.2: the column of the block that the next one refers to. Later blocks are likelier. */
export function referenceColumn(
  { laneLength, segmentLength }: Pick<Memory, 'laneLength' | 'segmentLength'>,
  { pass, slice, index, isSameLane, j1 }: Position,
): number {
  // W has what is finished: at first the slices before, later the three other slices.
  const finished = pass === 0 ? slice * segmentLength : laneLength - segmentLength
  // Of the own lane also this segment, but never the block just before: that one is the other input.
  const size = finished + (isSameLane ? index - 1 : index === 0 ? -1 : 0)
  const x = highOfProduct(j1, j1)
  const z = size - 1 - highOfProduct(size, x)
  const oldest = pass === 0 ? 0 : (slice + 1) * segmentLength
  return (oldest + z) % laneLength
}
