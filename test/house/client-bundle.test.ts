import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { app } from '../../src/app.ts'
import { filesOf, read } from './sources.ts'

const { outputFiles, metafile } = await build({
  entryPoints: ['src/client/client.ts'],
  bundle: true,
  minify: true,
  format: 'esm',
  write: false,
  metafile: true,
})

/** The settings of a browser app: it has no Worker types, and the strictest rules. */
const THEIR_CONFIG = {
  compilerOptions: {
    target: 'ES2022',
    module: 'ESNext',
    moduleResolution: 'bundler',
    lib: ['ES2022', 'DOM'],
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    verbatimModuleSyntax: true,
    allowImportingTsExtensions: true,
    noEmit: true,
  },
  files: ['app.ts'],
}

/** The README's example, and two mistakes that the compiler must refuse. */
const THEIR_APP = `
declare const [email, password]: [string, string]
declare const show: (...words: (string | number | undefined | Record<string, string[]>)[]) => void
${/## A client for your apps\n.*?```ts\n(.*?)```/s.exec(read('README.md'))?.[1]}
createClient({ url: '', storage: sessionStorage })
// @ts-expect-error a member is missing
await client.api.login({ email })
// @ts-expect-error there is no such kind
if (new Refusal(orders, {}).kind === 'tired') toSignIn()
`

describe('the client for apps', () => {
  it('is under 4 KB gzip', () => {
    expect(gzipSync(outputFiles[0]?.contents ?? '').length).toBeLessThan(4096)
  })

  it('has a method for every route of the three surfaces, and for no other', () => {
    const routes = app.routes
      .filter(({ method, path }) => method !== 'ALL' && /^\/(api|auth)\/v1\//.test(path))
      .map(({ method, path }) => `${method} ${path}`)
    const sources = filesOf('src/client/*-v1.ts', 'src/client/signed-in.ts').map(read).join('')
    const asked = [...sources.matchAll(/['`]([A-Z]+ \/.*?)\/?['`]/g)].map(([, route = '']) =>
      route.replace(/\$\{.*?\}/, ':user_id'),
    )
    // One route accepts three methods. The client needs one of them.
    const spare = ['PUT', 'PATCH'].map((method) => `${method} /api/v1/auth/reset-password/:user_id`)
    expect([...new Set([...asked, ...spare])].toSorted()).toEqual([...new Set(routes)].toSorted())
  })

  it('contains no package, and nothing of the service', () => {
    const modules = Object.keys(metafile.inputs)
    expect(modules.filter((path) => !path.startsWith('src/client/'))).toEqual([])
    expect(Object.values(metafile.outputs).flatMap(({ imports }) => imports)).toEqual([])
  })

  it('compiles in an app without the types of the service and of Workers', () => {
    const folder = mkdtempSync(join(tmpdir(), 'postern-app-'))
    try {
      for (const path of Object.keys(metafile.inputs))
        cpSync(path, join(folder, path.replace('src/client', 'postern')))
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(THEIR_CONFIG))
      writeFileSync(join(folder, 'app.ts'), THEIR_APP)
      const { stdout } = spawnSync('tsc', ['--project', folder], { encoding: 'utf8' })
      expect(stdout).toBe('')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
