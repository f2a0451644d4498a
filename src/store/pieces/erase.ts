import { and, eq, ne, type SQL, sql } from 'drizzle-orm'
import type { Database, Given } from '../database.ts'
import { auditEvents } from '../tables/audit-events.ts'
import { challenges } from '../tables/challenges.ts'
import { connections } from '../tables/connections.ts'
import { grants } from '../tables/grants.ts'
import { passwordFailures } from '../tables/password-failures.ts'
import { passkeys } from '../tables/passkeys.ts'
import { recoveryCodes } from '../tables/recovery-codes.ts'
import { sessions } from '../tables/sessions.ts'
import { totp } from '../tables/totp.ts'
import { users } from '../tables/users.ts'
import { mayHaveTokens } from './end-sessions.ts'
import { isCountedOf } from './password-failures.ts'

/**
 * Erases an account with everything that is kept under its id. The user goes last, because `userId` may be a
 * sub-select that finds them, and `condition` may look at them. Of its sessions nothing is left but ids and
 * times, under the name of this request (`by`): it finds them again when its answer was lost, and `gone` is
 * those whose access tokens may live. `keep` is the challenge whose claim the statements behind depend on: it
 * is used up, loses its subject, and goes when it expires.
 */
export const erase = (
  db: Database,
  {
    userId,
    by,
    now,
    keep,
    condition,
  }: {
    userId: Given<string>
    by: string
    now: number
    keep?: string
    condition?: SQL | undefined
  },
) => ({
  erasedSessions: db
    .update(sessions)
    .set({
      userId: `erased:${by}`,
      userAgent: null,
      ipPrefix: null,
      device: null,
      country: null,
      appId: null,
      scope: null,
      revokedBy: sql`case when ${sessions.revokedAt} is null then ${by} else ${sessions.revokedBy} end`,
      revokedAt: sql`coalesce(${sessions.revokedAt}, ${now})`,
      revokedReason: 'account_erased',
    })
    .where(and(eq(sessions.userId, userId), condition)),
  erasedChallenges: db
    .delete(challenges)
    .where(
      and(
        eq(challenges.subject, userId),
        keep === undefined ? undefined : ne(challenges.id, keep),
        condition,
      ),
    ),
  erasedFailures: db.delete(passwordFailures).where(and(isCountedOf(userId), condition)),
  erasedPasskeys: db.delete(passkeys).where(and(eq(passkeys.userId, userId), condition)),
  erasedTotp: db.delete(totp).where(and(eq(totp.userId, userId), condition)),
  erasedCodes: db.delete(recoveryCodes).where(and(eq(recoveryCodes.userId, userId), condition)),
  erasedConnections: db.delete(connections).where(and(eq(connections.userId, userId), condition)),
  erasedGrants: db.delete(grants).where(and(eq(grants.userId, userId), condition)),
  erasedEvents: db.delete(auditEvents).where(and(eq(auditEvents.subject, userId), condition)),
  erased: db
    .delete(users)
    .where(and(eq(users.id, userId), condition))
    .returning({ id: users.id }),
  ...(keep !== undefined && {
    kept: db
      .update(challenges)
      .set({ subject: `erased:${by}` })
      .where(
        and(
          eq(challenges.id, keep),
          eq(challenges.claim, by),
          sql`not exists (select 1 from ${users} where ${users.id} = ${challenges.subject})`,
        ),
      ),
  }),
  gone: db
    .select({ id: sessions.id })
    .from(sessions)
    .where(and(eq(sessions.userId, `erased:${by}`), eq(sessions.revokedBy, by), mayHaveTokens(now))),
})
