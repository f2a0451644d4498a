import type { Deps } from '../deps.ts'
import type { TokenClaims } from '../tokens/access-token.ts'

/** What a stolen session must not be enough for asks for a proof that is not older than this. */
const FRESH_MS = 10 * 60_000

/** Whether the caller has just proven who they are. Refreshing a session does not make it fresh. */
export const isFresh = ({ now }: Pick<Deps, 'now'>, { authTime }: Pick<TokenClaims, 'authTime'>): boolean =>
  now() - authTime * 1_000 <= FRESH_MS

/** The latest `auth_time` (seconds) that is not fresh any more, with a minute to spare for clocks that differ. */
export const latestNotFresh = (now: number): number => Math.floor((now - FRESH_MS) / 1_000) - 60
