import { randomToken } from '../../crypto/random.ts'
import type { Account } from '../../store/pieces/account.ts'
import type { AuditEvent } from '../../store/pieces/write-event.ts'
import { type AdministrativeEvent, type Event, rowOf } from '../audit/record.ts'
import { announceEnd } from '../sessions/announce-end.ts'
import type { AdministrationDeps } from './deps.ts'

/** An account that was acted upon, and the sessions that ended with that. */
export type Ended = { account: Account; ended: string[] }

/** What a transaction needs to act on a user, with the line that it writes into the user's history. */
export function actOf(
  { actor, now }: AdministrationDeps,
  userId: string,
  what: { event: Event['event'] | AdministrativeEvent; reason?: string },
): { userId: string; by: string; now: number; event: AuditEvent } {
  const at = now()
  const event = rowOf(userId, { ...what, outcome: 'success', actor }, { client: undefined, now: at })
  return { userId, by: randomToken(), now: at, event }
}

/** D1 decides; services that check tokens without D1 look at the list in KV. */
export async function ending<Act>(
  deps: AdministrationDeps,
  act: (about: Act) => Promise<Ended | undefined>,
  about: Act,
): Promise<Ended | undefined> {
  const done = await act(about)
  if (done) announceEnd(deps, done.ended)
  return done
}
