/** The tables of imports have this prefix, and the name of the import after it. */
export const WAITING = 'moving_in_'

/** The table in which the users of an import wait until all of them move in. */
export const waitingTable = (run: string): string => WAITING + run

/** So long without a sign of life, and an import counts as broken off. */
export const ABANDONED_MS = 86_400_000
