import { keyNames, type Moment, readTables } from '../../support/database.ts'

/**
 * What has happened since a moment, with everything named alike that is random by design, and without
 * what merely counts: tries, budgets, failures, how often a version moved on.
 */
export async function happenedSince(before: Moment) {
  const [now, names] = await Promise.all([readTables(), keyNames()])
  const known = new Set(Object.values(before.tables).flatMap((table) => table.map(({ id }) => id)))
  const name = (id: unknown) => (known.has(id as string) || id === null ? id : 'new')
  const earlier = (table: string, id: unknown) => before.tables[table]?.find((row) => row['id'] === id)

  const users = (now['users'] ?? []).map((user) => {
    const was = earlier('users', user['id'])
    const {
      id,
      password,
      security_version,
      device_epoch,
      verified_at,
      last_login_at: _kept,
      updated_at,
      created_at,
      changed_by: _name,
      deletes_at,
      webauthn_handle,
      recovered_at,
      reclaimed_at,
      second_step_at,
      mail_sign_in_off_at,
      ...rest
    } = user
    return {
      id: name(id),
      rest,
      password: password === was?.['password'] ? 'as before' : 'another',
      devicesForgotten: device_epoch !== (was?.['device_epoch'] ?? 0),
      has: [webauthn_handle, second_step_at, mail_sign_in_off_at, recovered_at, reclaimed_at].map(
        (value) => value !== null,
      ),
      movedOn: security_version !== (was?.['security_version'] ?? 0),
      verified: verified_at !== null,
      deleting: deletes_at !== null,
      signedIn: lastLogin(now, user['id']) !== lastLogin(before.tables, user['id']),
      touched: [updated_at !== was?.['updated_at'], created_at !== was?.['created_at']],
    }
  })
  const sessions = (now['sessions'] ?? []).map(({ id, user_id, generation, revoked_reason }) => ({
    id: name(id),
    user: name(user_id),
    generation,
    ended: revoked_reason,
  }))
  const challenges = (now['challenges'] ?? [])
    .map(({ id, subject, purpose, superseded_at, consumed_at }) => ({
      id: name(id),
      subject: name(subject),
      purpose,
      good: superseded_at === null && consumed_at === null,
    }))
    // One that is new and no good any more is what a failed try leaves behind: nobody knows its code.
    .filter(({ id, good }) => id !== 'new' || good)
  // Nor does anybody know one whose answer was lost: it counts as the one that was asked for in its place.
  const announced = names.filter((key) => key.startsWith('revoked:')).map((key) => name(key.slice(8)))
  const events = (now['audit_events'] ?? []).filter(({ id }) => !known.has(id as string))
  return {
    rows: { users: sorted(users), sessions: sorted(sessions), challenges: [...new Set(sorted(challenges))] },
    after: {
      announced: sorted(announced),
      payloads: names.filter((key) => key.startsWith('code:')).length,
      events: sorted(
        events.map(({ event, outcome, reason, subject }) => [event, outcome, reason, name(subject)]),
      ),
    },
  }
}

/** When somebody has last signed in to an account. Nothing is cleaned away meanwhile. */
const lastLogin = ({ sessions = [] }: Moment['tables'], userId: unknown) =>
  Math.max(0, ...sessions.filter(({ user_id }) => user_id === userId).map(({ began_at }) => Number(began_at)))

const sorted = (items: unknown[]) => items.map((item) => JSON.stringify(item)).toSorted()
