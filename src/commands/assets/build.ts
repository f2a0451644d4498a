import { globSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { renderGuide, routeOf } from './guides.ts'
import { HEADERS } from './headers.ts'
import { type Asset, pathOf, removeOthers, write } from './files.ts'

const ROOT = resolve(import.meta.dirname, '../../..')
const DIST = join(ROOT, 'dist')
/** What is uploaded, as `[assets]` in wrangler.toml has it. */
const FOLDER = join(DIST, 'assets')
const SCALAR = 'node_modules/@scalar/api-reference/dist/browser/standalone.js'

const SOURCES = [
  'src/surfaces/platform/pages/pages.css',
  'src/surfaces/platform/pages/pages.js',
  'src/surfaces/platform/pages/guides.css',
  'src/surfaces/platform/pages/reference.js',
  'src/surfaces/platform/openapi.json',
]

/**
 * Makes the static assets of the service: what its pages load, and what its routes read. Several tools may
 * do so at the same time: every file appears whole, and the same sources make the same files.
 */
export function buildAssets() {
  const files = [...SOURCES.map(fromFile), scalar()]
  const paths = Object.fromEntries(files.map((asset) => [asset.name, pathOf(asset)]))
  const styles = [paths['pages.css'] ?? '', paths['guides.css'] ?? '']
  const guides = globSync(['README.md', 'src/docs/*.md'], { cwd: ROOT })
    .toSorted()
    .map((path) => guide(path, { styles }))
  const routes = Object.fromEntries(guides.map(({ route, ...asset }) => [route, pathOf(asset)]))

  for (const asset of [...files, ...guides])
    write(join(FOLDER, pathOf(asset)), asset.content, { within: DIST })
  write(join(FOLDER, '_headers'), HEADERS, { within: DIST })
  write(join(DIST, 'assets.js'), moduleOf({ paths, guides: routes }), { within: DIST })
  removeOthers(
    join(FOLDER, 'assets'),
    [...files, ...guides].map((asset) => basename(pathOf(asset))),
  )
}

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
const fromFile = (path: string): Asset => ({ name: basename(path), content: read(path) })

/** The API reference, whole in one file; without the address of a source map that is not served. */
const scalar = (): Asset => ({
  name: 'scalar.js',
  content: read(SCALAR).replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n'),
})

const guide = (path: string, about: { styles: string[] }) => ({
  name: `guide-${basename(path, '.md').toLowerCase()}.html`,
  content: renderGuide({ path, text: read(path) }, about),
  route: routeOf(path) ?? '',
})

/** What the Worker imports: under which path a file is served. */
const moduleOf = (exports: Record<string, Record<string, string>>) =>
  Object.entries(exports)
    .map(([name, value]) => `export const ${name} = ${JSON.stringify(value, null, 2)}\n`)
    .join('')
