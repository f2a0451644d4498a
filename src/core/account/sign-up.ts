import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'

/**
 * Refuses whoever opens an account of their own, where only administrators and commands do.
 *
 * @throws Failure sign_up_closed
 */
export function requireOpenSignUp({ config }: Pick<Deps, 'config'>): void {
  if (config.SIGN_UP === 'closed') throw new Failure('sign_up_closed')
}
