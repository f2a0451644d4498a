import { withProgress } from './progress.ts'
import { giveUp } from './terminal.ts'
import { LOGIN, reasonIn, runWrangler } from './wrangler.ts'

/** The database of this machine, or the deployed one. */
export type Place = '--local' | '--remote'

/** Runs SQL text on a database. */
export type SqlRunner = {
  /** Runs statements as one transaction. Answers the rows of each. */
  run: <Row>(statements: string[], options?: { quiet?: boolean }) => Promise<Row[][]>
  /** Runs a file of statements, all of them or none. */
  runFile: (file: string) => Promise<void>
}

/** SQL text by `wrangler d1 execute`, which takes files as large as an import makes them. */
export function wranglerSql(place: Place): SqlRunner {
  const execute = (...words: string[]) =>
    runWrangler(['d1', 'execute', 'DB', place, '--json', '--yes', ...words])
  return {
    async run<Row>(statements: string[], { quiet = false } = {}) {
      const running = execute('--command', statements.join(';\n'))
      const { succeeded, output, said } = await (quiet
        ? running
        : withProgress('Asking the database', running))
      if (!succeeded) refused(place, said)
      return (JSON.parse(output) as { results: Row[] }[]).map(({ results }) => results)
    },
    async runFile(file) {
      const { succeeded, said } = await execute('--file', file)
      if (!succeeded) refused(place, said)
    },
  }
}

function refused(place: Place, said: string): never {
  const reason = reasonIn(said)
  if (isWithoutTables(reason)) giveUp(NO_TABLES[place])
  giveUp(
    `The database refused, and nothing was changed: ${reason}${place === '--remote' ? `\n${LOGIN}` : ''}`,
  )
}

export const isWithoutTables = (reason: string) => /no such table/.test(reason)

export const NO_TABLES: Record<Place, string> = {
  '--local': 'There is no database on this machine yet. Run npm run dev once: it makes one.',
  '--remote': 'The deployed database has no tables yet. Run npm run deploy: it makes them.',
}
