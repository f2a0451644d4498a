import { and, eq, getTableColumns, isNull, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { places, prepareTransaction } from '../database.ts'
import { ids } from '../pieces/end-sessions.ts'
import { isOpened, openSession } from '../pieces/open-session.ts'
import {
  countTry,
  forgiveFailures,
  readFailures,
  type Reservation,
  reservationOf,
} from '../pieces/password-failures.ts'
import { onlyOnce, repeatable } from '../repetition.ts'
import { passwordFailures } from '../tables/password-failures.ts'
import { type NewSession, type Session, sessions } from '../tables/sessions.ts'
import { type User, users } from '../tables/users.ts'

/** A password that was right: of which account as it was then, and that password hashed anew if that is due. */
export type ProvenPassword = { securityVersion: number; matched: string; rehashed: string | undefined }

const userOf = (row: Record<string, unknown>): User | undefined =>
  row['id'] === null
    ? undefined
    : (Object.fromEntries(
        Object.entries(getTableColumns(users)).map(([member, { name }]) => [member, row[name]]),
      ) as User)

/**
 * Reserves a try for an address. Unknown addresses are counted under a name made of their MAC: the first of
 * `names` that has failures, else the first of all, which is the one that the present secret makes.
 */
export function reserveTryByEmail({ d1, db }: Connection) {
  const run = prepareTransaction(d1, () => {
    const { email, names, human, now } = places('email', 'names', 'human', 'now')
    const known = sql`select ${users.id} from ${users} where ${users.email} = ${email}`
    // `cross join` keeps the order of the names, and looks each one up by the primary key.
    const counted = sql`select ${passwordFailures.subject} from json_each(${names}) as name cross join ${passwordFailures} on ${passwordFailures.subject} = name.value limit 1`
    const subject = sql`coalesce((${known}), (${counted}), json_extract(${names}, '$[0]'))`
    return { counted: countTry(db, subject, { human, now }), subject: readFailures(db, subject) }
  })
  return onlyOnce(
    async ({
      names,
      ...tried
    }: {
      email: string
      names: [string, ...string[]]
      human: boolean
      now: number
    }): Promise<Reservation> => {
      const { counted, subject } = await run({ ...tried, names: JSON.stringify(names) })
      const [row = {}] = subject
      const state = { failures: Number(row['failures']), blockedUntil: Number(row['blocked_until']) }
      return reservationOf(counted, state, userOf(row))
    },
  )
}

/**
 * Opens a session for a password just proven, provided nothing has changed about the account since.
 * Forgives the failures, and replaces an outdated hash unless another sign-in has done that. Answers the
 * ids of the sessions that ended, or undefined when nothing was opened.
 */
export function signInWithPassword({ d1, db, notBefore }: Connection) {
  const run = prepareTransaction(d1, () => {
    const session = places(...(Object.keys(getTableColumns(sessions)) as (keyof Session)[]))
    const given = places('securityVersion', 'matched', 'hash', 'max', 'now')
    const { id, userId } = session
    const isUnchanged = and(
      eq(users.id, userId),
      eq(users.securityVersion, given.securityVersion),
      isNull(users.disabledAt),
    )
    const opening = openSession(db, {
      session,
      source: sql`from ${users} where ${isUnchanged}`,
      others: { beyond: given.max },
      at: { now: given.now, notBefore },
    })
    const opened = isOpened(id)
    const password = sql`case when ${users.password} = ${given.matched} then ${given.hash} else ${users.password} end`
    return {
      session: opening.session,
      user: db
        .update(users)
        .set({ lastLoginAt: given.now, password })
        .where(and(eq(users.id, userId), opened))
        .returning({ id: users.id }),
      forgiven: forgiveFailures(db, userId, opened),
      ended: opening.ended,
    }
  })
  return repeatable(
    async ({
      session,
      max,
      now,
      proven: { securityVersion, matched, rehashed },
    }: {
      session: Required<NewSession>
      max: number
      now: number
      proven: ProvenPassword
    }): Promise<string[] | undefined> => {
      const hash = rehashed ?? matched
      const { user, ended } = await run({ ...session, securityVersion, matched, hash, max, now })
      return user.length === 1 ? ids(ended as { id: string }[]) : undefined
    },
  )
}
