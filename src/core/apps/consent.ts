import type { App } from '../../store/tables/apps.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { openWaiting, type WaitingRequest } from '../tokens/asked-request.ts'
import { type PageCaller, heldBy } from '../tokens/caller.ts'
import { type Params, replyToOf } from './authorization-request.ts'
import { type Authorized, authorize } from './authorize.ts'
import { type Scope, scopesFor } from './scopes.ts'

/** The parameters of a request. */
const paramsOf = (query: string): Params => Object.fromEntries(new URLSearchParams(query))

/** What the page shows that asks. */
export type Question = { request: WaitingRequest; app: App; scopes: Scope[]; redirectUri: string }

/** The waiting request behind a handle; undefined when it is not ours or too old. */
export const readWaiting = ({ keyring, now }: Deps, handle: string): Promise<WaitingRequest | undefined> =>
  openWaiting(keyring, handle, now())

/** Who asks, and what for. Undefined when the app is gone meanwhile. One round trip. */
export async function readQuestion(
  { store }: Pick<Deps, 'store'>,
  request: WaitingRequest,
): Promise<Question | undefined> {
  const app = await store.apps.appById(request.appId)
  if (!app || app.disabledAt !== null) return undefined
  const params = paramsOf(request.query)
  return { request, app, scopes: scopesFor(app, params['scope']), redirectUri: params['redirect_uri'] ?? '' }
}

/**
 * The visitor allows what was asked, or refuses it. What an app of somebody else may do is remembered. Two round trips at
 * most.
 *
 * @throws Failure not_found when the question is over, token_refused
 */
export async function answerQuestion(
  deps: Deps,
  { handle, caller, isAllowed }: { handle: string; caller: PageCaller; isAllowed: boolean },
): Promise<Authorized> {
  const request = await readWaiting(deps, handle)
  const { pageSid, generation, userId } = caller
  if (!request || request.parentId !== pageSid) throw new Failure('not_found')
  const params = paramsOf(request.query)
  if (!isAllowed) {
    const app = await deps.store.apps.appById(request.appId)
    const replyTo = app && app.disabledAt === null ? replyToOf(app, params) : undefined
    if (!replyTo) return { kind: 'unknown', what: 'app' }
    return { kind: 'refused', replyTo, error: 'access_denied', description: 'The user has refused.' }
  }
  if (request.why === 'consent') {
    const { appId, scope } = request
    const event = { event: 'app_allowed', outcome: 'success' } as const
    const isDone = await deps.store.apps.allowApp({
      held: heldBy(caller),
      userId,
      appId,
      scope,
      line: deps.lineOf(event),
      now: deps.now(),
    })
    if (!isDone) throw new Failure('token_refused', { reason: 'session_not_live' })
    deps.log({ ...event, userId, sid: pageSid })
  }
  // The query holds no `asked`: what it waited for was proven before the question.
  const asking = { query: request.query, params: withoutProof(params), asked: undefined, problem: undefined }
  // What was allowed is written in this request: the session is seen by the next one.
  const touches = request.why !== 'consent'
  return authorize(deps, {
    asking,
    touches,
    page: { sid: pageSid, generation },
    pressed: { sid: request.sid, why: request.why },
  })
}

/** The proof that was asked for came before the question, which waits for minutes only. */
function withoutProof(params: Params): Params {
  const prompts = (params['prompt'] ?? '').split(' ').filter((each) => each !== 'login')
  const others = Object.entries(params).filter(([name]) => name !== 'max_age' && name !== 'prompt')
  return Object.fromEntries([...others, ...(prompts.join('') === '' ? [] : [['prompt', prompts.join(' ')]])])
}
