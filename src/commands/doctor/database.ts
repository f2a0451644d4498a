import { globSync } from 'node:fs'
import { READ_SCHEMA_VERSION, SCHEMA_VERSION } from '../../store/schema-version.ts'
import type { Place } from '../database.ts'
import { OLDER_DATABASE } from '../older-database.ts'
import { type Finding, ok, problem } from './finding.ts'
import type { Stores } from './stores.ts'

/** Where wrangler writes down which migrations a database has. */
const READ_MIGRATIONS = 'select name from d1_migrations'

/** Asks which migrations the database lacks, and whether key-value answers. */
export async function checkStores(stores: Stores, place: Place): Promise<Finding[]> {
  return [await checkDatabase(stores, place), await checkKeyValue(stores)]
}

async function checkDatabase({ sql }: Stores, place: Place): Promise<Finding> {
  const about = 'database'
  const applied = await sql(READ_MIGRATIONS)
  if ('refused' in applied) return problem(about, 'does not answer', applied.refused)
  const names = new Set(applied.rows.map(({ name }) => name))
  const missing = globSync('*.sql', { cwd: 'migrations' }).filter((name) => !names.has(name))
  if (missing.length > 0) {
    return problem(
      about,
      `lacks ${missing.toSorted().join(', ')}`,
      `Run ${place === '--local' ? 'npm run dev' : 'npm run deploy'}, which migrates it, or npx wrangler d1 migrations apply DB ${place}`,
    )
  }
  // It can have the names of all migrations and not what they make, when one of them was changed later.
  const marks = await sql(READ_SCHEMA_VERSION)
  if ('refused' in marks) return problem(about, 'does not answer', marks.refused)
  const version = Number(marks.rows[0]?.['value'] ?? 0)
  if (version >= SCHEMA_VERSION) return ok(about, 'answers, and has every migration')
  return problem(
    about,
    `has version ${version} of the schema, and this code needs ${SCHEMA_VERSION}`,
    place === '--local' ? OLDER_DATABASE : 'Run npm run deploy with an unchanged copy of this version.',
  )
}

async function checkKeyValue({ keys }: Stores): Promise<Finding> {
  const answer = await keys()
  if ('refused' in answer) return problem('key-value', 'does not answer', answer.refused)
  return ok('key-value', 'answers')
}
