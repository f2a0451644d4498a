import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '../..')

/**
 * Answers like wrangler of an account that has the database and not yet the Worker. A deployment hangs if asked.
 * `dev` is a service that is healthy, and ends by itself at as many starts as the file `fails` says.
 */
const STUB = `
const { appendFileSync, existsSync, readFileSync, writeFileSync } = require('node:fs')
const { createServer } = require('node:http')
const words = process.argv.slice(2)
appendFileSync('asked', words.join(' ') + '\\n')
if (words[0] === 'secret') {
  console.error('[ERROR] Worker "postern" not found')
  process.exit(1)
}
if (words[0] === 'd1' && words[1] === 'list') console.log('[{"name":"postern"}]')
if (words[0] === 'deploy') {
  const file = words[words.indexOf('--secrets-file') + 1]
  writeFileSync('seen', JSON.stringify({ file, secrets: JSON.parse(readFileSync(file, 'utf8')) }))
  if (process.env.HANGS) setInterval(() => undefined, 1_000)
}
if (words[0] === 'dev') {
  const fails = existsSync('fails') ? Number(readFileSync('fails', 'utf8')) : 0
  if (fails > 0) {
    writeFileSync('fails', String(fails - 1))
    console.error('[ERROR] Address already in use (socket "direct:1:default")')
    process.exit(1)
  }
  createServer((_, response) => response.end('{}')).listen(Number(words[words.indexOf('--port') + 1]), 'localhost')
}
`

/** A folder for a command in which wrangler is a stub: it deploys nothing, and writes down what it was asked. */
export function stageOf(command: 'deploy' | 'dev') {
  const folder = mkdtempSync(join(tmpdir(), `postern-${command}-journey-`))
  const stub = join(folder, 'node_modules/wrangler/bin/wrangler.js')
  mkdirSync(dirname(stub), { recursive: true })
  writeFileSync(stub, STUB)
  cpSync(join(ROOT, 'wrangler.toml'), join(folder, 'wrangler.toml'))
  const read = (name: string) =>
    existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : undefined
  return {
    folder,
    script: join(ROOT, 'src/commands', `${command}.ts`),
    /** What wrangler was asked for, a line each. */
    asked: () => read('asked')?.trimEnd().split('\n') ?? [],
    /** The file of secrets that it was given, once it has read it. */
    seen: () => {
      const text = read('seen')
      return text === undefined || text === ''
        ? undefined
        : (JSON.parse(text) as { file: string; secrets: Record<string, string> })
    },
    changeWranglerToml(change: (text: string) => string) {
      writeFileSync(join(folder, 'wrangler.toml'), change(read('wrangler.toml') ?? ''))
    },
    wranglerToml: () => read('wrangler.toml') ?? '',
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
