import { base64url, sha256, utf8 } from '../../crypto/bytes.ts'
import type { Client } from '../deps.ts'

/** What happened, in words a log can be searched for. Never a secret, never an address in clear. */
type Event = {
  event:
    | 'registered'
    | 'signed_in'
    | 'sign_in_refused'
    | 'session_refreshed'
    | 'refresh_refused'
    | 'refresh_token_reused'
    | 'signed_out'
    | 'password_changed'
    | 'password_change_refused'
    | 'password_unreadable'
    | 'profile_changed'
    | 'code_issued'
    | 'code_refused'
    | 'mailbox_proven'
    | 'account_taken_over'
    | 'email_verified'
    | 'email_changed'
    | 'email_change_undone'
    | 'password_reset'
    | 'request_refused'
    | 'deferred_work_failed'
    | 'rate_limiter_failed'
    | 'expired_rows_deleted'
  outcome: 'success' | 'refused' | 'failure'
  reason?: string
  userId?: string
  sid?: string
  count?: number
}

export type RecordEvent = (event: Event) => void

/** One JSON line an event. JSON escapes line breaks, so that nothing a client sends can forge a line. */
export function recordTo(
  write: (line: string) => void,
  { client, route, now }: { client: Client | undefined; route: () => string | undefined; now: () => number },
): RecordEvent {
  return ({ event, outcome, reason, userId, sid, count }) => {
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
          sid: sidHash,
          count,
          ip_prefix: client?.ipPrefix,
          country: client?.country,
        }),
      )
    // A session id is half of a refresh token's name: logs hold its hash, which still joins lines.
    if (sid === undefined) line()
    else void sha256(utf8(sid)).then((hash) => line(base64url(hash).slice(0, 16)))
  }
}
