import type { App } from '../../store/tables/apps.ts'
import type { Session } from '../../store/tables/sessions.ts'
import type { User } from '../../store/tables/users.ts'
import type { Deps } from '../deps.ts'
import { readKinds } from '../sign-in/proof.ts'
import { acrOf, amrOf } from '../tokens/assurance.ts'
import { provenIn } from '../tokens/caller.ts'
import { writeRefreshToken } from '../tokens/refresh-token.ts'
import { type Scope, scopesFor } from './scopes.ts'
import { userClaims } from './user-claims.ts'

/** What /token answers: a refresh token only with `offline_access`, an ID token only with `openid`. */
export type AppTokens = {
  accessToken: string
  expiresIn: number
  refreshToken: string | undefined
  idToken: string | undefined
  scopes: readonly Scope[]
}

/** The row of an app's session. */
export type AppSession = Pick<
  Session,
  'id' | 'userId' | 'generation' | 'authTime' | 'authMethods' | 'methods' | 'scope' | 'parentId' | 'expiresAt'
>

/**
 * The tokens of an app's session. The scope of the access token may be narrower than what was granted (RFC 6749 §6).
 *
 * @param options.nonce of the request, in the ID token of its code and in no later one (OpenID Connect Core 1.0 §12.2)
 */
export async function appTokensOf(
  deps: Pick<Deps, 'accessTokens' | 'idTokens' | 'keyring' | 'now'>,
  { app, session, user }: { app: App; session: AppSession; user: User },
  { nonce, narrowed }: { nonce?: string | undefined; narrowed?: readonly Scope[] | undefined } = {},
): Promise<AppTokens> {
  const { accessTokens, idTokens, keyring } = deps
  const now = deps.now()
  const granted = scopesFor(app, session.scope)
  const scopes = narrowed?.filter((scope) => granted.includes(scope)) ?? granted
  const kinds = readKinds(session.methods)
  const { authTime, authBy } = provenIn(session)
  const said = {
    userId: session.userId,
    sid: session.id,
    appId: app.id,
    authTime,
    amr: amrOf(kinds),
    acr: acrOf(kinds),
  }
  const access = await accessTokens.issueForApp(
    { ...said, authBy, parentId: session.parentId ?? '', scope: scopes.join(' ') },
    { now, until: session.expiresAt },
  )
  const [refreshToken, idToken] = await Promise.all([
    granted.includes('offline_access')
      ? writeRefreshToken(keyring, { sid: session.id, generation: session.generation }, app.id)
      : undefined,
    scopes.includes('openid')
      ? idTokens.issue(
          { ...said, nonce, accessToken: access.accessToken, claims: userClaims(user, scopes) },
          { alg: app.idTokenAlg, now },
        )
      : undefined,
  ])
  return { ...access, refreshToken, idToken, scopes }
}
