import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { scopesIn } from './scopes.ts'
import { userClaims } from './user-claims.ts'

type Claims = { sub: string } & ReturnType<typeof userClaims>

/**
 * What an app may know of its user (OpenID Connect Core 1.0 §5.3), as it is now. One round trip.
 *
 * @throws Failure token_refused, insufficient_scope without `openid`, and for a token that is not an app's
 */
export async function readUserInfo(
  { accessTokens, store, now: clock }: Pick<Deps, 'accessTokens' | 'store' | 'now'>,
  token: string,
): Promise<Claims> {
  const now = clock()
  const claims = await accessTokens.verifyOfApp(token, now)
  if (!claims) {
    const isOwn = (await accessTokens.verify(token, now)) !== undefined
    throw isOwn ? new Failure('insufficient_scope') : new Failure('token_refused', { reason: 'not_valid' })
  }
  const scopes = scopesIn(claims.scope)
  if (!scopes.includes('openid')) throw new Failure('insufficient_scope')
  const user = await store.queries.userBySession({ held: { sid: claims.sid, generation: null }, now })
  if (!user) throw new Failure('token_refused', { reason: 'session_not_live' })
  return { sub: user.id, ...userClaims(user, scopes) }
}
