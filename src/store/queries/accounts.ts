import { and, desc, eq, gt, or, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { type Account, account } from '../pieces/account.ts'
import { appNameIn } from '../pieces/apps.ts'
import { isLive } from '../pieces/live-session.ts'
import { repeatable } from '../repetition.ts'
import { auditEvents } from '../tables/audit-events.ts'
import { type Session, sessions } from '../tables/sessions.ts'
import { type User, users } from '../tables/users.ts'

export type LiveSession = Pick<
  Session,
  'id' | 'createdAt' | 'rotatedAt' | 'device' | 'country' | 'methods' | 'ipPrefix' | 'userAgent'
> & {
  /** Of the app that has it. */
  appName: string | null
}

/** An account, and when the newest of its sessions on record was opened; null if none is. */
export type SeenAccount = Account & { newestSessionAt: number | null }

/** One account as its administrator sees it: with the profile. */
export type ShownAccount = SeenAccount & Pick<User, 'firstName' | 'lastName' | 'language'>

const newestSessionAt = sql`(select ${sessions.createdAt} from ${sessions} where ${sessions.userId} = ${users.id} order by ${sessions.id} desc limit 1)`
// Within another piece of SQL, because Drizzle leaves out the names of tables at the top of a selection.
const seenAccount = { ...account, newestSessionAt: sql<number | null>`${newestSessionAt}` }

const { firstName, lastName, language } = users
const shownAccount = { ...seenAccount, firstName, lastName, language }

/** A page of users in the order of their ids, which is the order in which they were made. */
export const accountsAfter = ({ db }: Connection) =>
  repeatable(async ({ after, limit }: { after: string; limit: number }): Promise<SeenAccount[]> =>
    db.select(seenAccount).from(users).where(gt(users.id, after)).orderBy(users.id).limit(limit),
  )

export const accountByIdOrEmail = ({ db }: Connection) =>
  repeatable(async ({ id, email }: { id: string; email: string }): Promise<ShownAccount | undefined> => {
    const [found] = await db
      .select(shownAccount)
      .from(users)
      .where(or(eq(users.id, id), eq(users.email, email)))
    return found
  })

/** When the address of this user was last refused for good, and why. */
export const lastUnreachable = ({ db }: Connection) =>
  repeatable(async (userId: string): Promise<{ at: number; reason: string | null } | undefined> => {
    const [last] = await db
      .select({ at: auditEvents.at, reason: auditEvents.reason })
      .from(auditEvents)
      .where(and(eq(auditEvents.subject, userId), eq(auditEvents.event, 'address_unreachable')))
      .orderBy(desc(auditEvents.id))
      .limit(1)
    return last
  })

/** The live sessions of a user, the newest first. */
export const liveSessionsOf = ({ db, notBefore }: Connection) =>
  repeatable(async ({ userId, now }: { userId: string; now: number }): Promise<LiveSession[]> =>
    db
      .select({
        id: sessions.id,
        createdAt: sessions.createdAt,
        rotatedAt: sessions.rotatedAt,
        device: sessions.device,
        country: sessions.country,
        methods: sessions.methods,
        ipPrefix: sessions.ipPrefix,
        userAgent: sessions.userAgent,
        appName: appNameIn,
      })
      .from(sessions)
      .where(and(eq(sessions.userId, userId), isLive({ now, notBefore })))
      .orderBy(desc(sessions.id)),
  )
