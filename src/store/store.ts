import { sql } from 'drizzle-orm'
import { addressesStore } from './addresses.ts'
import { auditStore } from './audit.ts'
import { budgetsStore } from './budgets.ts'
import { challengesStore } from './challenges.ts'
import { openDatabase } from './database.ts'
import { expiryStore } from './expiry.ts'
import { mailboxesStore } from './mailboxes.ts'
import { mailboxStore } from './mailbox.ts'
import { passwordsStore } from './passwords.ts'
import { pendingCodesStore } from './pending-codes.ts'
import { ownersStore } from './owners.ts'
import { revocationsStore } from './revocations.ts'
import { sessionsStore } from './sessions.ts'
import { usersStore } from './users.ts'

export type Store = ReturnType<typeof openStore>

/**
 * All SQL and all KV of the service.
 *
 * @param notBefore milliseconds; a session from before is not alive
 */
export function openStore(d1: D1Database, kv: KVNamespace, { notBefore }: { notBefore: number }) {
  const db = openDatabase(d1)
  return {
    users: usersStore(db, notBefore),
    passwords: passwordsStore(db, notBefore),
    sessions: sessionsStore(db, notBefore),
    challenges: challengesStore(db),
    budgets: budgetsStore(db),
    mailboxes: mailboxesStore(db, notBefore),
    addresses: addressesStore(db, notBefore),
    owners: ownersStore(db, notBefore),
    pendingCodes: pendingCodesStore(kv),
    audit: auditStore(db),
    expiry: expiryStore(db),
    revocations: revocationsStore(kv),
    mailbox: mailboxStore(kv),
    probes: {
      /** Reads a table, so that a database without its migrations counts as one that does not work. */
      database: async () => void (await db.run(sql`select 1 from users limit 1`)),
      keyValue: async () => void (await kv.get('probe')),
    },
  }
}
