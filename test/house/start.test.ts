import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { transformSync } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { build } from './bundle.ts'
import { filesOf, linesWith, read } from './sources.ts'

const bundle = build()
const [, date = ''] = /^compatibility_date = (".*")$/m.exec(read('wrangler.toml')) ?? []

/** Prints the functions that were called before the first request. */
const MAIN = `import './watch.js'
import './index.js'
const seen = [...globalThis.calls]
export default { test: () => console.log('called ' + JSON.stringify(seen)) }`

const MODULES = ['main.js', 'watch.js', 'index.js'].map(
  (name) => `(name = "${name}", esModule = embed "${name}")`,
)
const CONFIG = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "main", worker = .watched)]);
const watched :Workerd.Worker = (modules = [${MODULES.join(', ')}], compatibilityDate = ${date});`

/** The functions that a Worker calls while workerd starts it. */
function callsAtStart(worker: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'postern-start-'))
  try {
    const watch = transformSync(read('test/house/watch.ts'), { loader: 'ts' }).code
    const files = { 'main.js': MAIN, 'watch.js': watch, 'index.js': worker, 'config.capnp': CONFIG }
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
    const flags = { encoding: 'utf8', stdio: 'pipe' } as const
    const said = execFileSync('workerd', ['test', join(folder, 'config.capnp')], flags)
    return JSON.parse(/^called (.*)$/m.exec(said)?.[1] ?? '') as string[]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe('a start of the Worker', () => {
  it('makes no key, reads no clock and no randomness, uses no network and parses nothing', () => {
    expect(callsAtStart(bundle.code)).toEqual([])
  })

  it('is watched: this test would see each of these calls', () => {
    const worker = `
      Math.random(); new Date(); Date.now(); JSON.parse('[]'); 'a b'.split(' '); 'ab'.replace(/a/, '')
      new Intl.DateTimeFormat('en'); crypto.subtle.digest('SHA-256', new Uint8Array(1)).catch(() => {})`
    expect(callsAtStart(worker)).toEqual([
      'Math.random',
      'global.Date',
      'Date.now',
      'JSON.parse',
      'string.split',
      'string.replace',
      'Intl.DateTimeFormat',
      'crypto.subtle.digest',
    ])
  })

  // V8 keeps a text with one other character in two bytes each, and takes longer to parse that.
  it('reads a script of Latin-1 only', () => {
    expect([...bundle.code].filter((character) => character > '\u00ff')).toEqual([])
  })

  it('parses no API document: that is a static asset', () => {
    expect(linesWith(filesOf('src/**/*.{ts,tsx}'), /import.*openapi\.json'/)).toEqual([])
  })
})
