import { randomBytes } from 'node:crypto'
import { movingIn } from '../../store/import-export.ts'
import type { User } from '../../store/tables/users.ts'
import type { SqlRunner } from '../database.ts'
import { counted } from '../counted.ts'
import { startProgress, withProgress } from '../progress.ts'
import { giveUp, printable } from '../terminal.ts'
import { readLine } from './line.ts'
import { linesOf } from './lines.ts'
import { isSlow, SLOW } from './first-sign-in.ts'

/** Few enough for a transaction of some milliseconds: a running service waits for no longer one. */
const USERS_A_STEP = 500
const MAX_REASONS = 1_000

/**
 * Makes users of the lines of a file. All become users in the last transaction: if the command breaks off
 * before that, nobody is imported, and the same command can run again. One line that is refused keeps out
 * all others, unless `skipRefused` is set. Answers the sessions that have ended with accounts that had to yield.
 */
export async function importUsers(
  sql: SqlRunner,
  file: string,
  { skipRefused }: { skipRefused: boolean },
): Promise<string[]> {
  const now = Date.now()
  const checked = await check(file, now)
  if (checked.refused > 0 && !skipRefused) refuse(checked.refused)
  if (checked.good === 0) giveUp('The file has no line to import.')
  if (checked.slow > 0) console.error(warning(checked.slow))

  // Two imports that begin in the same millisecond are two.
  const run = `${now}_${randomBytes(4).toString('hex')}`
  const { leftOver } = await sql<{ leftOver: { run: string } }>(movingIn.begin(run, now))
  try {
    if (leftOver.length > 0) await sql(movingIn.end(leftOver.map((other) => other.run)))
    await fillTable(sql, { file, run, now, total: checked.good })
    return await moveIn(sql, { run, skipRefused, refusedBefore: checked.refused })
  } catch (error) {
    // Nothing of it is needed any more. If this fails too, the cron trigger drops the table after a day.
    await sql(movingIn.end([run])).catch(() => undefined)
    throw explained(error)
  }
}

/** What can only happen because others work on the database at the same time. */
function explained(error: unknown): unknown {
  const reason = error instanceof Error ? error.message : ''
  if (/constraint failed/.test(reason)) {
    giveUp('Somebody has taken an address or id of the file meanwhile, so nobody was imported. Run it again.')
  }
  if (/no such table: moving_in_/.test(reason)) {
    giveUp(
      'This import has paused for more than a day and was cleaned up, so nobody was imported. Run it again.',
    )
  }
  return error
}

async function moveIn(
  sql: SqlRunner,
  { run, skipRefused, refusedBefore }: { run: string; skipRefused: boolean; refusedBefore: number },
): Promise<string[]> {
  const { count, reasons } = await withProgress(
    'Asking the database',
    sql<{ count: { count: number }; reasons: { line: number; reason: string } }>(
      movingIn.refused(run, { max: MAX_REASONS, now: Date.now() }),
    ),
  )
  for (const { line, reason } of reasons) printReason(line, reason)
  const refused = (count[0]?.count ?? 0) + refusedBefore
  if (refused > 0 && !skipRefused) refuse(refused)
  const moved = await withProgress(
    'Making users',
    sql<{ count: { count: number }; ended: { id: string } }>(
      movingIn.moveIn(run, { skipRefused, now: Date.now() }),
    ),
  )
  console.log(
    `Imported ${counted(moved.count[0]?.count ?? 0, 'user')}.${refused > 0 ? ` Refused ${counted(refused, 'line')}.` : ''}`,
  )
  return moved.ended.map(({ id }) => id)
}

const warning = (slow: number) =>
  `Note: ${slow} ${slow === 1 ? 'hash takes' : 'hashes take'} more than ${SLOW} times the CPU of one of ours, until the user ` +
  'has signed in once. The guide "Moving in" has the figures.'

const refuse = (count: number): never =>
  giveUp(
    `${count} ${count === 1 ? 'line is' : 'lines are'} refused, so nobody was imported. --skip-refused imports the others.`,
  )

/** A reason names members of the file, which others have written. */
const printReason = (line: number, reason: string) => console.error(printable(`line ${line}: ${reason}`))

/** Reads the whole file before anything is written, and prints what is wrong with which line. */
async function check(file: string, now: number): Promise<{ good: number; refused: number; slow: number }> {
  const progress = startProgress('Checking the lines')
  let [good, refused, printed, slow] = [0, 0, 0, 0]
  for await (const { number, text } of linesOf(file)) {
    const line = readLine(text, now)
    if ('user' in line) {
      good += 1
      if (isSlow(line.user.password)) slow += 1
      continue
    }
    refused += 1
    for (const reason of line.reasons) {
      printed += 1
      if (printed <= MAX_REASONS) printReason(number, reason)
    }
  }
  progress.end()
  if (printed > MAX_REASONS) console.error(`… and ${printed - MAX_REASONS} more`)
  return { good, refused, slow }
}

/** Copies the good lines into the table of this import, in small steps. A service that runs has its turn between them. */
async function fillTable(
  sql: SqlRunner,
  { file, run, now, total }: { file: string; run: string; now: number; total: number },
): Promise<void> {
  const progress = startProgress('Importing', { total })
  let [waiting, done] = [[] as { line: number; user: User }[], 0]
  const take = async () => {
    const began = performance.now()
    await sql(movingIn.wait(run, waiting, Date.now()))
    done += waiting.length
    waiting = []
    progress.reach(done)
    await new Promise((resolve) => setTimeout(resolve, performance.now() - began))
  }
  try {
    for await (const { number, text } of linesOf(file)) {
      const line = readLine(text, now)
      if ('user' in line) waiting.push({ line: number, user: line.user })
      if (waiting.length === USERS_A_STEP) await take()
    }
    if (waiting.length > 0) await take()
  } finally {
    progress.end()
  }
  if (done !== total) giveUp('The file has changed while it was read, and nobody was imported.')
}
