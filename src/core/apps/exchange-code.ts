import { randomToken } from '../../crypto/random.ts'
import type { Authorization } from '../../store/queries/authorization.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { missingOf } from '../identity/missing.ts'
import { announceEnd } from '../sessions/announce-end.ts'
import { openAppSession } from '../sign-in/open-session.ts'
import {
  type AuthorizationCode,
  openCode,
  printOfRedirect,
  provesChallenge,
} from '../tokens/authorization-code.ts'
import { type AppTokens, appTokensOf } from './app-tokens.ts'
import { type Credentials, macsOf, wrongApp } from './credentials.ts'
import { covers, scopesIn } from './scopes.ts'

type Exchange = {
  credentials: Credentials
  code: string
  redirectUri: string | undefined
  verifier: string | undefined
}

/**
 * Exchanges a code for tokens, once (RFC 6749 §4.1.3). A second time it ends the session that the first one has opened:
 * somebody else has had the code (§4.1.2, RFC 9700 §4.5). Whoever is not the app, or does not know the verifier, uses
 * nothing up. Two round trips.
 *
 * @throws Failure wrong_credentials, invalid_code
 */
export async function exchangeCode(
  deps: Deps,
  { credentials, code: text, redirectUri, verifier }: Exchange,
): Promise<AppTokens> {
  const { keyring, rsaKeys, store, record } = deps
  const now = deps.now()
  const code = await openCode(keyring, text, now)
  const [found] = await Promise.all([
    store.apps.authorization({
      appId: credentials.appId,
      macs: await macsOf(keyring, credentials),
      held: code && { sid: code.parentId, generation: null },
      now,
    }),
    // Before the code is used up: without the key of the ID token it stays good.
    code && rsaKeys.signer(),
  ])
  const { app } = found
  if (!app) throw wrongApp()
  const refuse = (reason: string, userId?: string): Failure => {
    record({ event: 'app_refused', outcome: 'refused', reason, ...(userId !== undefined && { userId }) })
    return new Failure('invalid_code')
  }
  if (!code || code.appId !== app.id) throw refuse('code_not_of_app')
  if (code.redirect !== (await printOfRedirect(redirectUri ?? ''))) throw refuse('redirect_uri')
  if (!(await isVerified(code, verifier))) throw refuse('code_verifier')

  const by = randomToken()
  const { sid, userId } = code
  const { session: parent, user } = found
  const reused = { event: 'app_code_reused', outcome: 'refused' } as const
  const line = deps.lineOf(reused)
  const isGood = !code.isOver && parent && user && mayHave(deps, found, code)
  const { session, isReused } = isGood
    ? await openAppSession(deps, {
        parent,
        opened: { sid, appId: app.id, scope: code.scope },
        by,
        reused: line,
      })
    : {
        session: undefined,
        isReused: await store.apps.endReusedCode({ sid, appId: app.id, userId, by, line, now }),
      }
  if (session && user) {
    record({ event: 'app_signed_in', outcome: 'success', userId, sid })
    return appTokensOf(deps, { app, session, user }, { nonce: code.nonce })
  }
  if (!isReused) throw refuse(code.isOver ? 'code_expired' : 'code_of_ended_session')
  announceEnd(deps, [sid])
  deps.log({ ...reused, userId, sid })
  throw new Failure('invalid_code')
}

/** A challenge asks for its verifier, and a verifier without one for nothing: somebody has taken the challenge away. */
const isVerified = async (
  { challenge }: AuthorizationCode,
  verifier: string | undefined,
): Promise<boolean> =>
  challenge === undefined
    ? verifier === undefined
    : verifier !== undefined && (await provesChallenge(verifier, challenge))

/** Much can happen in a minute: the account may lack something now, or have taken its consent back. */
function mayHave(
  { config }: Deps,
  { app, user, grant }: Authorization,
  { scope }: AuthorizationCode,
): boolean {
  const isAllowed = app?.kind === 'first_party' || (grant && covers(scopesIn(grant.scope), scopesIn(scope)))
  return user !== undefined && missingOf(user, config) === undefined && isAllowed === true
}
