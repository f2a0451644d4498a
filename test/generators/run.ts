import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { orEnd } from '../../src/commands/terminal.ts'
import { makeClone } from '../journey/clone.ts'
import { freePort } from '../journey/ports.ts'
import { GENERATORS, shared } from './clients.ts'
import { generatorWords } from './words.ts'

/**
 * `npm run try:generators`: makes clients from the API document of a running service with the generators of
 * clients.ts, compiles them by the strict rules of TypeScript, and signs in and out with each. Prism mocks the
 * same document. It installs hundreds of packages in a temporary folder, so `npm test` does not run it.
 */

type Steps = {
  login: (email: string, password: string) => Promise<string>
  me: (token: string) => Promise<{ status: number; email: unknown }>
  logout: (token: string) => Promise<number>
}

orEnd(() => generatorWords(process.argv.slice(2)))

const PASSWORD = 'seven dry words'
/** Nothing of anybody's machine leaves it. */
const QUIET = { ...process.env, SCARF_ANALYTICS: 'false', DO_NOT_TRACK: '1' }

const folder = mkdtempSync(join(tmpdir(), 'postern-generators-'))
const run = (program: string, words: string[]) =>
  execFileSync(program, words, { cwd: folder, env: QUIET, stdio: ['ignore', 'pipe', 'pipe'] })
const tool = (name: string) => join(folder, 'node_modules', '.bin', name)
const write = (name: string, text: string) => writeFileSync(join(folder, name), text)

const clone = makeClone()
const service = await clone.dev({ port: await freePort() })
const failed: string[] = []
try {
  cpSync(join(import.meta.dirname, 'packages.json'), join(folder, 'package.json'))
  run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'])
  write('spec.json', await (await fetch(`${service.url}/openapi.json`)).text())
  for (const [name, text] of Object.entries(shared)) write(name, text)
  for (const name of Object.keys(GENERATORS)) await attempt(name, () => tryGenerator(name))
  await attempt('@stoplight/prism-cli', tryPrism)
} finally {
  await service.stop()
  clone.remove()
  rmSync(folder, { recursive: true, force: true })
}
if (failed.length > 0) process.exitCode = 1

async function attempt(name: string, act: () => Promise<void>) {
  try {
    await act()
    console.log(`${name}: works`)
  } catch (error) {
    failed.push(name)
    const said = error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error)
    console.log(`${name}: ${said.slice(0, 2_000)}`)
  }
}

async function tryGenerator(name: string) {
  const { command, config = {}, program } = GENERATORS[name] as (typeof GENERATORS)[string]
  for (const [file, text] of Object.entries(config)) write(file, text)
  const [generator = '', ...words] = command
  run(tool(generator), words)
  const entry = `with-${name.replaceAll(/\W/g, '-')}.ts`
  write(entry, program)
  const strict = [
    '--strict',
    '--noEmit',
    '--skipLibCheck',
    '--resolveJsonModule',
    '--allowImportingTsExtensions',
  ]
  const target = [
    '--target',
    'es2022',
    '--module',
    'esnext',
    '--moduleResolution',
    'bundler',
    '--types',
    'node',
  ]
  run(tool('tsc'), [...strict, ...target, entry])
  const outfile = join(folder, `${entry}.mjs`)
  const format = { bundle: true, platform: 'node', format: 'esm', logLevel: 'error' } as const
  const banner = {
    js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)`,
  }
  await build({ ...format, banner, entryPoints: [join(folder, entry)], outfile })
  const { steps } = (await import(pathToFileURL(outfile).href)) as { steps: Steps }
  await signInAndOut(steps)
}

async function signInAndOut({ login, me, logout }: Steps) {
  const email = `${crypto.randomUUID()}@example.org`
  const body = JSON.stringify({ email, password: PASSWORD, names: 'Ada', surnames: 'Lovelace' })
  const headers = { 'Content-Type': 'application/json' }
  const registered = await fetch(`${service.url}/api/v1/auth/register`, { method: 'POST', headers, body })
  expectEqual('register', registered.status, 201)
  const token = await login(email, PASSWORD)
  const { status, email: own } = await me(token)
  expectEqual('me', `${status} ${String(own)}`, `200 ${email}`)
  expectEqual('logout', await logout(token), 200)
  expectEqual('me after logout', (await me(token)).status, 401)
}

/** The mock answers examples of the document: one route of each surface, with a list in it. */
async function tryPrism() {
  const port = await freePort()
  const mock = spawn(tool('prism'), ['mock', 'spec.json', '-p', String(port)], { cwd: folder, env: QUIET })
  try {
    const url = `http://127.0.0.1:${port}`
    while (!(await fetch(url).catch(() => undefined))) {
      if (mock.exitCode !== null) throw new Error('prism ended')
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
    for (const [path, body] of [
      ['/api/v1/auth/login', { email: 'ada@example.com', password: PASSWORD }],
      ['/api/v1/auth/forgot-password', { email: 'ada@example.com' }],
      ['/api/v1/login', { email: 'ada@example.com', password: PASSWORD }],
      ['/auth/v1/request/code', { account: 'ada@example.com' }],
    ] as const) {
      const init = {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      }
      const { status } = await fetch(url + path, init)
      if (status >= 300) throw new Error(`${path}: ${status}`)
    }
    const refused = await fetch(`${url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Prefer: 'code=422' },
      body: JSON.stringify({ email: 'ada@example.com', password: PASSWORD }),
    })
    expectEqual('an example of 422', refused.status, 422)
  } finally {
    mock.kill()
    await once(mock, 'close')
  }
}

function expectEqual(what: string, found: unknown, wanted: unknown) {
  if (found !== wanted) throw new Error(`${what}: ${String(found)} instead of ${String(wanted)}`)
}
