import type { Humanity } from '../../store/pieces/reserve-try.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'

const RETRY_AFTER = 10

type Needs = Pick<Deps, 'client' | 'config' | 'isHuman' | 'record'>

/**
 * Whether the sender has passed a Turnstile check. Without TURNSTILE_SECRET nobody is asked. When
 * Turnstile does not answer, the request fails: a check that lets everybody through then protects nobody.
 *
 * @throws Failure unavailable
 */
export async function humanityOf({ client, config, isHuman, record }: Needs): Promise<Humanity> {
  const secret = config.TURNSTILE_SECRET
  if (secret === undefined) return 'unasked'
  if (client.humanToken === undefined) return 'missing'
  try {
    return (await isHuman({ secret, token: client.humanToken })) ? 'shown' : 'missing'
  } catch (cause) {
    record({ event: 'human_check_failed', outcome: 'failure' })
    throw new Failure('unavailable', { reason: 'turnstile', cause, retryAfter: RETRY_AFTER })
  }
}

/** @throws Failure human_check_required, unavailable */
export async function requireHuman(deps: Needs): Promise<void> {
  if ((await humanityOf(deps)) === 'missing') throw new Failure('human_check_required')
}
