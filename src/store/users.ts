import { and, eq, getTableColumns, type InferInsertModel, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/sqlite-core'
import { type Budget, readAll, spentUntil, take } from './budgets.ts'
import { type Database, insertWhen, type Places, prepareOne } from './database.ts'
import { isLive, userOfLive } from './pieces/live-session.ts'
import { budgets } from './tables/budgets.ts'
import { challenges } from './tables/challenges.ts'
import { sessions } from './tables/sessions.ts'
import { type User, users } from './tables/users.ts'

type Profile = Pick<User, 'firstName' | 'lastName' | 'bio' | 'documentNumber' | 'phoneNumber' | 'address'>

/** Who a user is and what they may read and change of themselves. Every function is one D1 round trip. */
export function usersStore(db: Database, notBefore: number) {
  const bySession = prepareOne(({ sid, now }: Places<{ sid: string; now: number }>) =>
    db
      .select(getTableColumns(users))
      .from(sessions)
      .innerJoin(users, eq(users.id, sessions.userId))
      .where(and(eq(sessions.id, sid), isLive({ now, notBefore }))),
  )

  return {
    /**
     * A new account, its first session and the token of its verification mail, all or nothing. False
     * when the address is taken: the unique index decides, so that of two at once exactly one is first.
     */
    async create({
      user,
      session,
      challenge,
    }: {
      user: User
      session: InferInsertModel<typeof sessions>
      challenge: InferInsertModel<typeof challenges>
    }): Promise<boolean> {
      const created = sql`from ${users} where ${users.id} = ${user.id}`
      const [rows] = await db.batch([
        db
          .insert(users)
          .values(user)
          // Our own row, if the answer to a first time was lost; nobody else's.
          .onConflictDoUpdate({
            target: users.email,
            set: { email: user.email },
            setWhere: eq(users.id, user.id),
          })
          .returning({ id: users.id }),
        insertWhen(db, sessions, session, created),
        insertWhen(db, challenges, challenge, created),
      ])
      return rows.length === 1
    },

    /**
     * Before an account is made: takes from the client's budget, and looks who asks and who holds the
     * address. "retryAt" is there when the budget is spent.
     */
    async admitRegistration({
      budget,
      callerSid = '',
      email,
      now,
    }: {
      budget: Budget
      callerSid?: string | undefined
      email: string
      now: number
    }): Promise<{ retryAt: number | undefined; caller: User | undefined; holder: User | undefined }> {
      const [windows, admitted, [caller], [holder]] = await db.batch([
        readAll(db, [budget]),
        take(db, budget, { now }).returning({ key: budgets.key }),
        db
          .select()
          .from(users)
          .where(eq(users.id, userOfLive(callerSid, { now, notBefore }))),
        db.select().from(users).where(eq(users.email, email)),
      ])
      const retryAt = admitted.length === 1 ? undefined : (spentUntil(windows, [budget], now) ?? now + 1_000)
      return { retryAt, caller, holder }
    },

    /** The account of an address. */
    async byEmail(email: string): Promise<User | undefined> {
      const [user] = await db.select().from(users).where(eq(users.email, email))
      return user
    },

    /** The user and the session behind a token, if it is alive, and whether somebody holds `email`. */
    async bySessionAndEmail({
      sid,
      email,
      now,
    }: {
      sid: string
      email: string
      now: number
    }): Promise<{ user: User; taken: boolean } | undefined> {
      const [[user], holders] = await db.batch([
        db
          .select(getTableColumns(users))
          .from(users)
          .where(eq(users.id, userOfLive(sid, { now, notBefore }))),
        db.select({ id: users.id }).from(users).where(eq(users.email, email)),
      ])
      return user && { user, taken: holders.length > 0 }
    },

    /** The user behind a live session. */
    async bySession(session: { sid: string; now: number }): Promise<User | undefined> {
      const [user] = await bySession(session)
      return user
    },

    /** The user behind a live session together with the user they ask for, who may not exist. */
    async bySessionWith({
      sid,
      userId,
      now,
    }: {
      sid: string
      userId: string
      now: number
    }): Promise<{ caller: User; target: User | null } | undefined> {
      const target = alias(users, 'target')
      const [found] = await db
        .select({ caller: users, target })
        .from(sessions)
        .innerJoin(users, eq(users.id, sessions.userId))
        .leftJoin(target, eq(target.id, userId))
        .where(and(eq(sessions.id, sid), isLive({ now, notBefore })))
      return found
    },

    /** Changes the members that are named; nothing when the session is not alive. */
    async edit({
      sid,
      changes,
      now,
    }: {
      sid: string
      changes: Partial<Profile>
      now: number
    }): Promise<User | undefined> {
      const [user] = await db
        .update(users)
        .set({ ...changes, updatedAt: now })
        .where(eq(users.id, userOfLive(sid, { now, notBefore })))
        .returning()
      return user
    },
  }
}
