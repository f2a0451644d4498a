import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { SourceMap, type SourceMapPayload } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'

/** The part of the upload that one source file became. */
type Part = { path: string; code: string }
export type Bundle = ReturnType<typeof build>

const KIB = 1024

const json = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as unknown

let built: ReturnType<typeof bundled> | undefined

/** What `npm run deploy` would upload, made by the same wrangler: once, because that takes seconds. */
export const build = () => (built ??= bundled())

function bundled() {
  const folder = mkdtempSync(join(tmpdir(), 'postern-bundle-'))
  try {
    const metafile = join(folder, 'meta.json')
    const flags = ['--dry-run', '--outdir', folder, '--metafile', metafile]
    const env = { ...process.env, WRANGLER_SEND_METRICS: 'false' }
    const said = execFileSync('wrangler', ['deploy', ...flags], { encoding: 'utf8', env, stdio: 'pipe' })
    const { inputs } = json(metafile) as { inputs: Record<string, object> }
    const code = readFileSync(join(folder, 'index.js'), 'utf8')
    const map = json(join(folder, 'index.js.map')) as SourceMapPayload
    const owners = ownersOf(Object.keys(inputs))
    return {
      code,
      parts: partsOf(code, map).flatMap(({ path, code }) => {
        const owner = owners.get(resolve(folder, path))
        return owner === undefined ? [] : [{ path: owner, code }]
      }),
      /** The size of the upload after gzip, as wrangler reports it. */
      kib: Number(/gzip: ([\d.]+) KiB/.exec(said)?.[1]),
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Splits the bundle by source file, with the source map. What esbuild adds itself has no source file. */
function partsOf(code: string, payload: SourceMapPayload): Part[] {
  const map = new SourceMap(payload)
  const found = new Map<string, string>()
  for (const [row, line] of code.split('\n').entries())
    for (let column = 0; column < line.length; column += 1) {
      const entry = map.findEntry(row, column)
      const path = 'originalSource' in entry ? entry.originalSource : ''
      found.set(path, (found.get(path) ?? '') + line[column])
    }
  return [...found].map(([path, code]) => ({ path, code }))
}

/** Finds the bundled file of each path in the map. A package with its own maps appears by its original files. */
function ownersOf(inputs: string[]): Map<string, string> {
  const owners = new Map(inputs.map((path) => [resolve(path), path]))
  for (const path of inputs.filter((path) => existsSync(`${path}.map`))) {
    const { sources } = json(`${path}.map`) as SourceMapPayload
    for (const source of sources) owners.set(resolve(dirname(path), source), path)
  }
  return owners
}

/** KiB of each group of files, compressed alone. Their sum is a little more than the whole upload. */
export function weigh({ parts }: Bundle, groupOf: (path: string) => string): Map<string, number> {
  const groups = Map.groupBy(parts, ({ path }) => groupOf(path))
  return new Map(
    [...groups].map(([name, files]) => [name, gzipSync(files.map(({ code }) => code).join('')).length / KIB]),
  )
}
