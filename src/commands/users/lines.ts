import { createReadStream } from 'node:fs'

/** A line of an export has at most a few kilobytes. */
const MAX_BYTES = 64 * 1024
const NEWLINE = 0x0a

/**
 * Reads the lines of a file, with their numbers. One line is in memory at a time, whatever the file holds.
 * The text is undefined for a line that is too long or not UTF-8. Empty lines are skipped.
 */
export async function* linesOf(file: string): AsyncGenerator<{ number: number; text: string | undefined }> {
  let number = 1
  let [pieces, length] = [[] as Buffer[], 0]
  const add = (piece: Buffer) => {
    length += piece.length
    if (length <= MAX_BYTES) pieces.push(piece)
  }
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    let from = 0
    for (let to = chunk.indexOf(NEWLINE); to >= 0; to = chunk.indexOf(NEWLINE, from)) {
      add(chunk.subarray(from, to))
      const line = { number, text: length > MAX_BYTES ? undefined : decoded(pieces) }
      if (line.text?.trim() !== '') yield line
      number += 1
      pieces = []
      length = 0
      from = to + 1
    }
    add(chunk.subarray(from))
  }
  const last = { number, text: length > MAX_BYTES ? undefined : decoded(pieces) }
  if (last.text?.trim() !== '') yield last
}

function decoded(pieces: Buffer[]): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(Buffer.concat(pieces))
  } catch {
    return undefined
  }
}
