import type { ExportedRows } from '../../store/deeds/export-data.ts'
import { EXPORTED, exportedRow } from './exported.ts'
import { timeOf } from '../time.ts'

export const AS_FILE = 'attachment; filename="account.json"'

const list = (rows: object[], names: Record<string, string>) => rows.map((row) => exportedRow(row, names))

/** One document. Secrets and what only stands for one are not in it. */
export const exportDocument = (rows: ExportedRows, now: number) => ({
  exported_at: timeOf(now),
  profile: exportedRow(rows.user, EXPORTED.users),
  sessions: list(rows.sessions, EXPORTED.sessions),
  events: list(rows.events, EXPORTED.audit_events),
  passkeys: list(rows.passkeys, EXPORTED.passkeys),
  factors: {
    totp: list(rows.totp, EXPORTED.totp),
    recovery_codes: list(rows.recoveryCodes, EXPORTED.recovery_codes),
  },
  connections: list(rows.connections, EXPORTED.connections),
  apps: list(rows.grants, EXPORTED.grants),
  mails: list(rows.challenges, EXPORTED.challenges),
})
