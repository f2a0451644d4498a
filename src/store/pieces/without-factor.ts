import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { passkeys } from '../tables/passkeys.ts'
import { totp } from '../tables/totp.ts'
import { users } from '../tables/users.ts'
import { isTotpOf } from './factors.ts'
import { endRecoveryCodes } from './recovery-codes.ts'
import { withoutReset } from './second-step-reset.ts'

/** Two statements: without a factor there is no second step, and recovery codes stand for nothing. */
export const endWithLastFactor = (db: Database, userId: string, now: number) => {
  const isPasskey = and(eq(passkeys.userId, userId), isNull(passkeys.removedAt))
  const condition = sql`not exists (select 1 from ${totp} where ${isTotpOf(userId)}) and not exists (select 1 from ${passkeys} where ${isPasskey})`
  return {
    switchedOff: db
      .update(users)
      .set({ secondStepAt: null, ...withoutReset, updatedAt: now })
      .where(and(eq(users.id, userId), condition)),
    endedCodes: endRecoveryCodes(db, { userId, now, condition }),
  }
}
