import { runWrangler } from '../wrangler.ts'
import { broken, doubtful, type Finding, well } from './finding.ts'

/** Migrations that a database still lacks, and whether KV answers: both through wrangler. */
export async function checkStores(place: '--local' | '--remote'): Promise<Finding[]> {
  const [migrations, keys] = await Promise.all([
    runWrangler(['d1', 'migrations', 'list', 'DB', place]),
    runWrangler(['kv', 'key', 'list', '--binding', 'KV', '--prefix', 'probe', place]),
  ])
  return [ofMigrations(migrations, place), ofKeys(keys)]
}

function ofMigrations({ succeeded, said }: { succeeded: boolean; said: string }, place: string): Finding {
  const about = 'database'
  if (!succeeded) return broken(about, 'does not answer', `wrangler says: ${lastLine(said)}`)
  if (/No migrations to apply/i.test(said)) return well(about, 'answers, and has every migration')
  const missing = [...said.matchAll(/\d{4}_\w+\.sql/g)].map(([name]) => name)
  const todo = `Run npx wrangler d1 migrations apply DB ${place}`
  return missing.length > 0
    ? broken(about, `lacks ${missing.join(', ')}`, todo)
    : doubtful(about, 'answers, but what it says of migrations could not be read', todo)
}

const ofKeys = ({ succeeded, said }: { succeeded: boolean; said: string }): Finding =>
  succeeded
    ? well('key-value', 'answers')
    : broken('key-value', 'does not answer', `wrangler says: ${lastLine(said)}`)

const lastLine = (said: string) =>
  said
    .trim()
    .split('\n')
    .findLast((line) => line.trim() !== '') ?? 'nothing'
