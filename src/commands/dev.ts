import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { readDevVars } from './dev-vars.ts'
import { withProgress } from './progress.ts'
import { giveUp, runWrangler, startWrangler } from './wrangler.ts'

/** `npm run dev`: the service on this machine, with its state in `.wrangler` and its secret in `.dev.vars`. */

const port = Number(process.env['PORT'] ?? 8787)
const url = `http://localhost:${port}`
const PATIENCE_MS = 60_000

if (!Number.isInteger(port) || port < 1 || port > 65_535) giveUp('PORT must be a number from 1 to 65535.')
if (!(await isFree(port))) {
  giveUp(`Port ${port} is in use. Stop what runs there, or choose another one: PORT=8788 npm run dev`)
}
makeSecretUnlessThere()
const migrating = runWrangler(['d1', 'migrations', 'apply', 'DB', '--local'])
const migration = await withProgress('Migrating the local database', migrating)
if (!migration.succeeded) giveUp(`${migration.said}\nThe local database could not be migrated.`)

const appUrl = readDevVars()?.['APP_URL'] ? [] : ['--var', `APP_URL:${url}`]
const flags = ['--show-interactive-dev-session', 'false', ...appUrl]
const wrangler = startWrangler(['dev', '--port', String(port), ...flags], 'inherit')
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => wrangler.kill())
// npm's shell passes no signal on: when npm is ended, only a change of parent tells.
const parent = process.ppid
setInterval(() => process.ppid !== parent && wrangler.kill(), 500).unref()
wrangler.on('exit', (code) => process.exit(code ?? 0))
await greet()

/** Settings of this machine, made once. Whoever reads the secret can sign tokens: for the owner's eyes only. */
function makeSecretUnlessThere() {
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

/** Says where things are as soon as the service answers. */
async function greet() {
  const answer = await firstAnswer(Date.now() + PATIENCE_MS)
  if (!answer?.ok)
    return console.log(`\nThe service is not well: ${url}/healthz and the log above say why.\n`)
  console.log(`
  Postern    ${url}
  Mailbox    ${url}/dev/mailbox
  Health     ${url}/healthz
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
