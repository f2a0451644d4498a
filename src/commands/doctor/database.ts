import { READ_SCHEMA_VERSION, SCHEMA_VERSION } from '../../store/schema-version.ts'
import { isWithoutTables } from '../database.ts'
import { OLDER_DATABASE } from '../older-database.ts'
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
  const found = ofMigrations(migrations, place)
  return [found.state === 'ok' ? ofVersion(await askVersion(place, run), place) : found, ofKeys(keys)]
}

const about = 'database'

const askVersion = (place: string, run: typeof runWrangler) =>
  askWrangler(['d1', 'execute', 'DB', place, '--json', '--command', READ_SCHEMA_VERSION], run)

/** A database can have the names of all migrations and not what they make, when one of them was changed later. */
function ofVersion({ succeeded, output, said }: Ran, place: string): Finding {
  if (!succeeded && !isWithoutTables(said)) return problem(about, 'does not answer', reasonIn(said))
  const [answer] = succeeded ? (JSON.parse(output) as { results: { value: number }[] }[]) : []
  const version = answer?.results[0]?.value ?? 0
  if (version >= SCHEMA_VERSION) return ok(about, 'answers, and has every migration')
  return problem(
    about,
    `has version ${version} of the schema, and this code needs ${SCHEMA_VERSION}`,
    place === '--local' ? OLDER_DATABASE : 'Run npm run deploy with an unchanged copy of this version.',
  )
}

function ofMigrations({ succeeded, said }: Ran, place: string): Finding {
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
