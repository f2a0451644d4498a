import * as z from 'zod/mini'
import { exportData } from '../../core/account/export-data.ts'
import { json } from '../../http/answer-schemas.ts'
import { signedIn } from '../../http/caller.ts'
import { route } from '../../http/route.ts'
import { EXPORTED } from '../../core/account/exported.ts'
import { AS_FILE, exportDocument } from '../../core/account/export-document.ts'

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
    connections: z.array(row(EXPORTED.connections)),
    apps: z.array(row(EXPORTED.grants)),
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
      return c.json(exportDocument(rows, deps.now()), 200, { 'Content-Disposition': AS_FILE })
    },
  }),
]
