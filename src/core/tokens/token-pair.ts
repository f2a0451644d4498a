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

type Holder = Parameters<typeof roleOf>[0]

/** What access tokens of a session say of it and of its user, as they are now. */
export const claimsOf = (
  { id, userId, authTime }: Pick<Session, 'id' | 'userId' | 'authTime'>,
  user: Holder,
  config: Parameters<typeof roleOf>[1],
) => ({
  userId,
  sid: id,
  role: roleOf(user, config),
  authTime: Math.floor(authTime / 1_000),
  emailVerified: user.verifiedAt !== null,
})

/** The tokens of a session's present generation. */
export async function tokensOf(
  session: Pick<Session, 'id' | 'userId' | 'generation' | 'authTime' | 'idleExpiresAt' | 'expiresAt'>,
  user: Holder,
  { accessTokens, keyring, config, now }: Pick<Deps, 'accessTokens' | 'keyring' | 'config' | 'now'>,
): Promise<TokenPair> {
  const claims = claimsOf(session, user, config)
  const [access, refreshToken] = await Promise.all([
    accessTokens.issue(claims, { now: now(), until: session.expiresAt }),
    writeRefreshToken(keyring, { sid: session.id, generation: session.generation }),
  ])
  const refreshEnd = Math.min(session.idleExpiresAt, session.expiresAt)
  return { ...access, refreshToken, refreshExpiresIn: Math.ceil((refreshEnd - now()) / 1_000) }
}
