import { openKeyring } from '../../crypto/keyring.ts'
import { parseSettings, type Settings } from './configuration.ts'
import { type Finding, note } from './finding.ts'
import type { Stores } from './stores.ts'

/** How many authenticator apps need a secret that is to be removed: each is sealed anew when it is used. */
export async function checkSealedApps({ AUTH_SECRET }: Settings, { sql }: Stores): Promise<Finding[]> {
  const parsed = parseSettings({ AUTH_SECRET, ENVIRONMENT: 'development' })
  if (!('config' in parsed)) return []
  const [{ id }] = (await openKeyring(parsed.config.AUTH_SECRET, [])).sealKeys
  const begins = `seal1.${id}.`
  const answer = await sql(
    `select count(*) as count from totp where removed_at is null and confirmed_at is not null and substr(secret, 1, ${begins.length}) <> '${begins}'`,
  )
  // A database that does not answer is a finding already.
  const count = 'refused' in answer ? 0 : Number(answer.rows[0]?.['count'] ?? 0)
  if (count === 0) return []
  return [
    note(
      'authenticator apps',
      `${count} sealed under another secret than AUTH_SECRET, until each is used`,
      'Keep AUTH_SECRET_PREVIOUS: without it these apps are refused. See src/docs/rotating-the-secret.md.',
    ),
  ]
}
