import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { movingIn } from '../../store/import-export.ts'
import type { User } from '../../store/tables/users.ts'
import { execute, executeFile, type Place } from '../database.ts'
import { startProgress } from '../progress.ts'
import { giveUp } from '../wrangler.ts'
import { readLine } from './line.ts'
import { linesOf } from './lines.ts'

/** As many as wrangler, which reads all of a file, takes in a few seconds and some 100 MB. */
const USERS_A_FILE = 10_000
const MAX_REASONS = 1_000

/**
 * Makes users of the lines of a file, all at once in the end: whatever breaks off before, a crash
 * included, has made nobody a user, and the same command can be given again. Unless told to skip what is
 * refused, one such line keeps out all.
 */
export async function importUsers(
  place: Place,
  file: string,
  { skipRefused }: { skipRefused: boolean },
): Promise<void> {
  if (!existsSync(file)) giveUp(`There is no file ${file}.`)
  const now = Date.now()
  const checked = await check(file, now)
  if (checked.refused > 0 && !skipRefused) refuse(checked.refused)
  if (checked.good === 0) giveUp('There is no line to import.')

  const table = movingIn.tableOf(String(now))
  const [leftOver = []] = await execute<{ name: string }>(place, movingIn.begin(table))
  const tables = [table, ...leftOver.map(({ name }) => name)]
  await wait(place, { file, table, now, total: checked.good })

  const [[refused] = [], reasons = []] = await execute<{ count: number; line: number; reason: string }>(
    place,
    movingIn.refused(table, MAX_REASONS),
  )
  for (const { line, reason } of reasons) console.error(`line ${line}: ${reason}`)
  const count = (refused?.count ?? 0) + checked.refused
  if (count > 0 && !skipRefused) {
    await execute(place, movingIn.end(tables))
    refuse(count)
  }
  const moveIn = movingIn.moveIn(table, { skipRefused })
  const answers = await execute<{ count: number }>(place, [...moveIn, ...movingIn.end(tables)])
  const moved = answers[moveIn.length - 1]?.[0]?.count ?? 0
  console.log(`Imported ${moved} users.${count > 0 ? ` Refused ${count} lines.` : ''}`)
}

const refuse = (count: number): never =>
  giveUp(
    `${count} ${count === 1 ? 'line is' : 'lines are'} refused, so nobody was imported. --skip-refused imports the others.`,
  )

/** Reads all of the file before anything is written, and says what is wrong with which line. */
async function check(file: string, now: number): Promise<{ good: number; refused: number }> {
  const progress = startProgress('Checking the lines')
  let [good, refused, said] = [0, 0, 0]
  for await (const { number, text } of linesOf(file)) {
    const line = readLine(text, now)
    if ('user' in line) {
      good += 1
      continue
    }
    refused += 1
    for (const reason of line.reasons) {
      said += 1
      if (said <= MAX_REASONS) console.error(`line ${number}: ${reason}`)
    }
  }
  progress.end()
  if (said > MAX_REASONS) console.error(`… and ${said - MAX_REASONS} more`)
  return { good, refused }
}

/** Takes the good lines to the table where they wait, some thousand at a time. */
async function wait(
  place: Place,
  { file, table, now, total }: { file: string; table: string; now: number; total: number },
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'postern-import-'))
  const path = join(folder, 'users.sql')
  // Password hashes are in it: it goes however this ends.
  const remove = () => rmSync(folder, { recursive: true, force: true })
  process.once('exit', remove)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))

  const progress = startProgress('Importing', { total })
  let [waiting, done] = [[] as { line: number; user: User }[], 0]
  const take = async () => {
    writeFileSync(path, `${movingIn.wait(table, waiting).join(';\n')};\n`, { mode: 0o600 })
    await executeFile(place, path)
    done += waiting.length
    waiting = []
    progress.reach(done)
  }
  for await (const { number, text } of linesOf(file)) {
    const line = readLine(text, now)
    if ('user' in line) waiting.push({ line: number, user: line.user })
    if (waiting.length === USERS_A_FILE) await take()
  }
  if (waiting.length > 0) await take()
  progress.end()
  remove()
  if (done !== total) giveUp('The file has changed while it was read, and nobody was imported.')
}
