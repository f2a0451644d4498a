import type { Deps } from '../deps.ts'
import type { TokenClaims } from './access-token.ts'

/** What another service has a use for. */
type Shown = Omit<TokenClaims, 'limited' | 'forPage'>

export type CheckedToken =
  { valid: true; claims: Shown } | { valid: false; reason: 'token_refused' | 'session_ended' }

/**
 * Checks an access token for a resource server, without asking D1: signature and claims (a limited one is
 * refused), then the list of ended sessions in KV. When KV does not answer, D1 is asked; when D1 does not answer
 * either, the check fails. It is for callers who do nothing else in D1: our own routes check the session in a
 * statement that they run anyway.
 *
 * @throws Failure unavailable
 */
export async function checkAccessToken(
  { accessTokens, store, now }: Pick<Deps, 'accessTokens' | 'store' | 'now'>,
  token: string,
): Promise<CheckedToken> {
  const claims = await accessTokens.verify(token, now())
  if (!claims || claims.limited) return { valid: false, reason: 'token_refused' }
  const ended = await store.keyValue
    .hasRevocation(claims.sid)
    .catch(async () => !(await store.queries.isSessionLive({ sid: claims.sid, now: now() })))
  if (ended) return { valid: false, reason: 'session_ended' }
  const { limited: _limited, forPage: _forPage, ...shown } = claims
  return { valid: true, claims: shown }
}
