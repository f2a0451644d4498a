import type { ReadyConfig } from '../../config/config.ts'

export type Switch = Pick<ReadyConfig, 'LIMITS'>

/** So often does nobody do anything who writes an app. The budget is counted all the same, by the same statements. */
const NEVER_MET = 1_000_000

/**
 * A limit by client, by address or of all together, as far as LIMITS is on. What guards a password or a code
 * against guessing has no switch: an app has to deal with it.
 */
export const unlessOff = ({ LIMITS }: Switch, limit: number): number => (LIMITS === 'off' ? NEVER_MET : limit)
