import { literal } from './literal.ts'

/**
 * What an operator does to users from a terminal, as SQL text: `wrangler d1 execute` takes no values, so
 * they are literals here. Each function is a list of statements that run as one transaction, and the first
 * answers the users it was about.
 */

const COLUMNS = 'id, email, role, verified_at, disabled_at, last_login_at, created_at'

/** A user by id or by address in its one form. */
const isUser = (who: string) => `(id = ${literal(who)} or email = ${literal(who)})`
const userId = (who: string) => `(select id from users where ${isUser(who)})`

/** Ends what is alive of a user; the last statement answers the sessions that ended, for the list in KV. */
const endEverything = (who: string, reason: string, now: number) => [
  `update challenges set superseded_at = ${now} where subject = ${userId(who)} and consumed_at is null and superseded_at is null`,
  `update sessions set revoked_at = ${now}, revoked_reason = ${literal(reason)} where user_id = ${userId(who)} and revoked_at is null returning id as ended`,
]

export const administration = {
  /** A page of users in the order of their ids, which is that of their making. */
  list: ({ after, most }: { after: string; most: number }) => [
    `select ${COLUMNS} from users where id > ${literal(after)} order by id limit ${most}`,
  ],

  show: (who: string, now: number) => [
    `select ${COLUMNS} from users where ${isUser(who)}`,
    `select id, created_at, rotated_at, expires_at, user_agent, ip_prefix from sessions where user_id = ${userId(who)} and revoked_at is null and expires_at > ${now} and idle_expires_at > ${now} order by id desc`,
  ],

  /** Out everywhere at once, and nothing begun before can be finished. */
  disable: (who: string, now: number) => [
    `update users set disabled_at = ${now}, security_version = security_version + 1, updated_at = ${now} where ${isUser(who)} and disabled_at is null returning ${COLUMNS}`,
    ...endEverything(who, 'disabled', now),
  ],

  enable: (who: string, now: number) => [
    `update users set disabled_at = null, updated_at = ${now} where ${isUser(who)} and disabled_at is not null returning ${COLUMNS}`,
  ],

  makeAdmin: (who: string, now: number) => [
    `update users set role = 'admin', updated_at = ${now} where ${isUser(who)} and role <> 'admin' returning ${COLUMNS}`,
  ],

  revokeSessions: (who: string, now: number) => [
    `select ${COLUMNS} from users where ${isUser(who)}`,
    ...endEverything(who, 'revoked_by_operator', now),
  ],

  /** The user and everything kept under their id. The sessions' ids are answered before they go. */
  remove: (who: string, now: number) => [
    `select ${COLUMNS} from users where ${isUser(who)}`,
    ...endEverything(who, 'deleted', now),
    `delete from challenges where subject = ${userId(who)}`,
    `delete from password_failures where subject = ${userId(who)}`,
    `delete from audit_events where subject = ${userId(who)}`,
    `delete from sessions where user_id = ${userId(who)}`,
    `delete from users where ${isUser(who)}`,
  ],
}
