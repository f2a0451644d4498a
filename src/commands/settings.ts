import { randomBytes } from 'node:crypto'
import type { question } from './question.ts'
import { giveUp } from './terminal.ts'

type Setting = { name: string; asked: string; isSecret?: true; make?: () => string }

/** Settings without which a service in production does not start. */
const REQUIRED: readonly Setting[] = [
  { name: 'APP_URL', asked: 'The address of the service, such as https://auth.example.com' },
  { name: 'EMAIL_FROM', asked: 'The sender of its mails, such as "Example <auth@example.com>"' },
  {
    name: 'AUTH_SECRET',
    asked: 'The secret, at least 32 characters (Enter makes a new one; do not, if the database has users)',
    isSecret: true,
    make: () => randomBytes(32).toString('base64url'),
  },
]

/** What the carrier of the mails needs. Nothing is known of one that is kept as a secret of the Worker. */
function ofCarrier(present: ReadonlySet<string>, carrier: string | undefined): readonly Setting[] {
  if (carrier === 'smtp') {
    return [{ name: 'SMTP_URL', asked: 'The mail server, as smtps://user:password@host:465', isSecret: true }]
  }
  if (carrier === 'cloudflare' || (carrier === undefined && present.has('MAIL_CARRIER'))) return []
  return [{ name: 'RESEND_API_KEY', asked: 'The API key of Resend, which sends them', isSecret: true }]
}

/**
 * Takes the settings that the deployed Worker lacks from the environment, or asks for them on a terminal. What
 * is typed of a secret does not show.
 */
export async function askForMissing(
  present: ReadonlySet<string>,
  ask: typeof question | undefined,
  carrier: string | undefined,
): Promise<Record<string, string>> {
  const missing = [...REQUIRED, ...ofCarrier(present, carrier)].filter(({ name }) => !present.has(name))
  const given = missing.flatMap(({ name }) => (process.env[name] ? [[name, process.env[name]] as const] : []))
  const values: Record<string, string> = Object.fromEntries(given)
  const open = missing.filter(({ name }) => values[name] === undefined)
  if (open.length === 0) return values
  if (!ask) {
    return giveUp(
      `Missing: ${open.map(({ name }) => name).join(', ')}. Set them in the environment for this run;\n` +
        'the Worker keeps them as secrets. `openssl rand -base64 48` makes an AUTH_SECRET.',
    )
  }
  for (const { name, asked, isSecret = false, make } of open) {
    const answer = await ask(`${asked}\n${name}: `, { hidden: isSecret })
    values[name] = answer || make?.() || giveUp(`${name} is required.`)
  }
  return values
}
