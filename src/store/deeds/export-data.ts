import { and, desc, eq, getTableColumns, gt, inArray, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { transaction } from '../database.ts'
import { appNameIn, appNameOf } from '../pieces/apps.ts'
import { seenUser } from '../pieces/last-login.ts'
import { sessionIsOf } from '../pieces/live-session.ts'
import { type AuditEvent, EVENTS_KEPT_MS, writeEvent } from '../pieces/write-event.ts'
import { repeatable } from '../repetition.ts'
import { auditEvents } from '../tables/audit-events.ts'
import { challenges } from '../tables/challenges.ts'
import { connections } from '../tables/connections.ts'
import { grants } from '../tables/grants.ts'
import { passkeys } from '../tables/passkeys.ts'
import { recoveryCodes } from '../tables/recovery-codes.ts'
import { sessions } from '../tables/sessions.ts'
import { totp } from '../tables/totp.ts'
import { users } from '../tables/users.ts'

type Given = {
  sid: string
  /** The line of the history that this makes: it names the request, and is what the next one waits for. */
  event: AuditEvent
  /** Another such line that is younger refuses this one. */
  since: number
  /** Names of the address in the ledger, besides the id of the user. */
  addressSubjects: readonly string[]
}

export type ExportedRows = Extract<
  Awaited<ReturnType<ReturnType<typeof exportData>['act']>>,
  { user: unknown }
>

/**
 * Everything that is kept of a user, with a line about that in their history. Answers when the last one was,
 * if that is too young, or undefined when the session is not alive.
 */
export const exportData = ({ db, notBefore }: Connection) =>
  repeatable(async ({ sid, event, since, addressSubjects }: Given) => {
    const { subject: userId, at: now } = event
    const isExport = and(
      eq(auditEvents.subject, userId),
      eq(auditEvents.event, event.event),
      gt(auditEvents.at, since),
    )
    const isAlive = sessionIsOf(sid, userId, { now, notBefore })
    const isFirst = sql`not exists (select 1 from ${auditEvents} where ${isExport})`
    const isGranted = sql`exists (select 1 from ${auditEvents} where ${auditEvents.subject} = ${userId} and ${auditEvents.id} = ${event.id})`
    const rows = await transaction(db, {
      caller: db
        .select({ id: sessions.id })
        .from(sessions)
        .where(and(eq(sessions.id, sid), isAlive)),
      line: writeEvent(db, event, sql`where ${isAlive} and ${isFirst}`),
      last: db
        .select({ id: auditEvents.id, at: auditEvents.at })
        .from(auditEvents)
        .where(isExport)
        .orderBy(desc(auditEvents.id))
        .limit(1),
      user: db
        .select(seenUser())
        .from(users)
        .where(and(eq(users.id, userId), isGranted)),
      sessions: db
        .select({ ...getTableColumns(sessions), appName: appNameIn })
        .from(sessions)
        .where(and(eq(sessions.userId, userId), isGranted))
        .orderBy(desc(sessions.id)),
      events: db
        .select()
        .from(auditEvents)
        .where(and(eq(auditEvents.subject, userId), gt(auditEvents.at, now - EVENTS_KEPT_MS), isGranted))
        .orderBy(desc(auditEvents.id)),
      passkeys: db
        .select()
        .from(passkeys)
        .where(and(eq(passkeys.userId, userId), isGranted)),
      totp: db
        .select()
        .from(totp)
        .where(and(eq(totp.userId, userId), isGranted)),
      recoveryCodes: db
        .select()
        .from(recoveryCodes)
        .where(and(eq(recoveryCodes.userId, userId), isGranted)),
      grants: db
        .select({ ...getTableColumns(grants), appName: appNameOf(grants.appId) })
        .from(grants)
        .where(and(eq(grants.userId, userId), isGranted)),
      connections: db
        .select()
        .from(connections)
        .where(and(eq(connections.userId, userId), isGranted)),
      challenges: db
        .select()
        .from(challenges)
        .where(and(inArray(challenges.subject, [userId, ...addressSubjects]), isGranted)),
    })
    const {
      user: [user],
      last: [last],
    } = rows
    if (user) return { ...rows, user }
    return last && { lastAt: last.at }
  })
