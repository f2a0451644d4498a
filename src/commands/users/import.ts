import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { movingIn } from '../../store/import-export.ts'
import type { User } from '../../store/tables/users.ts'
import type { SqlRunner } from '../database.ts'
import { startProgress } from '../progress.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { giveUp } from '../terminal.ts'
import { readLine } from './line.ts'
import { linesOf } from './lines.ts'

/** Wrangler reads a whole file into memory: with this many users it takes a few seconds and some 100 MB. */
const USERS_A_FILE = 10_000
const MAX_REASONS = 1_000

/**
 * Makes users of the lines of a file. All become users in the last statement: if the command breaks off
 * before that, nobody is imported, and the same command can run again. One line that is refused keeps out
 * all others, unless `skipRefused` is set.
 */
export async function importUsers(
  sql: SqlRunner,
  file: string,
  { skipRefused }: { skipRefused: boolean },
): Promise<void> {
  if (!statSync(file).isFile()) giveUp(`${file} is not a file.`)
  const now = Date.now()
  const checked = await check(file, now)
  if (checked.refused > 0 && !skipRefused) refuse(checked.refused)
  if (checked.good === 0) giveUp('The file has no line to import.')

  const table = movingIn.tableOf(String(now))
  const [leftOver = []] = await sql.run<{ name: string }>(movingIn.begin(table))
  const tables = [table, ...leftOver.map(({ name }) => name)]
  await fillTable(sql, { file, table, now, total: checked.good })

  const [[refused] = [], reasons = []] = await sql.run<{ count: number; line: number; reason: string }>(
    movingIn.refused(table, MAX_REASONS),
  )
  for (const { line, reason } of reasons) console.error(`line ${line}: ${reason}`)
  const count = (refused?.count ?? 0) + checked.refused
  if (count > 0 && !skipRefused) {
    await sql.run(movingIn.end(tables))
    refuse(count)
  }
  const moveIn = movingIn.moveIn(table, { skipRefused })
  const answers = await sql.run<{ count: number }>([...moveIn, ...movingIn.end(tables)])
  const moved = answers[moveIn.length - 1]?.[0]?.count ?? 0
  console.log(`Imported ${moved} users.${count > 0 ? ` Refused ${count} lines.` : ''}`)
}

const refuse = (count: number): never =>
  giveUp(
    `${count} ${count === 1 ? 'line is' : 'lines are'} refused, so nobody was imported. --skip-refused imports the others.`,
  )

/** Reads the whole file before anything is written, and prints what is wrong with which line. */
async function check(file: string, now: number): Promise<{ good: number; refused: number }> {
  const progress = startProgress('Checking the lines')
  let [good, refused, printed] = [0, 0, 0]
  for await (const { number, text } of linesOf(file)) {
    const line = readLine(text, now)
    if ('user' in line) {
      good += 1
      continue
    }
    refused += 1
    for (const reason of line.reasons) {
      printed += 1
      if (printed <= MAX_REASONS) console.error(`line ${number}: ${reason}`)
    }
  }
  progress.end()
  if (printed > MAX_REASONS) console.error(`… and ${printed - MAX_REASONS} more`)
  return { good, refused }
}

/** Copies the good lines into the table of this import, some thousand at a time. */
async function fillTable(
  sql: SqlRunner,
  { file, table, now, total }: { file: string; table: string; now: number; total: number },
): Promise<void> {
  const folder = temporaryFolder('import') // the file in it has password hashes
  const path = join(folder.path, 'users.sql')
  const progress = startProgress('Importing', { total })
  let [waiting, done] = [[] as { line: number; user: User }[], 0]
  const take = async () => {
    writeFileSync(path, `${movingIn.wait(table, waiting).join(';\n')};\n`, { mode: 0o600 })
    await sql.runFile(path)
    done += waiting.length
    waiting = []
    progress.reach(done)
  }
  try {
    for await (const { number, text } of linesOf(file)) {
      const line = readLine(text, now)
      if ('user' in line) waiting.push({ line: number, user: line.user })
      if (waiting.length === USERS_A_FILE) await take()
    }
    if (waiting.length > 0) await take()
  } finally {
    progress.end()
    folder.remove()
  }
  if (done !== total) giveUp('The file has changed while it was read, and nobody was imported.')
}
