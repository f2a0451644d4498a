import { closeSync, openSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { movingOut } from '../../store/import-export.ts'
import type { User } from '../../store/tables/users.ts'
import type { SqlRunner } from '../database.ts'
import { startProgress } from '../progress.ts'
import { giveUp } from '../terminal.ts'
import { writeLine } from './line.ts'

const USERS_A_PAGE = 5_000

/**
 * Writes all users into a file, in the form that an import reads. Only its owner can read it, because it
 * has password hashes. The file gets its name when it is complete. A pipe or a device is written to as it is.
 */
export async function exportUsers(
  sql: SqlRunner,
  file: string,
  { overwrite }: { overwrite: boolean },
): Promise<void> {
  const existing = statSync(file, { throwIfNoEntry: false })
  const isStream = existing !== undefined && !existing.isFile() && !existing.isDirectory()
  if (existing && !isStream && !overwrite) giveUp(`${file} exists already. --overwrite replaces it.`)
  if (!statSync(dirname(file), { throwIfNoEntry: false })) giveUp(`There is no folder ${dirname(file)}.`)
  const count = isStream ? await writeInto(openSync(file, 'w'), sql) : await writeWhole(file, sql)
  // Not among the users, if they go to standard output.
  const say = isStream ? console.error : console.log
  say(`Exported ${count} users to ${file}, with their password hashes. Keep it safe.`)
}

async function writeWhole(file: string, sql: SqlRunner): Promise<number> {
  const part = `${file}.part`
  const remove = () => rmSync(part, { force: true })
  remove()
  process.once('exit', remove)
  const count = await writeInto(openSync(part, 'wx', 0o600), sql)
  renameSync(part, file)
  process.off('exit', remove)
  return count
}

async function writeInto(output: number, sql: SqlRunner): Promise<number> {
  const { count: counted } = await sql<{ count: { count: number } }>(movingOut.count)
  const progress = startProgress('Exporting', { total: counted[0]?.count ?? 0 })
  try {
    for (let [count, after] = [0, '']; ;) {
      const { users } = await sql<{ users: User }>(movingOut.page({ after, max: USERS_A_PAGE }))
      writeFileSync(output, users.map((user) => `${writeLine(user)}\n`).join(''))
      count += users.length
      progress.reach(count)
      if (users.length < USERS_A_PAGE) return count
      after = users.at(-1)?.id ?? ''
    }
  } finally {
    progress.end()
    closeSync(output)
  }
}
