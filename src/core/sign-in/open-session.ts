import type { ReadyConfig } from '../../config/config.ts'
import { uuidv7 } from '../../crypto/random.ts'
import type { NewSession, Session } from '../../store/tables/sessions.ts'
import type { Client, Deps } from '../deps.ts'
import { type Role, roleOf } from '../identity/roles.ts'
import { writeRefreshToken } from '../tokens/refresh-token.ts'

/** Live sessions a user may have; one more ends the oldest. */
export const MAX_SESSIONS = 20

/** Both tokens of a session, and what is left of each in seconds if nobody refreshes. */
export type TokenPair = {
  accessToken: string
  refreshToken: string
  expiresIn: number
  refreshExpiresIn: number
}

/** A session that begins now. */
export function newSession(
  { userId, now }: { userId: string; now: number },
  { client, config }: { client: Client; config: ReadyConfig },
): Required<NewSession> {
  const expiresAt = now + config.SESSION_TTL * 1000
  return {
    id: uuidv7(now),
    userId,
    generation: 0,
    rotatedAt: now,
    repeats: 0,
    authTime: now,
    createdAt: now,
    idleExpiresAt: Math.min(idleEnd(config, now), expiresAt),
    expiresAt,
    userAgent: client.userAgent ?? null,
    ipPrefix: client.ipPrefix ?? null,
    revokedAt: null,
    revokedReason: null,
    revokedBy: null,
  }
}

/** When a session nobody refreshes from now on falls asleep. Milliseconds. */
export const idleEnd = (config: ReadyConfig, now: number) => now + config.REFRESH_TOKEN_TTL * 1000

/** The tokens of a session's present generation. */
export async function tokensOf(
  session: Pick<Session, 'id' | 'userId' | 'generation' | 'authTime' | 'idleExpiresAt' | 'expiresAt'>,
  user: Parameters<typeof roleOf>[0],
  { accessTokens, keyring, config, now }: Pick<Deps, 'accessTokens' | 'keyring' | 'config' | 'now'>,
): Promise<TokenPair> {
  const role: Role = roleOf(user, config)
  const claims = {
    userId: session.userId,
    sid: session.id,
    role,
    authTime: Math.floor(session.authTime / 1000),
  }
  const [access, refreshToken] = await Promise.all([
    accessTokens.issue(claims, { now: now(), until: session.expiresAt }),
    writeRefreshToken(keyring, { sid: session.id, generation: session.generation }),
  ])
  const refreshEnd = Math.min(session.idleExpiresAt, session.expiresAt)
  return { ...access, refreshToken, refreshExpiresIn: Math.ceil((refreshEnd - now()) / 1000) }
}

/**
 * Puts ended sessions on the list that token checks without D1 look at. Deferred: D1 has decided
 * already, and an entry takes its time to reach other locations anyway.
 */
export function announceEnd(
  { store, config, defer }: Pick<Deps, 'store' | 'config' | 'defer'>,
  sids: readonly string[],
): void {
  // As long as an access token can live, and a minute for clocks that differ.
  const seconds = config.ACCESS_TOKEN_TTL + 60
  for (const sid of sids) defer(store.revocations.add(sid, { seconds }))
}
