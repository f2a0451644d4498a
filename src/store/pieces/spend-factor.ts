import { and, eq, isNotNull, lt, type SQL, sql } from 'drizzle-orm'
import type { Database, Given } from '../database.ts'
import { recoveryCodes } from '../tables/recovery-codes.ts'
import { totp } from '../tables/totp.ts'
import { users } from '../tables/users.ts'
import { isTotpOf, isUnusedCodeOf } from './factors.ts'
import { forgiveSecondSteps } from './password-failures.ts'
import { recovered } from './recovered.ts'
import { withoutReset } from './second-step-reset.ts'
import { type GivenPasskey, isUsable, spendPasskey, type UsedPasskey } from './spend-passkey.ts'

/** A proof that was right, and is worth something once. */
export type Spending =
  /** The time step of the code (RFC 6238 §5.2). `secret` is there when it has been sealed anew. */
  | { kind: 'totp'; id: string; step: number; secret: string | undefined }
  /** The MAC that was found, and the same code's MAC under the present key. */
  | { kind: 'recovery_code'; mac: string }
  | UsedPasskey

/** The same as a statement has it. */
export type GivenSpending =
  | { kind: 'totp'; id: Given<string>; step: Given<number>; secret: Given<string> | undefined }
  | { kind: 'recovery_code'; mac: Given<string> }
  | GivenPasskey

const isTotp = ({ id, step }: GivenSpending & { kind: 'totp' }, userId: Given<string>) =>
  and(isTotpOf(userId), eq(totp.id, id), lt(totp.lastStep, step))

const isCode = ({ mac }: GivenSpending & { kind: 'recovery_code' }, userId: Given<string>) =>
  and(isUnusedCodeOf(userId), eq(recoveryCodes.mac, mac))

/** Holds while the proof is not used up. */
export function isSpendable(spending: GivenSpending, userId: Given<string>): SQL {
  if (spending.kind === 'passkey') return isUsable(spending, userId)
  return spending.kind === 'totp'
    ? sql`exists (select 1 from ${totp} where ${isTotp(spending, userId)})`
    : sql`exists (select 1 from ${recoveryCodes} where ${isCode(spending, userId)})`
}

/** What the use of a proof changes of its account: a recovery code means that a factor is lost, and any of them that none is. */
export const usedBy = ({ kind }: Pick<Spending, 'kind'>, now: Given<number>) => ({
  ...withoutReset,
  ...(kind === 'recovery_code' && recovered(now)),
})

/** Notes the use on the account, where that changes anything of it: a row that is written as it was costs too. */
export const noteUse = (db: Database, { kind }: Pick<Spending, 'kind'>, { userId, condition, now }: Where) =>
  db
    .update(users)
    .set(usedBy({ kind }, now))
    .where(
      and(
        eq(users.id, userId),
        condition,
        kind === 'recovery_code' ? undefined : isNotNull(users.secondStepResetAskedAt),
      ),
    )

type Where = { userId: Given<string>; condition?: SQL | undefined; now: Given<number> }

/** Uses the proof up, where `condition` holds. Of any number of requests one changes a row with the last statement. */
export function spend(db: Database, spending: GivenSpending, where: Where) {
  if (spending.kind === 'passkey') return spendPasskey(db, spending, where)
  return { spent: spending.kind === 'totp' ? spendStep(db, spending, where) : spendCode(db, spending, where) }
}

const spendStep = (db: Database, spending: GivenSpending & { kind: 'totp' }, { userId, condition }: Where) =>
  db
    .update(totp)
    .set({
      lastStep: sql`${spending.step}`,
      secret: sql`coalesce(${spending.secret ?? null}, ${totp.secret})`,
    })
    .where(and(isTotp(spending, userId), condition))
    .returning({ id: totp.id })

const spendCode = (
  db: Database,
  spending: GivenSpending & { kind: 'recovery_code' },
  { userId, condition, now }: Where,
) =>
  db
    .update(recoveryCodes)
    .set({ usedAt: sql`${now}` })
    .where(and(isCode(spending, userId), condition))
    .returning({ id: recoveryCodes.mac })

/**
 * A passkey or a recovery code has shown the owner: codes of the app count again, however many were wrong. A right
 * code of the app takes its failures back by itself.
 */
export const forgiveCodes = (
  db: Database,
  { kind }: Pick<Spending, 'kind'>,
  { userId, condition }: { userId: Given<string>; condition: SQL },
) => (kind === 'totp' ? {} : { forgiven: forgiveSecondSteps(db, userId, condition) })
