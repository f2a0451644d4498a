import { base64url, sha256, utf8 } from '../../crypto/bytes.ts'
import { uuidv7 } from '../../crypto/random.ts'
import type { AuditEvent, Line } from '../../store/pieces/write-event.ts'
import { deviceName } from '../device-name.ts'
import type { Client } from '../deps.ts'

/** What has happened, in words that a log can be searched for. It holds no secret and no address. */
export type Event = {
  event:
    | 'registered'
    | 'signed_in'
    | 'second_step_asked'
    | 'second_step_refused'
    | 'passkey_refused'
    | 'passkey_cloned'
    | 'provider_refused'
    | 'factor_changed'
    | 'reauthenticated'
    | 'reauthentication_refused'
    | 'sign_in_refused'
    | 'session_refreshed'
    | 'page_token_issued'
    | 'refresh_repeated'
    | 'refresh_refused'
    | 'refresh_token_reused'
    | 'signed_out'
    | 'password_changed'
    | 'password_change_refused'
    | 'password_unreadable'
    | 'profile_changed'
    | 'data_exported'
    | 'deletion_requested'
    | 'deletion_cancelled'
    | 'account_erased'
    | 'code_issued'
    | 'code_refused'
    | 'mailbox_proven'
    | 'account_taken_over'
    | 'unverified_account_removed'
    | 'email_verified'
    | 'email_changed'
    | 'email_change_undone'
    | 'account_reclaimed'
    | 'password_reset'
    | 'role_granted'
    | 'request_refused'
    | 'address_unreachable'
    | 'app_removed'
    | 'app_allowed'
    | 'app_signed_in'
    | 'app_code_reused'
    | 'app_refused'
    | 'origin_refused'
    | 'deferred_work_failed'
    | 'rate_limiter_failed'
    | 'translation_failed'
    | 'expired_rows_deleted'
    | 'ends_announced_again'
    | 'signing_key_made'
    | 'signing_key_dropped'
    | 'job_failed'
    | 'breach_list_failed'
    | 'human_check_failed'
  outcome: 'success' | 'refused' | 'failure'
  reason?: string
  userId?: string
  sid?: string
  /** Who did it, when it was not the owner: the id of an administrator, or `operator`. */
  actor?: string
  count?: number
}

/** What only administration decides, whose rows are part of its transactions. */
export type AdministrativeEvent =
  | 'role_removed'
  | 'account_disabled'
  | 'account_enabled'
  | 'account_unlocked'
  | 'second_step_reset_asked'
  | 'second_step_reset'

export type RecordEvent = (event: Event) => void

/** What a line is made of. */
type Told = Pick<Event, 'outcome' | 'reason' | 'actor'> & { event: Event['event'] | AdministrativeEvent }

/** Makes the line of an event, for the transaction that does it. Its log line is written when that is done. */
export type LineOf = (event: Told & { event: LineEvent }) => Line

/** Events that are stored for the owner of the account. The others are in the log only, for operators. */
const KEPT_EVENTS = [
  'registered',
  'account_taken_over',
  'signed_in',
  'sign_in_refused',
  'second_step_refused',
  'passkey_refused',
  'passkey_cloned',
  'factor_changed',
  'reauthenticated',
  'reauthentication_refused',
  'signed_out',
  'refresh_repeated',
  'refresh_token_reused',
  'password_changed',
  'password_change_refused',
  'password_reset',
  'profile_changed',
  'deletion_requested',
  'deletion_cancelled',
  'email_verified',
  'email_changed',
  'email_change_undone',
  'account_reclaimed',
  'code_refused',
  'role_granted',
  'app_allowed',
  'app_code_reused',
] as const satisfies Event['event'][]

/** Those that the core logs, too. */
export type LineEvent = (typeof KEPT_EVENTS)[number]

/** What can stand in the history of an account. */
export type KeptEvent = LineEvent | AdministrativeEvent | 'data_exported' | 'app_removed'

const KEPT = new Set<Event['event']>(KEPT_EVENTS)

type Moment = { client: Client | undefined; now: number }

/** The row of an event for its owner, or undefined when it concerns no account: strangers write no rows. */
export function keptRowOf(event: Event, at: Moment): AuditEvent | undefined {
  const { userId } = event
  return userId === undefined || !KEPT.has(event.event) ? undefined : rowOf(userId, event, at)
}

/** A line of the history of an account. */
export const rowOf = (subject: string, event: Told, at: Moment): AuditEvent => ({
  ...lineOf(event, at),
  subject,
})

/** The same, where the transaction knows whose it is. */
export const lineOf = ({ event, outcome, reason, actor }: Told, { client, now }: Moment): Line => ({
  id: uuidv7(now),
  event,
  outcome,
  reason: reason ?? null,
  actor: actor ?? null,
  at: now,
  ipPrefix: client?.ipPrefix ?? null,
  country: client?.country ?? null,
  device: client ? deviceName(client.device) : null,
})

/** One JSON line an event. JSON escapes line breaks, so that nothing a client sends can forge a line. */
export function recordTo(
  write: (line: string) => void,
  { client, route, now }: { client: Client | undefined; route: () => string | undefined; now: () => number },
): RecordEvent {
  return ({ event, outcome, reason, userId, actor, sid, count }) => {
    const line = (sidHash?: string) =>
      write(
        JSON.stringify({
          ts: new Date(now()).toISOString(),
          event,
          outcome,
          reason,
          request_id: client?.requestId,
          route: route(),
          user_id: userId,
          actor,
          sid: sidHash,
          count,
          ip_prefix: client?.ipPrefix,
          country: client?.country,
        }),
      )
    // The log holds a hash of the session id: it still shows which lines belong together.
    if (sid === undefined) line()
    else void sha256(utf8(sid)).then((hash) => line(base64url(hash).slice(0, 16)))
  }
}
