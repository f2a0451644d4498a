import { randomToken } from '../../crypto/random.ts'
import type { Bounds } from '../../store/deeds/refresh.ts'
import type { SessionWithUser } from '../../store/pieces/rotate-session.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { notify } from '../notify.ts'
import { languageOf, requestOrigin } from '../request-origin.ts'
import { presentedDevices } from '../sign-in/known-devices.ts'
import { type RefreshToken, readRefreshToken } from '../tokens/refresh-token.ts'
import { type TokenPair, tokensOf } from '../tokens/token-pair.ts'
import { announceEnd } from './announce-end.ts'
import { idleEnd } from './idle-end.ts'

/**
 * How often a refresh token that is used up may come again, before it counts as stolen. For a while it gets
 * the same successor: several tabs may refresh at once. Later it gets another one: an answer can be lost, and
 * the client may come back after any time. The limits keep a thief from getting tokens without end.
 */
export const REPETITION: Bounds = {
  graceMs: 30_000,
  maxRepeats: 20,
  lateWithinMs: 86_400_000,
  maxLateRepeats: 3,
}

const SAME = { event: 'refresh_repeated', outcome: 'success', reason: 'same_successor' } as const
const ANOTHER = { event: 'refresh_repeated', outcome: 'success', reason: 'another_successor' } as const
const REUSED = { event: 'refresh_token_reused', outcome: 'refused' } as const
/** What is said besides of a token that came from another network than its session. */
const ELSEWHERE = ', second_network'

/**
 * Exchanges a refresh token for the next pair (RFC 9700 §4.14.2). Of any number of requests that bring
 * the same token one rotates and all get the same successor. A token that may not come again means two
 * holders: the session ends for both. One D1 round trip; a second one only for a token that is not the
 * present one.
 *
 * A known device of the account may come back from another network.
 *
 * @throws Failure refresh_token_refused, for every reason alike
 */
export async function refresh(deps: Deps, { refreshToken }: { refreshToken: string }): Promise<TokenPair> {
  const token = await readRefreshToken(deps.keyring, refreshToken)
  if (!token) throw refusedRefresh(deps, 'not_ours')
  const session = await renew(deps, token, deps.store.deeds.rotateSession)
  return tokensOf(session, session, deps)
}

/** What is said of a refresh token that is not taken, for every reason alike. */
export function refusedRefresh({ record }: Pick<Deps, 'record'>, reason: string, sid?: string): Failure {
  record({ event: 'refresh_refused', outcome: 'refused', reason, ...(sid && { sid }) })
  return new Failure('refresh_token_refused')
}

/**
 * The session behind a refresh token whose MAC is right, one generation on: a user's own or an app's.
 *
 * @param rotate makes the present generation give way, if the token is of it
 * @throws Failure refresh_token_refused
 */
export async function renew(
  deps: Deps,
  token: RefreshToken,
  rotate: Deps['store']['deeds']['rotateSession'],
): Promise<SessionWithUser> {
  const { client, config, lineOf, log, record, store } = deps
  const now = deps.now()
  const origin = { userAgent: client.userAgent ?? null, ipPrefix: client.ipPrefix ?? null }
  const presented = { ...token, ...origin, now, idleExpiresAt: idleEnd(config, now) }
  const rotated = await rotate(presented)
  if (rotated) {
    record({ event: 'session_refreshed', outcome: 'success', userId: rotated.userId, sid: token.sid })
    return rotated
  }

  const by = randomToken()
  const devices = await presentedDevices(deps)
  const outcome = await store.deeds.repeatOrEnd({
    ...presented,
    by,
    bounds: REPETITION,
    devices,
    lines: { repeated: lineOf(SAME), replaced: lineOf(ANOTHER), reused: lineOf(REUSED) },
    elsewhere: ELSEWHERE,
  })
  const again = outcome.repeated ?? outcome.replaced
  if (again) {
    const { userId, ipPrefix } = again
    const event = outcome.repeated ? SAME : ANOTHER
    const reason = `${event.reason}${ipPrefix === origin.ipPrefix ? '' : ELSEWHERE}`
    log({ ...event, reason, userId, sid: token.sid })
    return again
  }
  const { reused } = outcome
  if (!reused) throw refusedRefresh(deps, 'not_live', token.sid)

  announceEnd(deps, [token.sid])
  const notice = { to: reused.email, language: languageOf(reused, deps), key: `session-reused/${token.sid}` }
  deps.defer(notify(deps, reused, () => deps.mailer.sessionReused({ ...notice, ...requestOrigin(deps) })))
  log({ ...REUSED, userId: reused.userId, sid: token.sid })
  throw new Failure('refresh_token_refused')
}
