import * as z from 'zod/mini'
import { exportData } from '../../core/account/export-data.ts'
import { json } from '../../http/answer-schemas.ts'
import { signedIn } from '../../http/caller.ts'
import { route } from '../../http/route.ts'
import type { ExportedRows } from '../../store/deeds/export-data.ts'
import { timeOf } from './answers.ts'
import { EXPORTED, exportedRow } from './exported.ts'

const AS_FILE = 'attachment; filename="account.json"'

const list = (rows: object[], names: Record<string, string>) => rows.map((row) => exportedRow(row, names))

/** One document. Secrets and what only stands for one are not in it. */
const exportAnswer = (rows: ExportedRows, now: number) => ({
  exported_at: timeOf(now),
  profile: exportedRow(rows.user, EXPORTED.users),
  sessions: list(rows.sessions, EXPORTED.sessions),
  events: list(rows.events, EXPORTED.audit_events),
  passkeys: list(rows.passkeys, EXPORTED.passkeys),
  factors: {
    totp: list(rows.totp, EXPORTED.totp),
    recovery_codes: list(rows.recoveryCodes, EXPORTED.recovery_codes),
  },
  // There are neither yet.
  connections: [],
  apps: [],
  mails: list(rows.challenges, EXPORTED.challenges),
})

const row = (names: Record<string, string>) =>
  z.strictObject(
    Object.fromEntries(
      Object.values(names).map((name) => [
        name,
        z.nullable(name.endsWith('_at') ? z.iso.datetime() : z.union([z.string(), z.number(), z.boolean()])),
      ]),
    ),
  )

const Export = () =>
  z.strictObject({
    exported_at: z.iso.datetime(),
    profile: row(EXPORTED.users),
    sessions: z.array(row(EXPORTED.sessions)),
    events: z.array(row(EXPORTED.audit_events)),
    passkeys: z.array(row(EXPORTED.passkeys)),
    factors: z.strictObject({
      totp: z.array(row(EXPORTED.totp)),
      recovery_codes: z.array(row(EXPORTED.recovery_codes)),
    }),
    connections: z.array(z.string()).check(z.maxLength(0)),
    apps: z.array(z.string()).check(z.maxLength(0)),
    mails: z.array(row(EXPORTED.challenges)),
  })

/** Everything that is kept of whoever asks. */
export const exportRoutes = [
  route({
    method: 'POST',
    path: '/api/v1/users/me/export',
    summary: 'Get everything that is kept of the caller, once an hour',
    caller: signedIn,
    answers: () => [json(200, Export(), { 'Content-Disposition': AS_FILE })],
    refusals: ['sign_in_again', 'email_not_verified', 'recently_recovered'],
    async handle({ c, deps, caller }) {
      const rows = await exportData(deps, caller)
      return c.json(exportAnswer(rows, deps.now()), 200, { 'Content-Disposition': AS_FILE })
    },
  }),
]
