import { uuidv7 } from '../../crypto/random.ts'
import type { Authorization } from '../../store/queries/authorization.ts'
import type { App } from '../../store/tables/apps.ts'
import type { Session } from '../../store/tables/sessions.ts'
import type { User } from '../../store/tables/users.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { type Missing, missingOf } from '../identity/missing.ts'
import { touch } from '../sessions/touch.ts'
import { openAsked, sealAsked, sealWaiting, type WaitingRequest } from '../tokens/asked-request.ts'
import { printOfRedirect, sealCode } from '../tokens/authorization-code.ts'
import type { PageSession } from '../tokens/page-session.ts'
import {
  type AuthorizationError,
  type AuthorizationRequest,
  type Params,
  readAuthorizationRequest,
  type ReplyTo,
  replyToOf,
} from './authorization-request.ts'
import { kindOfRedirect } from './redirect-address.ts'
import { covers, scopesIn } from './scopes.ts'

/** What comes of a request for a code. `query` is the request itself: whoever has done what lacks comes back with it. */
export type Authorized =
  /** Nobody knows where an answer could safely go. */
  | { kind: 'unknown'; what: 'app' | 'address' }
  | { kind: 'refused'; replyTo: ReplyTo; error: AuthorizationError; description: string }
  | { kind: 'sign_in'; query: string }
  | { kind: 'prove'; query: string }
  | { kind: 'limited'; missing: Missing; query: string }
  | { kind: 'ask'; handle: string }
  | { kind: 'code'; app: App; replyTo: ReplyTo; code: string }

/** A request as it came. `asked` says since when it waits for a proof, and `problem` what its form lacks. */
export type Asking = {
  query: string
  params: Params
  asked: string | undefined
  problem: string | undefined
}

/** The visitor has answered the question of a waiting request with yes. */
type Pressed = Pick<WaitingRequest, 'sid' | 'why'>

type Present = { app: App; session: Session; user: User; grant: Authorization['grant'] }

/**
 * Decides what an app gets that wants to know who is at this browser (OpenID Connect Core 1.0 §3.1.2). One round trip.
 *
 * @param options.page the session that the browser says it has
 * @param options.touches whether the session lives on by it
 * @throws Failure not_found for an answer to a question that is over
 */
export async function authorize(
  deps: Deps,
  {
    asking,
    page,
    pressed,
    touches = true,
  }: { asking: Asking; page: PageSession | undefined; pressed?: Pressed; touches?: boolean },
): Promise<Authorized> {
  const { params } = asking
  const now = deps.now()
  const { app, session, user, grant, isOpened } = await deps.store.apps.authorization({
    appId: params['client_id'] ?? '',
    held: page,
    sid: pressed?.sid,
    now,
  })
  if (!app || app.disabledAt !== null) return { kind: 'unknown', what: 'app' }
  const replyTo = replyToOf(app, params)
  if (!replyTo) return { kind: 'unknown', what: 'address' }
  // The question was answered before, and its code is used: another code would end what that one has opened.
  if (isOpened) throw new Failure('not_found', { reason: 'answered_before' })
  const refused = (error: AuthorizationError, description: string): Authorized => {
    deps.record({ event: 'app_refused', outcome: 'refused', reason: error })
    return { kind: 'refused', replyTo, error, description }
  }
  if (asking.problem !== undefined) return refused('invalid_request', asking.problem)
  const request = readAuthorizationRequest(app, params, replyTo)
  if ('error' in request) return refused(request.error, request.description)

  const isQuiet = request.prompts.has('none')
  if (!session || !user) {
    if (isQuiet) return refused('login_required', 'Nobody is signed in.')
    return { kind: 'sign_in', query: await waitingSince(deps, asking, request) }
  }
  if (request.idTokenHint !== undefined && !(await isOf(deps, request.idTokenHint, user)))
    return refused('login_required', 'The hint is not ours, or somebody else is signed in.')
  if (await lacksProof(deps, { asking, request, session })) {
    if (isQuiet) return refused('login_required', 'The sign-in is too old.')
    return { kind: 'prove', query: await waitingSince(deps, asking, request) }
  }
  const missing = missingOf(user, deps.config)
  if (missing) {
    if (isQuiet) return refused('interaction_required', 'The account lacks something.')
    return { kind: 'limited', missing, query: asking.query }
  }
  const why = questionOf({ app, session, user, grant }, request)
  if (why !== undefined && !isAnswered(why, pressed)) {
    if (isQuiet && why === 'consent') return refused('consent_required', 'The user has not allowed this.')
    if (isQuiet) return refused('interaction_required', 'The user has to press a button.')
    const waiting = {
      query: asking.query,
      appId: app.id,
      parentId: session.id,
      sid: uuidv7(now),
      why,
      scope: scopesIn([...request.scopes, grant?.scope].join(' ')).join(' '),
    }
    return { kind: 'ask', handle: await sealWaiting(deps.keyring, waiting, now) }
  }
  if (touches) touch(deps, session)
  const { nonce, challenge, scopes } = request
  const code = await sealCode(
    deps.keyring,
    {
      appId: app.id,
      redirect: await printOfRedirect(replyTo.redirectUri),
      challenge,
      nonce,
      scope: scopes.join(' '),
      userId: user.id,
      parentId: session.id,
      sid: pressed?.sid ?? uuidv7(now),
    },
    now,
  )
  return { kind: 'code', app, replyTo, code }
}

/** The request, with since when it waits for a proof, where it asks for one that is younger. */
async function waitingSince(
  { keyring, now }: Pick<Deps, 'keyring' | 'now'>,
  { query, asked }: Asking,
  { prompts, maxAge }: AuthorizationRequest,
): Promise<string> {
  if (!prompts.has('login') && maxAge === undefined) return query
  const isKnown =
    asked !== undefined && (await openAsked(keyring, asked, { query, now: now() })) !== undefined
  return `${query}&asked=${isKnown ? asked : await sealAsked(keyring, query, now())}`
}

/** Whether the visitor has to prove anew who they are (OpenID Connect Core 1.0 §3.1.2.1, `prompt` and `max_age`). */
async function lacksProof(
  { keyring, now }: Pick<Deps, 'keyring' | 'now'>,
  {
    asking: { query, asked },
    request: { prompts, maxAge },
    session: { authTime },
  }: { asking: Asking; request: AuthorizationRequest; session: Session },
): Promise<boolean> {
  const isOld = maxAge !== undefined && now() - authTime > maxAge * 1_000
  if (!isOld && !prompts.has('login')) return false
  const askedAt = asked === undefined ? undefined : await openAsked(keyring, asked, { query, now: now() })
  return askedAt === undefined || authTime < askedAt
}

async function isOf({ idTokens, now }: Pick<Deps, 'idTokens' | 'now'>, hint: string, user: User) {
  return (await idTokens.readHint(hint, now()))?.userId === user.id
}

/**
 * Why somebody has to press a button first. An app on the device of the user can be any program there, which has copied
 * a client id: nothing goes to it without a press (RFC 8252 §8.6).
 */
function questionOf(
  { app, grant }: Present,
  { prompts, scopes, replyTo }: AuthorizationRequest,
): WaitingRequest['why'] | undefined {
  const isAllowed = grant !== undefined && covers(scopesIn(grant.scope), scopes)
  if (app.kind === 'third_party' && (!isAllowed || prompts.has('consent'))) return 'consent'
  if (prompts.has('select_account')) return 'choose'
  return kindOfRedirect(replyTo.redirectUri) === 'web' ? undefined : 'continue'
}

/** Consent is more than a press. */
const isAnswered = (why: WaitingRequest['why'], pressed: Pressed | undefined) =>
  pressed !== undefined && (why !== 'consent' || pressed.why === 'consent')
