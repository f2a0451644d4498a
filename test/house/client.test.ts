import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { filesOf, read } from './sources.ts'

/** What an app gets that copies `src/client/`, as its own bundler would pack it. */
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
  it('brings nothing of the server into them: jose, and the types of Hono', async () => {
    const { modules, imports } = await bundle({ external: ['jose'] })
    expect(modules.filter((module) => !module.startsWith('src/client/'))).toEqual([])
    expect(imports.filter((name) => name !== 'jose')).toEqual([])
  })

  it('does not leave its folder, for types either: the folder is all that is copied', () => {
    const sources = filesOf('src/client/**/*.ts').map((file) => read(file))
    expect(sources.join('\n')).not.toMatch(/['"]\.\.\//)
  })

  it('runs where there is no Node', () => {
    const sources = filesOf('src/client/**/*.ts').map((file) => read(file))
    expect(sources.join('\n')).not.toMatch(/['"]node:|\bprocess\.|\bBuffer\b/)
  })

  it('is small: 1.5 KB gzip, 8 KB with all of jose that it uses', async () => {
    expect((await bundle({ external: ['jose'] })).gzip).toBeLessThan(1_536)
    expect((await bundle({ external: [] })).gzip).toBeLessThan(8_192)
  })
})
