import { randomToken } from '../../crypto/random.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import type { TokenClaims } from '../tokens/access-token.ts'
import { type Caller, heldBy } from '../tokens/caller.ts'
import { readRefreshToken } from '../tokens/refresh-token.ts'
import { announceEnd } from './announce-end.ts'

/**
 * Ends the caller's session. A refresh token that comes along ends its session too, when it is the same
 * user's; one that is not is ignored (RFC 7009 §2.2: the client has nothing to gain from an error).
 *
 * @throws Failure token_refused when the session had ended before
 */
export async function signOut(
  deps: Deps,
  { caller, refreshToken }: { caller: Caller; refreshToken: string | undefined },
): Promise<void> {
  const another = refreshToken === undefined ? undefined : await readRefreshToken(deps.keyring, refreshToken)
  const held = heldBy(caller)
  const event = { event: 'signed_out', outcome: 'success' } as const
  const done = await deps.store.deeds.signOut({
    held,
    another: another?.sid ?? held.sid,
    by: randomToken(),
    line: deps.lineOf(event),
    now: deps.now(),
  })
  if (!done) throw new Failure('token_refused', { reason: 'session_not_live' })
  announceEnd(deps, done.ended)
  deps.log({ ...event, userId: caller.userId, sid: held.sid })
}

/**
 * Ends every session of the caller's account, this one too, and makes every device that has signed in unknown.
 * An old session may do it: it takes away, and gives nothing.
 *
 * @throws Failure token_refused when the session had ended before
 */
export async function signOutEverywhere(deps: Deps, caller: Caller): Promise<void> {
  const held = heldBy(caller)
  const event = { event: 'signed_out', outcome: 'success', reason: 'everywhere' } as const
  const ended = await deps.store.deeds.signOutEverywhere({
    held,
    by: randomToken(),
    line: deps.lineOf(event),
    now: deps.now(),
  })
  if (!ended) throw new Failure('token_refused', { reason: 'session_not_live' })
  announceEnd(deps, ended)
  deps.log({ ...event, userId: caller.userId, sid: held.sid })
}

/**
 * Ends the session behind a refresh token or, if that is none of ours, behind the caller's access token.
 *
 * @throws Failure unauthenticated when neither names a live session
 */
export async function signOutAnyhow(
  deps: Deps,
  { refreshToken, caller }: { refreshToken: string | undefined; caller: TokenClaims | undefined },
): Promise<void> {
  const token = refreshToken === undefined ? undefined : await readRefreshToken(deps.keyring, refreshToken)
  const event = { event: 'signed_out', outcome: 'success' } as const
  const end = async (sid: string | undefined, another?: string) =>
    sid === undefined
      ? undefined
      : deps.store.deeds.signOut({
          held: { sid, generation: null },
          another: another ?? sid,
          by: randomToken(),
          line: deps.lineOf(event),
          now: deps.now(),
        })
  const done = (await end(token?.sid, caller?.sid)) ?? (await end(caller?.sid))
  if (!done) throw new Failure('unauthenticated')
  const { userId, ended } = done
  announceEnd(deps, ended)
  deps.log({ ...event, userId, sid: ended[0] as string })
}

/**
 * Ends the caller's session on presentation of its own refresh token.
 *
 * @throws Failure invalid_input when the token is not one of this session, token_refused when it had ended
 */
export async function signOutWith(
  deps: Deps,
  { caller, refreshToken }: { caller: TokenClaims; refreshToken: string },
): Promise<void> {
  const token = await readRefreshToken(deps.keyring, refreshToken)
  if (token?.sid !== caller.sid) {
    throw new Failure('invalid_input', { issues: [{ member: 'refreshToken', rule: 'not_valid' }] })
  }
  await signOut(deps, { caller, refreshToken: undefined })
}
