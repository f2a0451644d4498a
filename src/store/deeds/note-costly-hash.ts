import type { Connection } from '../connection.ts'
import { raiseCostliestHash } from '../pieces/costliest-hash.ts'
import { repeatable } from '../repetition.ts'

/** A hash was met that costs more than any that is known of: an import has brought it, or a raised setting. */
export const noteCostlyHash = ({ db }: Connection) =>
  repeatable(async (iterations: number): Promise<void> => {
    await raiseCostliestHash(db, iterations)
  })
