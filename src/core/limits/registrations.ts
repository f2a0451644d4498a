import type { Budget } from '../../store/pieces/budgets.ts'
import type { Client, Deps } from '../deps.ts'
import { unlessOff } from './unless-off.ts'

/** Accounts one client may open: registering is the one answer that tells whether an address is taken. */
export function registrationBudgets({
  client: {
    networks: [smallest, ...larger],
  },
  config,
}: Pick<Deps, 'client' | 'config'>): [Budget, ...Budget[]] {
  const budgetOf = ({ name, times }: Client['networks'][number]): Budget => ({
    key: `register/client/${name}`,
    limit: unlessOff(config, config.REGISTRATIONS_PER_HOUR * times),
    windowMs: 3_600_000,
  })
  return [budgetOf(smallest), ...larger.map(budgetOf)]
}
