import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { withProgress } from './progress.ts'
import { giveUp, runWrangler } from './wrangler.ts'

/** The database of this machine, or the deployed one. */
export type Place = '--local' | '--remote'

/** As long as an access token may live at most, by the bound of ACCESS_TOKEN_TTL. */
const LONGEST_TOKEN_S = 86_400

/** Runs statements as one transaction. Answers the rows of each. */
export async function execute<Row>(
  place: Place,
  statements: string[],
  { quiet = false }: { quiet?: boolean } = {},
): Promise<Row[][]> {
  const command = statements.join(';\n')
  const args = ['d1', 'execute', 'DB', place, '--json', '--yes', '--command', command]
  const running = runWrangler(args)
  const { succeeded, output, said } = await (quiet ? running : withProgress('Asking the database', running))
  if (!succeeded) giveUp(`${said}\nThe database did not take it, and nothing was changed.`)
  return (JSON.parse(output) as { results: Row[] }[]).map(({ results }) => results)
}

/** Runs a file of statements, all or none of them. */
export async function executeFile(place: Place, file: string): Promise<void> {
  const args = ['d1', 'execute', 'DB', place, '--json', '--yes', '--file', file]
  const { succeeded, said } = await runWrangler(args)
  if (!succeeded) giveUp(`${said}\nThe database did not take it, and nothing was changed.`)
}

/** Puts ended sessions on the list that token checks without D1 look at. */
export async function revoke(place: Place, sids: string[]): Promise<void> {
  if (sids.length === 0) return
  const folder = mkdtempSync(join(tmpdir(), 'postern-users-'))
  try {
    const file = join(folder, 'revoked.json')
    const entries = sids.map((sid) => ({ key: `revoked:${sid}`, value: '', expiration_ttl: LONGEST_TOKEN_S }))
    writeFileSync(file, JSON.stringify(entries), { mode: 0o600 })
    const args = ['kv', 'bulk', 'put', file, '--binding', 'KV', place]
    const { succeeded, said } = await withProgress('Telling key-value', runWrangler(args))
    if (!succeeded) {
      giveUp(
        `${said}\nThe sessions have ended, but Workers that ask the Verifier may not know for 30 minutes.`,
      )
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
