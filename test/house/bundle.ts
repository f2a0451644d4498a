import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** What one source file has become in the upload. */
export type Part = { path: string; bytes: Buffer }
export type Bundle = ReturnType<typeof build>

type Metafile = { outputs: Record<string, { inputs: Record<string, { bytesInOutput: number }> }> }

const KIB = 1024

/** What `npm run deploy` would upload, made by the same wrangler. */
export function build() {
  const folder = mkdtempSync(join(tmpdir(), 'postern-bundle-'))
  try {
    const metafile = join(folder, 'meta.json')
    const flags = ['--dry-run', '--outdir', folder, '--metafile', metafile]
    const env = { ...process.env, WRANGLER_SEND_METRICS: 'false' }
    const said = execFileSync('wrangler', ['deploy', ...flags], { encoding: 'utf8', env, stdio: 'pipe' })
    const { outputs } = JSON.parse(readFileSync(metafile, 'utf8')) as Metafile
    const [, { inputs } = { inputs: {} }] =
      Object.entries(outputs).find(([path]) => path.endsWith('index.js')) ?? []
    const code = readFileSync(join(folder, 'index.js'))
    return {
      code,
      parts: partsOf(code, inputs),
      /** Of everything that is uploaded, as wrangler counts it. */
      kib: Number(/gzip: ([\d.]+) KiB/.exec(said)?.[1]),
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** esbuild names the files in the order in which it writes them, before one closing `export{…}`. */
function partsOf(code: Buffer, inputs: Record<string, { bytesInOutput: number }>): Part[] {
  const files = Object.entries(inputs)
  let at = code.lastIndexOf('export{') - files.reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0)
  return files.map(([path, { bytesInOutput }]) => ({ path, bytes: code.subarray(at, (at += bytesInOutput)) }))
}

/** What each group of files weighs: by how many KiB the upload would be less, after gzip, without them. */
export function weigh({ parts }: Bundle, groupOf: (path: string) => string): Map<string, number> {
  const groups = new Set(parts.map(({ path }) => groupOf(path)))
  const gzipped = (kept: Part[]) => gzipSync(Buffer.concat(kept.map(({ bytes }) => bytes))).length / KIB
  const whole = gzipped(parts)
  return new Map(
    [...groups].map((group) => [group, whole - gzipped(parts.filter(({ path }) => groupOf(path) !== group))]),
  )
}
