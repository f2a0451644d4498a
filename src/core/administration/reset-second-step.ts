import type { Account } from '../../store/pieces/account.ts'
import { SURVIVES_EVERYTHING } from '../ledger/purposes.ts'
import { actOf, type Ended, ending } from './act.ts'
import type { AdministrationDeps } from './deps.ts'

/**
 * Whoever has lost every factor and every recovery code asks an administrator. The owner is mailed, and has a day to
 * object: any use of a factor ends the request. Undefined when there is no second step, when the request is there
 * already, and for an account whose owner cannot sign in.
 */
export const askToResetSecondStep = (
  deps: AdministrationDeps,
  userId: string,
): Promise<Account | undefined> =>
  deps.store.administration.askSecondStepReset(actOf(deps, userId, { event: 'second_step_reset_asked' }))

/** The same at once. The owner is mailed afterwards, and a link of that mail undoes it. */
export const resetSecondStepNow = (deps: AdministrationDeps, userId: string): Promise<Ended | undefined> =>
  ending(deps, deps.store.administration.resetSecondStep, {
    ...actOf(deps, userId, { event: 'second_step_reset', reason: 'at_once' }),
    when: 'at once' as const,
    surviving: SURVIVES_EVERYTHING,
  })
