import type { Deps } from '../deps.ts'
import type { Provider, Trouble } from './provider.ts'

/** Writes down why a provider has signed nobody in, for whoever operates the service. */
export function recordTrouble({ record }: Pick<Deps, 'record'>, { id }: Provider, trouble: Trouble): Trouble {
  const reason = `${id}: ${trouble.trouble}, ${trouble.reason}`
  record({ event: 'provider_refused', outcome: trouble.trouble === 'down' ? 'failure' : 'refused', reason })
  return trouble
}
