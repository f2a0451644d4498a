/** A block is 1 KiB: 128 words of 64 bits, each written as two halves, the lower one first. */
export type Block = Uint32Array<ArrayBuffer>

export const HALVES = 256
export const SLICES = 4

export type Memory = ReturnType<typeof allocate>

/** The matrix B of RFC 9106 §3.2: a row of blocks for each lane, cut into four slices. */
export function allocate(kib: number, lanes: number) {
  const segmentLength = Math.floor(kib / (SLICES * lanes))
  const laneLength = segmentLength * SLICES
  const halves = new Uint32Array(laneLength * lanes * HALVES)
  return {
    lanes,
    /** In blocks: of a lane, and of what a lane has of a slice. */
    laneLength,
    segmentLength,
    block: (lane: number, column: number): Block => {
      const from = (lane * laneLength + column) * HALVES
      return halves.subarray(from, from + HALVES)
    },
    /** Gives the memory back now. workerd's garbage collector does not count it and frees it late (README.md). */
    release: () => {
      halves.buffer.transfer(0)
    },
  }
}
