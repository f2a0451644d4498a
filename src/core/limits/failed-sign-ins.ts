import type { Budget } from '../../store/pieces/budgets.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { tooMany } from './too-many.ts'
import { unlessOff } from './unless-off.ts'
import { widest } from './widest.ts'

/**
 * Failed sign-ins that a client may have, over all routes and surfaces: the account is counted apart, and one
 * client can try many accounts.
 */
export const failedSignIns = ({ client, config }: Pick<Deps, 'client' | 'config'>): Budget[] =>
  client.networks.map(({ name, times }) => ({
    owner: `sign-in/client/${widest(client)}`,
    name,
    limit: unlessOff(config, 100 * times),
    windowMs: 3_600_000,
  }))

type Refused = { refused: 'human' } | { refused: 'client'; until: number }

/**
 * What was admitted of this client.
 *
 * @throws Failure human_check_required, too_many_requests
 */
export function admitted<Admitted extends object>(outcome: Admitted | Refused, now: number): Admitted {
  if (!('refused' in outcome)) return outcome
  if (outcome.refused === 'human') throw new Failure('human_check_required')
  throw tooMany(outcome.until, now, 'client_failures')
}
