import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { orEnd } from '../../src/commands/terminal.ts'
import { makeClone } from '../journey/clone.ts'
import { freePort } from '../journey/ports.ts'
import { changeLocalDatabase } from '../journey/sqlite.ts'
import { clientOf, type Seen } from './client.ts'
import { cleaningWords } from './words.ts'

/**
 * `npm run load:cleaning -- --rows 20000` fills the database of a running service with so many expired rows of
 * three kinds, and starts the cron trigger. Prints how many rows a second go, and how long requests wait
 * meanwhile.
 */

const { rows } = orEnd(() => cleaningWords(process.argv.slice(2)))

const numbers = `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${rows})`
const KINDS = [
  `insert into challenges (id, subject, purpose, tries, created_at, expires_at) select 'load' || i, i, 'sign_in', 0, 0, 1 from n`,
  `insert into audit_events (id, subject, event, outcome, at) select 'load' || i, i, 'signed_in', 'success', 1 from n`,
  `insert into sessions (id, user_id, generation, rotated_at, repeats, auth_time, created_at, idle_expires_at, expires_at)
   select 'load' || i, i, 0, 0, 0, 0, 0, 0, 1 from n`,
]

const clone = makeClone()
const settings = {
  ENVIRONMENT: 'development',
  AUTH_SECRET: 'a secret of the load run of more than 32 characters',
  // Few: what a password costs is no part of the wait for the database.
  PASSWORD_ITERATIONS: '10000',
}
const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`)
writeFileSync(join(clone.folder, '.dev.vars'), lines.join(''))
const service = await clone.dev({ port: await freePort() })
try {
  for (const kind of KINDS) changeLocalDatabase(clone.folder, `${numbers} ${kind}`)
  const idle = await waitsDuring(new Promise((resolve) => setTimeout(resolve, 5_000)))
  const began = performance.now()
  const busy = await waitsDuring(fetch(`${service.url}/cdn-cgi/handler/scheduled`).then(checked))
  const seconds = (performance.now() - began) / 1000
  const left = service.said().match(/"event":"expired_rows_deleted".*?"count":(\d+)/)?.[1]
  console.log(`
${KINDS.length} kinds of ${rows} rows, gone in ${seconds.toFixed(1)} s: ${Math.round(rows / seconds)} rows a second of each kind,
${Math.round((KINDS.length * rows) / seconds)} of all
the cron trigger says that ${left} rows went
a registration waits, before: ${idle}
a registration waits, meanwhile: ${busy}`)
} finally {
  await service.stop()
  clone.remove()
}

async function checked(answer: Response) {
  if (!answer.ok) throw new Error(`the cron trigger answered ${answer.status}: ${await answer.text()}`)
}

/** Registers somebody again and again while some work goes on. Answers how long the requests have waited. */
async function waitsDuring(work: Promise<unknown>): Promise<string> {
  const seen: Seen = { statuses: new Map(), waits: [], wrong: [] }
  let isDone = false
  const ending = work.finally(() => (isDone = true))
  while (!isDone) {
    const email = `${seen.waits.length}-${Math.round(performance.now())}@example.com`
    const body = { email, password: 'seven dry words', names: 'Ada', surnames: 'Lovelace' }
    await clientOf(service.url, seen)('POST /api/v1/auth/register', 201, { body }).catch(() => undefined)
  }
  await ending
  const sorted = seen.waits.toSorted((one, other) => one - other)
  const at = (part: number) =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0)
  const statuses = [...seen.statuses].map(([status, count]) => `${status}: ${count}`).join(', ')
  return `median ${at(0.5)} ms, longest ${at(1)} ms, ${sorted.length} requests, statuses ${statuses}`
}
