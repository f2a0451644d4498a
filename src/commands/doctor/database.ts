import { askWrangler, type Ran, reasonIn, runWrangler } from '../wrangler.ts'
import { type Finding, ok, problem, warning } from './finding.ts'

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
  if (!succeeded) return problem(about, 'does not answer', reasonIn(said))
  if (/No migrations to apply/i.test(said)) return ok(about, 'answers, and has every migration')
  const missing = [...said.matchAll(/\d{4}_\w+\.sql/g)].map(([name]) => name)
  const command = `npx wrangler d1 migrations apply DB ${place}`
  const todo = `Run ${place === '--local' ? 'npm run dev' : 'npm run deploy'}, which migrates it, or ${command}`
  return missing.length > 0
    ? problem(about, `lacks ${missing.join(', ')}`, todo)
    : warning(about, 'answers, but wrangler does not say which migrations it has', todo)
}

const ofKeys = ({ succeeded, said }: Ran): Finding =>
  succeeded ? ok('key-value', 'answers') : problem('key-value', 'does not answer', reasonIn(said))
