import type { ReadyConfig } from '../../config/config.ts'
import { uuidv7 } from '../../crypto/random.ts'
import type { NewSession } from '../../store/tables/sessions.ts'
import type { Client } from '../deps.ts'
import { idleEnd } from '../sessions/idle-end.ts'

/** A session goes on under another id: with the moment of signing in and the absolute end of the one before. */
export type Continued = { authTime: number; expiresAt: number }

/** A session that begins now, or goes on under a new id. Only open-session.ts makes one. */
export function newSession(
  { userId, now, continued }: { userId: string; now: number; continued?: Continued | undefined },
  { client, config }: { client: Client; config: ReadyConfig },
): Required<NewSession> {
  const { authTime, expiresAt } = continued ?? {
    authTime: now,
    expiresAt: now + config.SESSION_TTL * 1_000,
  }
  return {
    id: uuidv7(now),
    userId,
    generation: 0,
    rotatedAt: now,
    previousGeneration: null,
    lateRepeats: 0,
    lateSince: null,
    repeats: 0,
    authTime,
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
