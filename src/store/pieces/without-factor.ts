import { and, eq, not } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { users } from '../tables/users.ts'
import { hasFactor } from './factors.ts'
import { endRecoveryCodes } from './recovery-codes.ts'
import { withoutReset } from './second-step-reset.ts'

/** Two statements: without a factor there is no second step, and recovery codes stand for nothing. */
export const endWithLastFactor = (db: Database, userId: string, now: number) => {
  const condition = not(hasFactor(userId))
  return {
    switchedOff: db
      .update(users)
      .set({ secondStepAt: null, ...withoutReset, updatedAt: now })
      .where(and(eq(users.id, userId), condition)),
    endedCodes: endRecoveryCodes(db, { userId, now, condition }),
  }
}
