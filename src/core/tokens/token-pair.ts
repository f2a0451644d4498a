import type { Session } from '../../store/tables/sessions.ts'
import type { Deps } from '../deps.ts'
import { administers, missingOf } from '../identity/missing.ts'
import type { Role } from '../identity/roles.ts'
import { readKinds } from '../sign-in/proof.ts'
import { acrOf, amrOf } from './assurance.ts'
import { provenIn } from './caller.ts'
import { writeRefreshToken } from './refresh-token.ts'

/**
 * Both tokens of a session, and what is left of each in seconds if nobody refreshes. A page hands out neither: its
 * cookie is made of `session`, whose `endsAt` is the last moment (milliseconds) that it can live to.
 */
export type TokenPair = {
  accessToken: string
  refreshToken: string
  expiresIn: number
  refreshExpiresIn: number
  session: { id: string; generation: number; endsAt: number }
}

type Holder = Parameters<typeof missingOf>[0]

type SignIn = Pick<Session, 'id' | 'userId' | 'authTime' | 'authMethods' | 'methods'>

/** What access tokens of a session say of it and of its user, as they are now. */
export const claimsOf = (
  { id, userId, authTime, authMethods, methods }: SignIn,
  user: Holder,
  config: Parameters<typeof missingOf>[1],
) => {
  const proven = readKinds(methods)
  const amr = amrOf(proven)
  const role: Role = administers(user, config, { amr }) ? 'admin' : 'user'
  return {
    userId,
    sid: id,
    role,
    ...provenIn({ authTime, authMethods }),
    amr,
    acr: acrOf(proven),
    emailVerified: user.verifiedAt !== null,
    limited: missingOf(user, config) !== undefined,
    forPage: false,
  }
}

/** The tokens of a session's present generation. */
export async function tokensOf(
  session: SignIn & Pick<Session, 'generation' | 'idleExpiresAt' | 'expiresAt'>,
  user: Holder,
  { accessTokens, keyring, config, now }: Pick<Deps, 'accessTokens' | 'keyring' | 'config' | 'now'>,
): Promise<TokenPair> {
  const { id, generation, expiresAt } = session
  const claims = claimsOf(session, user, config)
  const [access, refreshToken] = await Promise.all([
    accessTokens.issue(claims, { now: now(), until: expiresAt }),
    writeRefreshToken(keyring, { sid: id, generation }),
  ])
  const refreshEnd = Math.min(session.idleExpiresAt, expiresAt)
  return {
    ...access,
    refreshToken,
    refreshExpiresIn: Math.ceil((refreshEnd - now()) / 1_000),
    session: { id, generation, endsAt: expiresAt },
  }
}
