import type { Budget } from '../../store/pieces/budgets.ts'
import type { Client } from '../deps.ts'

/**
 * Failed sign-ins that a client may have, over all routes and surfaces: the account is counted apart, and one
 * client can try many accounts.
 */
export const failedSignIns = ({ networks }: Pick<Client, 'networks'>): Budget[] =>
  networks.map(({ name, times }) => ({
    key: `sign-in/client/${name}`,
    limit: 100 * times,
    windowMs: 3_600_000,
  }))
