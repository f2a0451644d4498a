import { closeSync, existsSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { movingOut } from '../../store/import-export.ts'
import type { User } from '../../store/tables/users.ts'
import type { SqlRunner } from '../database.ts'
import { startProgress } from '../progress.ts'
import { giveUp } from '../terminal.ts'
import { writeLine } from './line.ts'

const USERS_A_PAGE = 10_000

/**
 * Writes all users into a file, in the form that an import reads. Only its owner can read it, because it
 * has password hashes. The file gets its name when it is complete.
 */
export async function exportUsers(
  sql: SqlRunner,
  file: string,
  { overwrite }: { overwrite: boolean },
): Promise<void> {
  if (existsSync(file) && !overwrite) giveUp(`${file} exists already. --overwrite replaces it.`)
  if (!existsSync(dirname(file))) giveUp(`There is no folder ${dirname(file)}.`)
  const page = (after: string) => movingOut.page({ after, max: USERS_A_PAGE })
  const [counted = [], first = []] = await sql.run<User & { count: number }>([
    ...movingOut.count(),
    ...page(''),
  ])
  const progress = startProgress('Exporting', { total: counted[0]?.count ?? 0 })
  const part = `${file}.part`
  rmSync(part, { force: true })
  process.once('exit', () => rmSync(part, { force: true }))
  const output = openSync(part, 'wx', 0o600)
  let [users, count] = [first as User[], 0]
  for (;;) {
    writeFileSync(output, users.map((user) => `${writeLine(user)}\n`).join(''))
    count += users.length
    progress.reach(count)
    if (users.length < USERS_A_PAGE) break
    const [next = []] = await sql.run<User>(page(users.at(-1)?.id ?? ''), { quiet: true })
    users = next
  }
  closeSync(output)
  renameSync(part, file)
  progress.end()
  console.log(`Exported ${count} users to ${file}, with their password hashes. Keep it safe.`)
}
