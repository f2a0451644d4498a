import type { Budget } from '../../store/pieces/budgets.ts'
import type { Deps } from '../deps.ts'
import { unlessOff } from './unless-off.ts'

/**
 * Failed sign-ins that a client may have, over all routes and surfaces: the account is counted apart, and one
 * client can try many accounts.
 */
export const failedSignIns = ({ client, config }: Pick<Deps, 'client' | 'config'>): Budget[] =>
  client.networks.map(({ name, times }) => ({
    key: `sign-in/client/${name}`,
    limit: unlessOff(config, 100 * times),
    windowMs: 3_600_000,
  }))
