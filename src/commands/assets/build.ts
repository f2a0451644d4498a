import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { HEADERS } from './headers.ts'

const ROOT = resolve(import.meta.dirname, '../../..')
/** What is uploaded, as `[assets]` in wrangler.toml has it. */
const FOLDER = join(ROOT, 'dist/assets')
/** Where the Worker reads under which path a file is served. */
const NAMES = join(ROOT, 'dist/assets.json')

type Asset = { name: string; content: string | Buffer }

const SOURCES = [
  'src/surfaces/platform/pages/pages.css',
  'src/surfaces/platform/pages/pages.js',
  'src/surfaces/platform/openapi.json',
]

const fromFile = (path: string): Asset => ({ name: basename(path), content: readFileSync(join(ROOT, path)) })

/** `/assets/pages.0123456789ab.css`: other content has another name, so a browser may keep it for ever. */
function pathOf({ name, content }: Asset): string {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 12)
  const extension = extname(name)
  return `/assets/${basename(name, extension)}.${hash}${extension}`
}

/**
 * Makes the static assets of the service: what its pages load, and what its routes read. Several tools may
 * do so at the same time: every file appears whole, and the same sources make the same files.
 */
export function buildAssets() {
  const assets = SOURCES.map(fromFile)
  const paths = new Map(assets.map((asset) => [asset.name, pathOf(asset)]))
  for (const asset of assets) write(join(FOLDER, paths.get(asset.name) ?? ''), asset.content)
  write(join(FOLDER, '_headers'), HEADERS)
  write(NAMES, `${JSON.stringify(Object.fromEntries(paths), null, 1)}\n`)
  const current = new Set([...paths.values()].map((path) => basename(path)))
  for (const file of readdirSync(join(FOLDER, 'assets')))
    if (!current.has(file)) rmSync(join(FOLDER, 'assets', file), { force: true })
}

/** A file that is the same is left alone: whoever watches it has nothing to do. */
function write(path: string, content: string | Buffer) {
  const wanted = Buffer.from(content)
  if (contentOf(path)?.equals(wanted)) return
  mkdirSync(dirname(path), { recursive: true })
  const draft = join(ROOT, `dist/draft.${process.pid}`)
  writeFileSync(draft, wanted)
  renameSync(draft, path)
}

function contentOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}
