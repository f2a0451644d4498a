import { askWrangler, type Ran, reasonIn, runWrangler } from '../wrangler.ts'
import { broken, doubtful, type Finding, well } from './finding.ts'

/**
 * Asks wrangler which migrations the database lacks, and whether KV answers. One after the other: two
 * wranglers that start on an empty local state at the same moment can end each other.
 */
export async function checkStores(
  place: '--local' | '--remote',
  run: typeof runWrangler = runWrangler,
): Promise<Finding[]> {
  const migrations = await askWrangler(['d1', 'migrations', 'list', 'DB', place], run)
  const keys = await askWrangler(['kv', 'key', 'list', '--binding', 'KV', '--prefix', 'probe', place], run)
  return [ofMigrations(migrations, place), ofKeys(keys)]
}

function ofMigrations({ succeeded, said }: Ran, place: string): Finding {
  const about = 'database'
  if (!succeeded) return broken(about, 'does not answer', reasonIn(said))
  if (/No migrations to apply/i.test(said)) return well(about, 'answers, and has every migration')
  const missing = [...said.matchAll(/\d{4}_\w+\.sql/g)].map(([name]) => name)
  const todo = `Run npx wrangler d1 migrations apply DB ${place}`
  return missing.length > 0
    ? broken(about, `lacks ${missing.join(', ')}`, todo)
    : doubtful(about, 'answers, but what it says of migrations could not be read', todo)
}

const ofKeys = ({ succeeded, said }: Ran): Finding =>
  succeeded ? well('key-value', 'answers') : broken('key-value', 'does not answer', reasonIn(said))
