import { globSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { SqlRunner } from '../../src/commands/database.ts'

const MIGRATIONS = resolve(import.meta.dirname, '../../migrations')

/** The database with its migrations, in memory: runs the SQL text that D1 runs otherwise. */
export function sqlInMemory(): { sql: SqlRunner; close: () => void } {
  const database = new DatabaseSync(':memory:')
  for (const name of readdirSync(MIGRATIONS)
    .filter((file) => file.endsWith('.sql'))
    .toSorted()) {
    database.exec(readFileSync(join(MIGRATIONS, name), 'utf8'))
  }
  const sql: SqlRunner = async <Rows extends Record<string, object>>(statements: {
    [Name in keyof Rows]: string
  }) => {
    database.exec('begin')
    try {
      const answers = Object.entries<string>(statements).map(([name, text]) => [
        name,
        database.prepare(text).all(),
      ])
      database.exec('commit')
      return Object.fromEntries(answers) as { [Name in keyof Rows]: Rows[Name][] }
    } catch (error) {
      database.exec('rollback')
      throw error
    }
  }
  return { sql, close: () => database.close() }
}

/** How long to wait for a service that writes to the same file. */
const PATIENCE_MS = 60_000

/** Runs one statement on the database of a service that runs in a folder. */
export function changeLocalDatabase(folder: string, statement: string): void {
  const files = globSync('.wrangler/state/v3/d1/**/*.sqlite', { cwd: folder })
  const [name, ...others] = files.filter((file) => basename(file) !== 'metadata.sqlite')
  if (name === undefined || others.length > 0) throw new Error(`not one database: ${files.join(', ')}`)
  const database = new DatabaseSync(join(folder, name), { timeout: PATIENCE_MS })
  database.exec(statement)
  database.close()
}
