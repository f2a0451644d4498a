import { randomToken, uuidv7 } from '../../crypto/random.ts'
import type { User } from '../../store/tables/users.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { mayChangeFactors } from '../factors/may-change.ts'
import { changeLine, tellOwner } from '../factors/tell-owner.ts'
import { challengeId } from '../ledger/new-challenge.ts'
import { type Caller, idsOf } from '../tokens/caller.ts'
import { TICKET_S } from '../tokens/connect-ticket.ts'
import { STATE_S } from '../tokens/provider-state.ts'
import {
  openConnection,
  sealConnection,
  WAITING_S,
  type WaitingConnection,
} from '../tokens/waiting-connection.ts'
import { labelOf } from './offered.ts'

/** Connections that an account may have. */
const MAX_CONNECTIONS = 20

/**
 * One ticket can begin several ways to a provider, the last of them when it is almost over. The row that uses the ticket
 * up outlives whatever comes back from any of them.
 */
const USED_UP_FOR_MS = (TICKET_S + STATE_S + WAITING_S) * 1_000

/** An account at a provider that waits to be connected, if it may be with this account. */
export async function readWaitingConnection(
  { config, keyring, now }: Pick<Deps, 'config' | 'keyring' | 'now'>,
  { waiting, user }: { waiting: string; user: Pick<User, 'id' | 'email'> },
): Promise<WaitingConnection | undefined> {
  const found = await openConnection(keyring, waiting, { now: now(), notBefore: config.NOT_BEFORE })
  return found && isFor(found, user) ? found : undefined
}

/**
 * Whether an account at a provider waits for this account, or for another one. Undefined where it waits for nobody
 * yet, or no more.
 */
export async function waitsFor(
  { config, keyring, now }: Pick<Deps, 'config' | 'keyring' | 'now'>,
  { waiting, user }: { waiting: string; user: Pick<User, 'id' | 'email'> },
): Promise<'this' | 'another' | undefined> {
  const found = await openConnection(keyring, waiting, { now: now(), notBefore: config.NOT_BEFORE })
  if (!found || (found.userId === undefined && found.owner === undefined)) return undefined
  return isFor(found, user) ? 'this' : 'another'
}

/** Nobody connects an account at a provider with an account that it does not wait for (forced linking). */
const isFor = ({ userId, owner }: WaitingConnection, user: Pick<User, 'id' | 'email'>) =>
  userId === undefined ? owner === user.email : userId === user.id

/**
 * Says which address the waiting account is to be connected with: whoever signs in has to own it. Undefined where that
 * is settled, or nothing waits.
 */
export async function nameOwner(
  { config, keyring, now }: Pick<Deps, 'config' | 'keyring' | 'now'>,
  { waiting, email }: { waiting: string; email: string },
): Promise<string | undefined> {
  const found = await openConnection(keyring, waiting, { now: now(), notBefore: config.NOT_BEFORE })
  if (!found || found.userId !== undefined || found.isOwnerProven === true) return undefined
  return sealConnection(keyring, { ...found, owner: email }, now())
}

/**
 * Connects the account that waits with that of the caller, who has seen both and pressed. The owner is told.
 *
 * @returns `taken` when it is connected with another account here
 * @throws Failure not_found when it waits no more, or for another account; invalid_input for one too many;
 *   token_refused, sign_in_again, email_not_verified, recently_recovered
 */
export async function connect(
  deps: Deps,
  { caller, waiting: text }: { caller: Caller; waiting: string },
): Promise<'connected' | 'taken'> {
  const found = await mayChangeFactors(deps, caller)
  const { user } = found
  const waiting = await readWaitingConnection(deps, { waiting: text, user })
  if (!waiting) throw new Failure('not_found')
  const { provider, issuer, subject, email, emailVerified, owner } = waiting
  const now = deps.now()
  const { sid, userId } = idsOf(caller)
  const outcome = await deps.store.federation.connect({
    sid,
    waiting: { id: await challengeId(waiting.secret), claim: randomToken(), expiresAt: now + USED_UP_FOR_MS },
    connection: {
      id: uuidv7(now),
      userId,
      issuer,
      subject,
      provider,
      email: email ?? null,
      emailVerified,
      linkedAt: now,
      lastUsedAt: null,
    },
    email: owner,
    max: MAX_CONNECTIONS,
    line: changeLine(deps, 'connection_added'),
    now,
  })
  if (outcome === 'taken') return outcome
  if (outcome === 'known') return 'connected'
  if (outcome === 'full')
    throw new Failure('invalid_input', { issues: [{ member: 'provider', rule: 'not_valid' }] })
  if (outcome === 'refused') throw new Failure('not_found', { reason: 'used_or_changed_meanwhile' })
  tellOwner(deps, found, 'connection_added', { provider: labelOf(deps.config, provider) })
  return outcome
}
