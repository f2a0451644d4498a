import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { buildClientPackage, packClient } from '../../src/commands/client-package.ts'
import { orEnd } from '../../src/commands/terminal.ts'
import { openBrowser, theChromium } from '../journey/browser.ts'
import { makeClone } from '../journey/clone.ts'
import type { App } from './app.ts'
import { next } from './next.ts'
import { express, node16, worker } from './servers.ts'
import { vite, viteReact } from './vite.ts'
import { appsWanted } from './words.ts'

/**
 * `npm run try:apps`: installs the package of the client in apps that the generators of their frameworks make,
 * builds them, runs them, and goes through a story in each, against `npm run dev`. It needs the network, for
 * npm. With names it tries only those: `npm run try:apps -- vite next`.
 */
const APPS: App[] = [vite, viteReact, next, node16, express, worker]
const SERVICE_PORT = 8810

const known = APPS.map(({ name }) => name)
const names = orEnd(() => appsWanted(process.argv.slice(2), known))
orEnd(theChromium)
const chosen = APPS.filter(({ name }) => names.includes(name))
const home = mkdtempSync(join(tmpdir(), 'postern-apps-'))
const { NODE_ENV: _ours, ...ourEnvironment } = process.env
const environment = {
  ...ourEnvironment,
  CI: 'true',
  NEXT_TELEMETRY_DISABLED: '1',
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_REGISTRY_PATH: join(home, 'registry'),
}
process.env['WRANGLER_REGISTRY_PATH'] = environment.WRANGLER_REGISTRY_PATH

mkdirSync(join(home, 'package'))
buildClientPackage(join(home, 'package'))
const tarball = packClient(join(home, 'package'), home)
const clone = makeClone()
const settings = {
  ENVIRONMENT: 'development',
  AUTH_SECRET: 'a secret of the tests of more than 32 characters',
  ALLOWED_ORIGINS: APPS.map(urlOf).join(),
  PASSWORD_ITERATIONS: '10000',
}
const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`)
writeFileSync(join(clone.folder, '.dev.vars'), lines.join(''))
const service = await clone.dev({ port: SERVICE_PORT })
const browser = await openBrowser()
try {
  for (const app of chosen) await attempt(app)
} finally {
  await browser.close()
  await service.stop()
  clone.remove()
  rmSync(home, { recursive: true, force: true, maxRetries: 5 })
}

function urlOf({ port }: App) {
  return `http://localhost:${port}`
}

async function attempt(app: App) {
  const started = performance.now()
  try {
    await tryOut(app)
    console.log(`ok      ${app.name} (${Math.round((performance.now() - started) / 1_000)} s)`)
  } catch (error) {
    console.log(`FAILED  ${app.name}: ${error instanceof Error ? error.message : String(error)}`)
    process.exitCode = 1
  }
}

async function tryOut(app: App) {
  const parent = join(home, app.name)
  const folder = join(parent, 'app')
  mkdirSync(app.generate ? parent : folder, { recursive: true })
  if (app.generate) await finished(['npx', '--yes', ...app.generate], parent)
  for (const [name, text] of Object.entries(app.files({ service: service.url, url: urlOf(app) }))) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  await finished(['npm', 'install', '--no-audit', '--no-fund', tarball, ...app.packages], folder)
  for (const command of app.build) await finished(command, folder)
  const running = start(app.start, folder)
  const context = await browser.context()
  try {
    await untilItAnswers(urlOf(app), running)
    const tab = async (url: string) => {
      const page = await context.newPage()
      await page.goto(url)
      return page
    }
    await app.story({ url: urlOf(app), service: service.url, tab })
  } finally {
    await context.close()
    await running.stop()
  }
}

function start([command = '', ...args]: string[], cwd: string) {
  const child = spawn(command, args, {
    cwd,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text))
  return { child, said: () => said, stop: () => stop(child) }
}

async function stop(child: ChildProcess) {
  if (child.exitCode !== null || child.pid === undefined) return
  const ended = once(child, 'close')
  // The whole group: what npx has started, too.
  process.kill(-child.pid, 'SIGTERM')
  await ended
}

async function finished(command: string[], cwd: string) {
  const { child, said } = start(command, cwd)
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}:\n${said()}`)
}

async function untilItAnswers(url: string, { child, said }: ReturnType<typeof start>) {
  while (!(await fetch(url).catch(() => undefined))) {
    if (child.exitCode !== null) throw new Error(`the app ended:\n${said()}`)
    await new Promise((later) => setTimeout(later, 100))
  }
}
