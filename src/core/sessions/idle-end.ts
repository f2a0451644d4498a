import type { ReadyConfig } from '../../config/config.ts'

/** When a session that nobody refreshes from now on can no longer be refreshed. Milliseconds. */
export const idleEnd = ({ REFRESH_TOKEN_TTL }: ReadyConfig, now: number) => now + REFRESH_TOKEN_TTL * 1_000
