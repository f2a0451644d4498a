import type { Deps } from '../deps.ts'
import type { TokenClaims } from './access-token.ts'
import type { AppClaims } from './app-access-token.ts'

/** What another service has a use for. */
type Shown = Omit<TokenClaims, 'limited' | 'forPage'>
type ShownOfApp = Omit<AppClaims, 'parentId' | 'scope'> & { scopes: string[] }

type Checked<Claims> =
  { valid: true; claims: Claims } | { valid: false; reason: 'token_refused' | 'session_ended' }

type Asked = Pick<Deps, 'accessTokens' | 'store' | 'now'>

/**
 * Milliseconds for which an isolate need not ask KV again about a session that has not ended: a page calls an API
 * several times in a row, and each read of KV is paid. KV takes up to 60 s to tell all locations of an end, so an
 * ended session is refused after 70 s at the latest.
 */
export const MEMORY_MS = 10_000

/**
 * Checks an access token for a resource server, without asking D1: signature and claims (a limited one is
 * refused), then the list of ended sessions in KV, or what this isolate remembers of it. When KV does not answer,
 * D1 is asked; when D1 does not answer either, the check fails. It is for callers who do nothing else in D1: our
 * own routes check the session in a statement that they run anyway.
 *
 * @throws Failure unavailable
 */
export async function checkAccessToken(deps: Asked, token: string): Promise<Checked<Shown>> {
  const claims = await deps.accessTokens.verify(token, deps.now())
  if (!claims || claims.limited) return { valid: false, reason: 'token_refused' }
  if (await hasEnded(deps, claims)) return { valid: false, reason: 'session_ended' }
  const { limited: _limited, forPage: _forPage, ...shown } = claims
  return { valid: true, claims: shown }
}

/** The same for the API of an app, which takes the tokens of that app alone. */
export async function checkAppToken(
  deps: Asked,
  token: string,
  { app }: { app: string },
): Promise<Checked<ShownOfApp>> {
  const claims = await deps.accessTokens.verifyOfApp(token, deps.now())
  if (claims?.appId !== app) return { valid: false, reason: 'token_refused' }
  const { parentId, scope, ...shown } = claims
  if (await hasEnded(deps, { sid: claims.sid, parentId })) return { valid: false, reason: 'session_ended' }
  return { valid: true, claims: { ...shown, scopes: scope.split(' ') } }
}

/** A session of an app ends with the one that it came from. The list names the one that was ended; D1 looks at both. */
async function hasEnded(
  { store, now }: Asked,
  { sid, parentId }: { sid: string; parentId?: string },
): Promise<boolean> {
  const sids = parentId === undefined ? [sid] : [sid, parentId]
  const memory = { now: now(), maxAgeMs: MEMORY_MS }
  try {
    const ended = await Promise.all(sids.map((each) => store.keyValue.hasRevocation(each, memory)))
    return ended.includes(true)
  } catch {
    return !(await store.queries.isSessionLive({ sid, now: now() }))
  }
}
