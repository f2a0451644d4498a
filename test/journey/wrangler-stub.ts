import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '../..')

/** Answers like wrangler of an account that has the database and not yet the Worker. A deployment hangs if asked. */
const STUB = `
const { appendFileSync, readFileSync, writeFileSync } = require('node:fs')
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
`

/** A folder for `npm run deploy` in which wrangler is a stub: it deploys nothing, and writes down what it was asked. */
export function stageOfDeploy() {
  const folder = mkdtempSync(join(tmpdir(), 'postern-deploy-journey-'))
  const stub = join(folder, 'node_modules/wrangler/bin/wrangler.js')
  mkdirSync(dirname(stub), { recursive: true })
  writeFileSync(stub, STUB)
  cpSync(join(ROOT, 'wrangler.toml'), join(folder, 'wrangler.toml'))
  const read = (name: string) =>
    existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : undefined
  return {
    folder,
    script: join(ROOT, 'src/commands/deploy.ts'),
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
