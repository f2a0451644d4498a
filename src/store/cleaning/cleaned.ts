/** A step of cleaning: at most `max` rows. */
export type Step = { now: number; max: number }

/** How many rows went, and whether another step can find more. */
export type Cleaned = { deleted: number; hasMore: boolean }
