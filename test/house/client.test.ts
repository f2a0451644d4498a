import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { filesOf, read } from './sources.ts'

/** Bundles `src/client/` as the bundler of an app would that has copied it. */
async function bundle({ external }: { external: string[] }) {
  const { outputFiles, metafile } = await build({
    entryPoints: ['src/client/require-user.ts'],
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
    metafile: true,
    external,
    logLevel: 'silent',
  })
  const gzip = gzipSync(outputFiles[0]?.contents ?? '').length
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports)
  return { gzip, modules: Object.keys(metafile.inputs), imports: imports.map(({ path }) => path) }
}

describe('what apps copy', () => {
  it('imports jose and the types of Hono, and nothing of the server', async () => {
    const { modules, imports } = await bundle({ external: ['jose'] })
    expect(modules.filter((module) => !module.startsWith('src/client/'))).toEqual([])
    expect(imports.filter((name) => name !== 'jose')).toEqual([])
  })

  it('imports nothing outside its folder, not even types', () => {
    const sources = filesOf('src/client/**/*.ts').map((file) => read(file))
    expect(sources.join('\n')).not.toMatch(/['"]\.\.\//)
  })

  it('needs no Node', () => {
    const sources = filesOf('src/client/**/*.ts').map((file) => read(file))
    expect(sources.join('\n')).not.toMatch(/['"]node:|\bprocess\.|\bBuffer\b/)
  })

  it('is under 1.5 KB gzip, and under 8 KB with what it uses of jose', async () => {
    expect((await bundle({ external: ['jose'] })).gzip).toBeLessThan(1_536)
    expect((await bundle({ external: [] })).gzip).toBeLessThan(8_192)
  })
})
