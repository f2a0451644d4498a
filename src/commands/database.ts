import { existsSync } from 'node:fs'
import { type Bindings, openBindings } from './bindings.ts'
import { withProgress } from './progress.ts'
import { giveUp } from './terminal.ts'
import { whileBusy, wordsOf } from './while-busy.ts'
import { LOGIN } from './wrangler.ts'

/** The database of this machine, or the deployed one. */
export type Place = '--local' | '--remote'

/** Runs statements, given by name, as one transaction. Answers the rows of each by its name. */
export type SqlRunner = <Rows extends Record<string, object>>(statements: {
  [Name in keyof Rows]: string
}) => Promise<{ [Name in keyof Rows]: Rows[Name][] }>

/** Where wrangler keeps the database of this machine. */
const LOCAL_STATE = '.wrangler/state/v3/d1'

/** Opens the database and key-value of a place. Where there is none yet, none is made. */
export async function openPlace(place: Place): ReturnType<typeof openBindings> {
  if (place === '--local' && !existsSync(LOCAL_STATE)) giveUp(NO_TABLES[place])
  return withProgress('Opening the database', openBindings(place))
}

/** Opens the database and key-value of a place for SQL text, and closes them when the work is done. */
export async function withDatabase<Result>(
  place: Place,
  act: (sql: SqlRunner, bindings: Bindings) => Promise<Result>,
): Promise<Result> {
  const { close, ...bindings } = await openPlace(place)
  try {
    return await act(sqlOn(bindings.DB, place), bindings)
  } finally {
    await close()
  }
}

function sqlOn(database: D1Database, place: Place): SqlRunner {
  return async <Rows extends Record<string, object>>(statements: { [Name in keyof Rows]: string }) => {
    const texts = Object.values<string>(statements)
    const run = () => database.batch(texts.map((text) => database.prepare(text)))
    const answers = await whileBusy(run).catch((error: unknown) => refused(place, wordsOf(error)))
    const named = Object.keys(statements).map((name, index) => [name, answers[index]?.results ?? []])
    return Object.fromEntries(named) as { [Name in keyof Rows]: Rows[Name][] }
  }
}

/** Ends the command for what the database, or wrangler in front of it, has said. */
export function refused(place: Place, reason: string): never {
  if (isWithoutTables(reason)) giveUp(NO_TABLES[place])
  giveUp(
    `The database refused, and nothing was changed: ${reason.trim()}${place === '--remote' ? `\n${LOGIN}` : ''}`,
  )
}

/** The table of an import can be gone though the others are there. */
export const isWithoutTables = (reason: string) => /no such table: (?!moving_in_)/.test(reason)

const NO_TABLES: Record<Place, string> = {
  '--local': 'There is no database on this machine yet. Run npm run dev once: it makes one.',
  '--remote': 'The deployed database has no tables yet. Run npm run deploy: it makes them.',
}
