import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'

export type Asset = { name: string; content: string | Buffer }

/** `/assets/pages.0123456789ab.css`: other content has another name, so a browser may keep it for ever. */
export function pathOf({ name, content }: Asset): string {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 12)
  const extension = extname(name)
  return `/assets/${basename(name, extension)}.${hash}${extension}`
}

/** Writes a file in one go. One that is the same is left alone: whoever watches it has nothing to do. */
export function write(path: string, content: Asset['content'], { within }: { within: string }) {
  if (contentOf(path)?.equals(Buffer.from(content))) return
  mkdirSync(dirname(path), { recursive: true })
  const draft = join(within, `draft.${process.pid}`)
  writeFileSync(draft, content)
  renameSync(draft, path)
}

function contentOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}

/** Takes away what was built from earlier sources. */
export function removeOthers(folder: string, names: string[]) {
  for (const file of readdirSync(folder))
    if (!names.includes(file)) rmSync(join(folder, file), { force: true })
}
