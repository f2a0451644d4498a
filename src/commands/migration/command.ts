import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import type { Command } from '../terminal.ts'
import { type Manual, readWords } from '../words.ts'

const FOLDER = 'migrations'

const MANUAL: Manual = {
  usage: `npm run migration

Compares src/store/tables with the migrations, and writes what is missing into a new file of ${FOLDER}/.
src/docs/floor-plan.md says what else a change of the schema needs.`,
  help: 'npm run migration -- --help',
}

const DRIZZLE_KIT = 'node_modules/drizzle-kit/bin.cjs'
const GENERATE = ['generate', '--dialect', 'sqlite', '--schema', 'src/store/tables', '--out', FOLDER]

/** Answers 1 when drizzle-kit has failed, which says why itself. */
export const migration: Command = async (argv) => {
  readWords(MANUAL, argv, { options: {} })
  const before = new Set(readdirSync(FOLDER))
  const drizzleKit = spawn(process.execPath, [DRIZZLE_KIT, ...GENERATE], { stdio: 'inherit' })
  const [code] = (await once(drizzleKit, 'close')) as [number | null]
  if (code !== 0) return 1
  const made = readdirSync(FOLDER).find((name) => !before.has(name))
  if (made !== undefined) {
    console.log(
      `Open ${FOLDER}/${made} with a comment: why the schema changes. Then add its number to marks, and WITHOUT ROWID behind each new table.`,
    )
  }
  return 0
}
