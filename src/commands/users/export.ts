import {
  accessSync,
  closeSync,
  constants,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { movingOut } from '../../store/import-export.ts'
import type { User } from '../../store/tables/users.ts'
import type { SqlRunner } from '../database.ts'
import { counted } from '../counted.ts'
import { startProgress } from '../progress.ts'
import { giveUp } from '../terminal.ts'
import { writeLine } from './line.ts'

const USERS_A_PAGE = 5_000

/** Whether users can be written there. Answers whether it is a pipe or a device, which is written to as it is. */
export function checkTarget(file: string, { overwrite }: { overwrite: boolean }): { isStream: boolean } {
  const existing = statSync(file, { throwIfNoEntry: false })
  if (existing?.isDirectory()) giveUp(`${file} is a folder, not a file. Name a file.`)
  const isStream = existing !== undefined && !existing.isFile()
  if (existing && !isStream && !overwrite) giveUp(`${file} exists already. --overwrite replaces it.`)
  if (!statSync(dirname(file), { throwIfNoEntry: false })?.isDirectory()) {
    giveUp(`There is no folder ${dirname(file)}. Make it first, or name another file.`)
  }
  // The folder is asked, because the file gets its name when it is complete.
  accessSync(isStream ? file : dirname(file), constants.W_OK)
  return { isStream }
}

/**
 * Writes all users into a file, in the form that an import reads. Only its owner can read it, because it
 * has password hashes. The file gets its name when it is complete.
 */
export async function exportUsers(
  sql: SqlRunner,
  file: string,
  options: { overwrite: boolean },
): Promise<void> {
  const { isStream } = checkTarget(file, options)
  const count = isStream ? await writeInto(openSync(file, 'w'), sql) : await writeWhole(file, sql)
  // Not among the users, if they go to standard output.
  const say = isStream ? console.error : console.log
  say(`Exported ${counted(count, 'user')} to ${file}, with their password hashes. Keep it safe.`)
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
