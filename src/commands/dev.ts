import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { readDevVars } from './dev-vars.ts'
import { OLDER_DATABASE, whyNotMigrated } from './older-database.ts'
import { withProgress } from './progress.ts'
import { giveUp, readWords, runCommand } from './terminal.ts'
import { runWrangler, startWrangler } from './wrangler.ts'

/** `npm run dev`: the service on this machine. Its data is in `.wrangler`, its secret in `.dev.vars`. */

const USAGE = `npm run dev              the service on http://localhost:8787
PORT=8788 npm run dev    on another port
INSPECTOR_PORT=9230      the debugger on another port than 9229; 0 is any free one

Its data is in .wrangler, its settings are in .dev.vars. The first start makes both.`

const PATIENCE_MS = 60_000

readWords(USAGE, {})
const port = Number(process.env['PORT'] ?? 8787)
const url = `http://localhost:${port}`

await runCommand(async () => {
  if (!Number.isInteger(port) || port < 1 || port > 65_535) giveUp('PORT must be a number from 1 to 65535.')
  if (!(await isFree(port))) {
    const another = port === 8788 ? 8789 : 8788
    giveUp(`Port ${port} is in use. Stop what runs there, or choose another one: PORT=${another} npm run dev`)
  }
  makeDevVars()
  const migrating = runWrangler(['d1', 'migrations', 'apply', 'DB', '--local'])
  const { succeeded, said } = await withProgress('Migrating the local database', migrating)
  if (!succeeded) giveUp(whyNotMigrated(said))
  startService()
  await greet()
})

/** The settings of this machine, if there are none. Whoever reads the secret can sign tokens: only the owner may. */
function makeDevVars() {
  if (readDevVars()) return
  const secret = randomBytes(32).toString('base64url')
  writeFileSync('.dev.vars', `ENVIRONMENT=development\nAUTH_SECRET=${secret}\n`, { mode: 0o600 })
}

function isFree(wanted: number): Promise<boolean> {
  const probe = createServer()
  return new Promise((resolve) => {
    probe.once('error', () => resolve(false))
    probe.listen(wanted, 'localhost', () => probe.close(() => resolve(true)))
  })
}

/** Starts wrangler, and ends it when this command is ended. */
function startService() {
  const appUrl = readDevVars()?.['APP_URL'] ? [] : ['--var', `APP_URL:${url}`]
  const inspector = process.env['INSPECTOR_PORT']
  const debug = inspector === undefined ? [] : ['--inspector-port', inspector]
  const flags = ['--show-interactive-dev-session', 'false', ...appUrl, ...debug]
  const wrangler = startWrangler(['dev', '--port', String(port), ...flags], 'inherit')
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => wrangler.kill())
  // npm's shell passes no signal on. When npm has ended, this process has another parent.
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && wrangler.kill(), 500).unref()
  wrangler.on('exit', (code) => process.exit(code ?? 0))
}

/** Prints where things are as soon as the service answers. */
async function greet() {
  const answer = await firstAnswer(Date.now() + PATIENCE_MS)
  if (!answer?.ok) {
    const said = (await answer?.json().catch(() => undefined)) as { failing?: string[] } | undefined
    if (said?.failing?.includes('database')) console.log(`\n${OLDER_DATABASE}`)
    return console.log(`\nThe service reports a problem: see ${url}/healthz and the log above.\n`)
  }
  console.log(`
  Postern    ${url}
  Mailbox    ${url}/dev/mailbox
  Health     ${url}/healthz
  API        ${url}/docs
`)
}

async function firstAnswer(deadline: number): Promise<Response | undefined> {
  while (Date.now() < deadline) {
    const answer = await fetch(`${url}/healthz`).catch(() => undefined)
    if (answer) return answer
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  return undefined
}
