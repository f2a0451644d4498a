import type { ReadyConfig } from '../../config/config.ts'

export type Switch = Pick<ReadyConfig, 'LIMITS'>

/** Nobody who writes an app does anything so often. The same statements count it all the same. */
const NEVER_MET = 1_000_000

/**
 * A limit by client, by address or of all together, as far as LIMITS is on. What guards a password or a code
 * against guessing has no switch: an app has to deal with it.
 */
export const unlessOff = ({ LIMITS }: Switch, limit: number): number => (LIMITS === 'off' ? NEVER_MET : limit)
