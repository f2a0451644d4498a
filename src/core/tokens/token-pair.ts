import type { Session } from '../../store/tables/sessions.ts'
import type { Deps } from '../deps.ts'
import { roleOf } from '../identity/roles.ts'
import { writeRefreshToken } from './refresh-token.ts'

/** Both tokens of a session, and what is left of each in seconds if nobody refreshes. */
export type TokenPair = {
  accessToken: string
  refreshToken: string
  expiresIn: number
  refreshExpiresIn: number
}

/** The tokens of a session's present generation. */
export async function tokensOf(
  session: Pick<Session, 'id' | 'userId' | 'generation' | 'authTime' | 'idleExpiresAt' | 'expiresAt'>,
  user: Parameters<typeof roleOf>[0],
  { accessTokens, keyring, config, now }: Pick<Deps, 'accessTokens' | 'keyring' | 'config' | 'now'>,
): Promise<TokenPair> {
  const claims = {
    userId: session.userId,
    sid: session.id,
    role: roleOf(user, config),
    authTime: Math.floor(session.authTime / 1_000),
  }
  const [access, refreshToken] = await Promise.all([
    accessTokens.issue(claims, { now: now(), until: session.expiresAt }),
    writeRefreshToken(keyring, { sid: session.id, generation: session.generation }),
  ])
  const refreshEnd = Math.min(session.idleExpiresAt, session.expiresAt)
  return { ...access, refreshToken, refreshExpiresIn: Math.ceil((refreshEnd - now()) / 1_000) }
}
