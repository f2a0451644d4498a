import type { Budget } from '../../store/pieces/budgets.ts'
import type { Client, Deps } from '../deps.ts'
import { unlessOff } from './unless-off.ts'
import { widest } from './widest.ts'

/** Accounts one client may open: registering is the one answer that tells whether an address is taken. */
export function registrationBudgets({
  client: { networks },
  config,
}: Pick<Deps, 'client' | 'config'>): [Budget, ...Budget[]] {
  const [smallest, ...larger] = networks
  const budgetOf = ({ name, times }: Client['networks'][number]): Budget => ({
    owner: `register/client/${widest({ networks })}`,
    name,
    limit: unlessOff(config, config.REGISTRATIONS_PER_HOUR * times),
    windowMs: 3_600_000,
  })
  return [budgetOf(smallest), ...larger.map(budgetOf)]
}
