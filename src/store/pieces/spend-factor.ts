import { and, eq, inArray, lt, type SQL, sql } from 'drizzle-orm'
import type { Database, Given } from '../database.ts'
import { recoveryCodes } from '../tables/recovery-codes.ts'
import { totp } from '../tables/totp.ts'
import { isTotpOf, isUnusedCodeOf } from './factors.ts'

/** A proof that was right, and is worth something once. */
export type Spending =
  /** The time step of the code (RFC 6238 §5.2). `secret` is there when it has been sealed anew. */
  | { kind: 'totp'; id: string; step: number; secret: string | undefined }
  /** The MAC that was found, and the same code's MAC under the present key. */
  | { kind: 'recovery_code'; mac: string }

const isTotp = ({ id, step }: Spending & { kind: 'totp' }, userId: Given<string>) =>
  and(isTotpOf(userId), eq(totp.id, id), lt(totp.lastStep, step))

const isCode = ({ mac }: Spending & { kind: 'recovery_code' }, userId: Given<string>) =>
  and(isUnusedCodeOf(userId), inArray(recoveryCodes.mac, [mac]))

/** Holds while the proof is not used up. */
export const isSpendable = (spending: Spending, userId: Given<string>) =>
  spending.kind === 'totp'
    ? sql`exists (select 1 from ${totp} where ${isTotp(spending, userId)})`
    : sql`exists (select 1 from ${recoveryCodes} where ${isCode(spending, userId)})`

/** What the use of a proof changes of its account: a recovery code means that a factor is lost, and any of them that none is. */
export const usedBy = ({ kind }: Spending, now: number) => ({
  secondStepResetAskedAt: null,
  secondStepResetsAt: null,
  ...(kind === 'recovery_code' && { recoveredAt: now }),
})

/** Uses the proof up, where `condition` holds. Of any number of requests one changes a row. */
export const spend = (
  db: Database,
  spending: Spending,
  { userId, condition, now }: { userId: Given<string>; condition?: SQL | undefined; now: number },
) =>
  spending.kind === 'totp'
    ? db
        .update(totp)
        .set({ lastStep: spending.step, ...(spending.secret !== undefined && { secret: spending.secret }) })
        .where(and(isTotp(spending, userId), condition))
        .returning({ id: totp.id })
    : db
        .update(recoveryCodes)
        .set({ usedAt: now })
        .where(and(isCode(spending, userId), condition))
        .returning({ id: recoveryCodes.mac })
