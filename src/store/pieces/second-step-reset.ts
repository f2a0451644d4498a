import { and, isNotNull, isNull, sql } from 'drizzle-orm'
import { users } from '../tables/users.ts'

/**
 * What an operator has asked for, in two columns. `second_step_resets_at` is empty until the owner was mailed, and a
 * day after that mail from then on. After the reset both are the moment of the reset, until the owner was mailed again.
 */
const isDone = sql`${users.secondStepResetsAt} <= ${users.secondStepResetAskedAt}`

/** A change of an account that ends the request: nothing is left to reset, or its owner has shown that no factor is lost. */
export const withoutReset = {
  secondStepResetAskedAt: sql`case when ${isDone} then ${users.secondStepResetAskedAt} end`,
  secondStepResetsAt: sql`case when ${isDone} then ${users.secondStepResetsAt} end`,
}

/** Holds for accounts with a second step, whose owner can sign in and object. */
export const canBeReset = and(
  isNotNull(users.secondStepAt),
  isNull(users.disabledAt),
  isNull(users.deletesAt),
)
