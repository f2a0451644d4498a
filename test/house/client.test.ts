import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { afterAll, describe, expect, it } from 'vitest'
import { app } from '../../src/app.ts'
import { buildClientPackage, packClient } from '../../src/commands/client-package.ts'
import { filesOf, read } from './sources.ts'

/** The package as an app has it: made by `npm run pack`, taken apart by `tar`. */
const folder = mkdtempSync(join(tmpdir(), 'postern-app-'))
const installed = join(folder, 'node_modules/postern-client')
mkdirSync(join(folder, 'built'))
mkdirSync(installed, { recursive: true })
buildClientPackage(join(folder, 'built'))
const file = packClient(join(folder, 'built'), folder)
run('tar', ['xzf', file, '--strip-components=1', '-C', installed])
for (const name of ['hono', 'jose', 'react', 'react-dom', 'csstype', '@types', '@cloudflare'])
  symlinkSync(resolve('node_modules', name), join(folder, 'node_modules', name))

afterAll(() => rmSync(folder, { recursive: true }))

/** What each entry gives, which package it needs, and how many bytes it has at most after gzip. */
const ENTRIES = [
  // Passkeys are 1.5 KiB of it: browsers from before 2025 and password managers need the bytes as JSON. Sign-in by
  // redirect is 2 KiB, and what has to do with providers 0.1.
  { entry: '', gives: ['Refusal', 'Unreachable', 'createClient', 'memoryStorage'], needs: [], max: 10_496 },
  {
    entry: '/react',
    gives: ['PosternProvider', 'SignedIn', 'SignedOut', 'useSession', 'useUser', 'useUserInfo'],
    needs: ['react'],
    max: 2_048,
  },
  // Servers load these: half a KiB of each judges what a route asks for, and a quarter tells the tokens of apps apart.
  { entry: '/hono', gives: ['requireUser'], needs: ['jose'], max: 2_816 },
  { entry: '/verify', gives: ['keyVerifier'], needs: ['jose'], max: 2_304 },
]

type Manifest = {
  version: string
  exports: object
  dependencies?: object
  peerDependencies: object
  peerDependenciesMeta: Record<string, { optional: boolean }>
}
const manifest = (path: string) => JSON.parse(read(path)) as Manifest

function run(command: string, args: string[]) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: 'utf8' })
  return { status, said: stdout + stderr }
}

/** Runs a module in the folder of the app, and gives what it prints. */
const node = (script: string) => run(process.execPath, ['--input-type=module', '--eval', script]).said.trim()

async function bundle(entry: string) {
  const { outputFiles, metafile } = await build({
    stdin: { contents: `export * from 'postern-client${entry}'`, resolveDir: folder },
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
    metafile: true,
    external: ['hono', 'jose', 'react'],
    logLevel: 'silent',
  })
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports)
  return {
    gzip: gzipSync(outputFiles[0]?.contents ?? '').length,
    modules: Object.keys(metafile.inputs),
    imports: [...new Set(imports.map(({ path }) => path))],
  }
}

describe('the package of the client', () => {
  it.each(ENTRIES)('postern-client$entry runs in Node as it is', ({ entry, gives }) => {
    const print = 'console.log(JSON.stringify(Object.keys(it)))'
    expect(node(`import * as it from 'postern-client${entry}'; ${print}`)).toBe(JSON.stringify(gives))
  })

  it.each(ENTRIES)('postern-client$entry needs $needs, and has at most $max bytes', async (wanted) => {
    const { gzip, modules, imports } = await bundle(wanted.entry)
    expect(imports).toEqual(wanted.needs)
    expect(modules.filter((path) => !/postern-client\/|^<stdin>$/.test(path))).toEqual([])
    expect(gzip).toBeLessThanOrEqual(wanted.max)
  })

  it('has the version of the service, no dependency, and no peer that must be there', () => {
    const { version, dependencies, peerDependencies, peerDependenciesMeta, ...rest } =
      manifest('src/client/package.json')
    expect(version).toBe(manifest('package.json').version)
    expect(dependencies).toBeUndefined()
    const optional = Object.keys(peerDependencies).map((name) => [name, { optional: true }])
    expect(peerDependenciesMeta).toEqual(Object.fromEntries(optional))
    const entries = ENTRIES.map(({ entry }) => `.${entry}`)
    expect(Object.keys(rest.exports)).toEqual([...entries, './package.json'])
  })

  it('marks its entry for React as one for components of the client', () => {
    expect(run('head', ['-1', join(installed, 'dist/react.js')]).said).toBe("'use client';\n")
  })

  it('has its licence, and every file that another of its files names', () => {
    expect(readdirSync(installed)).toEqual(expect.arrayContaining(['LICENSE', 'README.md']))
    const files = readdirSync(join(installed, 'dist'))
    const texts = files.map((name) => read(join(installed, 'dist', name)))
    const named = texts.flatMap((text) =>
      [...text.matchAll(/['"]\.\/([\w.-]+)['"]/g)].map(([, name]) => name),
    )
    expect(files).toEqual(expect.arrayContaining(named))
  })

  it('imports nothing outside its folder, and needs no Node', () => {
    const sources = filesOf('src/client/**/*.ts').map((path) => read(path))
    expect(sources.join('\n')).not.toMatch(/['"]\.\.\/|['"]node:|\bprocess\.|\bBuffer\b/)
  })
})

describe('the client', () => {
  it('has a method for every route of the three surfaces, and for no other', () => {
    const routes = app.routes
      .filter(({ method, path }) => method !== 'ALL' && /^\/(api|auth)\/v1\//.test(path))
      .map(({ method, path }) => `${method} ${path.replace(/:\w+/, ':id')}`)
    const sources = filesOf(
      'src/client/*-v1.ts',
      'src/client/{signed-in,page-token,factors,mail-sign-in,connections,own-apps,own-events,passkeys}.ts',
    )
    const text = sources.map((path) => read(path)).join('')
    const asked = [...text.matchAll(/['`]([A-Z]+ \/.*?)\/?['`]/g)].map(([, route = '']) =>
      route.replace(/\$\{.*?\}/, ':id'),
    )
    // One route accepts three methods. The client needs one of them.
    const spare = ['PUT', 'PATCH'].map((method) => `${method} /api/v1/auth/reset-password/:id`)
    expect([...new Set([...asked, ...spare])].toSorted()).toEqual([...new Set(routes)].toSorted())
  })
})

/** The settings of apps: the strictest rules, and no types but those that each of them has. */
const STRICT = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  noEmit: true,
}
const PAGE = { target: 'ES2022', module: 'ESNext', moduleResolution: 'bundler', types: [] }
const CONFIGS = [
  { name: 'a page', file: 'page.ts', options: { ...PAGE, lib: ['ES2022', 'DOM'] } },
  {
    name: 'the guide',
    file: 'guide.tsx',
    options: { ...PAGE, lib: ['ES2022', 'DOM'], jsx: 'react-jsx', skipLibCheck: true },
  },
  {
    name: 'a React app',
    file: 'react.tsx',
    options: { ...PAGE, lib: ['ES2022', 'DOM'], jsx: 'react-jsx', skipLibCheck: true },
  },
  {
    name: 'a Worker',
    file: 'worker.ts',
    options: { ...PAGE, lib: ['ES2022'], types: ['@cloudflare/workers-types'], skipLibCheck: true },
  },
  {
    name: 'Node, under module node16',
    file: 'server.ts',
    options: { target: 'ES2022', module: 'node16', lib: ['ES2022'], types: ['node'], skipLibCheck: true },
  },
  {
    name: 'Node, under module nodenext',
    file: 'server.ts',
    options: { target: 'ES2022', module: 'nodenext', lib: ['ES2022'], types: ['node'], skipLibCheck: true },
  },
]

const exampleOf = (path: string, heading: string, language: string) => {
  const [, text = ''] = read(path).split(`# ${heading}\n`)
  return new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 's').exec(text)?.[1] ?? ''
}

const inGuide = (heading: string, language = 'ts') => exampleOf('src/docs/client.md', heading, language)

const FILES = {
  'client.ts': inGuide('Create a client'),
  'accounts.ts': inGuide('Accounts'),
  'shop.ts': inGuide('Sign-in by redirect'),
  'google.ts': inGuide('Straight to Google and others'),
  'connections.ts': inGuide('Connected accounts'),
  'session.tsx': inGuide('React', 'tsx'),
  'address.ts': inGuide('Change of address'),
  'route.ts': inGuide('Next.js and other servers'),
  'api-me.ts': inGuide('Who calls a route handler'),
  'own-api.ts': inGuide('Your own API'),
  'pay.ts': inGuide('When your API asks for a recent proof'),
  'plain-passkeys.ts': exampleOf('src/docs/your-account.md', 'Passkeys without the client', 'ts'),
  'guide.tsx': `
export { confirm, forgotPassword, register, signIn, signOut } from './accounts'
export { App } from './session'
export { enter, leave, start, who } from './shop'
export { showButtons } from './google'
export { connectAccount, connectedAccounts, disconnect } from './connections'
export { changeAddress } from './address'
export { POST } from './route'
export { GET } from './api-me'
export { connect, orders } from './own-api'
export { pay } from './pay'
export { addPasskey, signInWithPasskey } from './plain-passkeys'
`,
  'package.json': '{ "type": "module" }',
  // The README's example, and two mistakes that the compiler must refuse.
  'page.ts': `
declare const [email, ask]: [string, (what: string) => Promise<string>]
declare const show: (said: string) => void
${exampleOf('README.md', 'One whole example', 'ts')}
createClient({ url: '', storage: sessionStorage })
// @ts-expect-error a member is missing
await client.api.login({ email })
// @ts-expect-error there is no such kind
if (new Refusal(await orders(), {}).kind === 'tired') show('')
`,
  'react.tsx': `
import { createClient } from 'postern-client'
import { PosternProvider, SignedIn, SignedOut, useSession, useUser, useUserInfo } from 'postern-client/react'
const client = createClient({ url: 'https://auth.example.com' })
const shop = createClient({ url: 'https://auth.example.com', app: 'shop' })
function Guest() {
  const { user } = useUserInfo()
  return <button onClick={() => void shop.signOut()}>{user?.given_name}</button>
}
function Name() {
  const { user, isLoading, reload } = useUser()
  const { status } = useSession()
  return <button onClick={() => void reload()}>{isLoading ? status : user?.names}</button>
}
export const app = <PosternProvider client={client}><SignedIn><Name /><Guest /></SignedIn><SignedOut>Who?</SignedOut></PosternProvider>
`,
  // The three types that `wrangler types` writes for a binding, and what is no binding.
  'worker.ts': `
import { WorkerEntrypoint } from 'cloudflare:workers'
import { Hono } from 'hono'
import { type AppVerifierBinding, type CheckedToken, requireUser, type TokenVerifier, type VerifierBinding } from 'postern-client/hono'
declare class Verifier extends WorkerEntrypoint { verify(token: string): Promise<CheckedToken> }
declare const env: { UNKNOWN: Fetcher; NAMED: Service; KNOWN: Service<typeof Verifier>; KV: KVNamespace }
export const guards = [env.UNKNOWN, env.NAMED, env.KNOWN].map((verifier) => requireUser({ verifier, role: 'admin' }))
export const direct: TokenVerifier = env.KNOWN
export const wide: VerifierBinding = env.UNKNOWN
export const ofApp: AppVerifierBinding = env.UNKNOWN
export const scopes = new Hono().get(
  '/',
  requireUser({ verifier: env.UNKNOWN, app: 'shop' }),
  // @ts-expect-error an app's token has no role
  (c) => c.json([c.var.user.scopes, c.var.user.role]),
)
// @ts-expect-error nor can a guard ask for one
requireUser({ verifier: env.UNKNOWN, app: 'shop', role: 'admin' })
// @ts-expect-error it verifies nothing
requireUser({ verifier: env.KV })
// @ts-expect-error neither does this
requireUser({ verifier: {} })
`,
  'server.ts': `
import { createClient, memoryStorage, Refusal } from 'postern-client'
import { requireUser } from 'postern-client/hono'
import { keyVerifier, type TokenVerifier } from 'postern-client/verify'
const verifier: TokenVerifier = keyVerifier({ issuer: 'https://auth.example.com' })
export const guard = requireUser({ verifier, role: 'admin' })
const client = createClient({ url: 'https://auth.example.com', storage: memoryStorage() })
export const name: string | null = await client.account.me().then(({ names }) => names)
export const isRefusal = (error: unknown) => error instanceof Refusal && error.kind === 'unauthenticated'
`,
}
for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text)

describe('an app compiles with the package', () => {
  it.each(CONFIGS)('$name', ({ file, options }) => {
    const config = { compilerOptions: { ...STRICT, ...options }, files: [file] }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
    expect(run('tsc', ['--project', folder]).said).toBe('')
  })
})

it('React on a server shows neither <SignedIn> nor <SignedOut>, and sends no request', () => {
  const script = `
import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import { createClient } from 'postern-client'
import { PosternProvider, SignedIn, SignedOut, useSession, useUser } from 'postern-client/react'
const client = createClient({ url: 'https://auth.example.com', fetch: () => { throw new Error('asked') } })
function Says() { return useSession().status + useUser().isLoading + useUser().user }
const page = [SignedIn, SignedOut, Says].map((part, key) => createElement(part, { key }, 'shown'))
console.log(renderToString(createElement(PosternProvider, { client }, page)))`
  expect(node(script)).toBe('loadingtrueundefined')
})
