import { globSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { LANGUAGES } from '../../core/language.ts'
import { type Frame, type Page, renderGuide, routeOf } from './guides.ts'
import { HEADERS } from './headers.ts'
import { type Asset, pathOf, removeOthers, write } from './files.ts'

const ROOT = resolve(import.meta.dirname, '../../..')
const DIST = join(ROOT, 'dist')
/** What is uploaded, as `[assets]` in wrangler.toml has it. */
const FOLDER = join(DIST, 'assets')
const SCALAR = 'node_modules/@scalar/api-reference/dist/browser/standalone.js'

const SOURCES = [
  'src/surfaces/platform/pages/pages.js',
  'src/surfaces/platform/pages/mailbox.js',
  'src/look/scripts/copy.js',
  'src/look/scripts/human.js',
  'src/surfaces/platform/pages/reference.js',
  'src/surfaces/platform/openapi.json',
  'src/services/common-passwords.txt',
]

const STYLES = 'src/look/styles'
const BASE = ['tokens.css', 'base.css', 'buttons.css', 'brand.css', 'fields.css', 'stage.css']
/**
 * Stylesheets made of parts: for what everybody sees, and for what developers see. The reference has the elements
 * of Scalar: rules for elements would change those.
 */
const STYLESHEETS = {
  'pages.css': [...BASE, 'outcome.css', 'notes.css', 'foot.css', 'account.css', 'panels.css', 'codes.css'],
  'developers.css': [...BASE, 'bar.css', 'mailbox.css', 'documents.css'],
  'reference.css': ['tokens.css', 'brand.css', 'bar.css', 'reference.css'],
}

const SCRIPTS = 'src/look/scripts'
/** What makes the pages more comfortable: all of them work without it. */
const COMFORT = [
  'links.js',
  'passkeys.js',
  'times.js',
  'kept.js',
  'show.js',
  'strength.js',
  'digits.js',
  'waiting.js',
  'menus.js',
  'copy.js',
  'codes.js',
  'sends.js',
]

/**
 * Makes the static assets of the service: what its pages load, and what its routes read. Several tools may
 * do so at the same time: every file appears whole, and the same sources make the same files.
 */
export async function buildAssets() {
  const files = [
    ...SOURCES.map(fromFile),
    ...Object.entries(STYLESHEETS).map(stylesheet),
    comfort(),
    scalar(),
  ]
  const paths = Object.fromEntries(files.map((asset) => [asset.name, pathOf(asset)]))
  const pages = globSync(['README.md', 'src/docs/*.md'], { cwd: ROOT })
    .toSorted()
    .map((path) => ({ path, text: read(path) }))
  const pictures = globSync('src/docs/pictures/*.png', { cwd: ROOT }).map(picture)
  const mark = read(`${STYLES}/mark.svg`).trim()
  const frame = {
    style: paths['developers.css'] ?? '',
    mark,
    pages,
    pictures: new Map(pictures.map(({ source, ...asset }) => [source, pathOf(asset)])),
  }
  const guides = pages.map((page) => guide(page, frame))
  const routes = Object.fromEntries(guides.map(({ route, ...asset }) => [route, pathOf(asset)]))

  const words = await wordsUnder('src/look/words', 'words')
  const pageWords = await wordsUnder('src/surfaces/pages/words', 'page-words')

  const assets = [...files, ...pictures, ...guides, ...words, ...pageWords]
  for (const asset of assets) write(join(FOLDER, pathOf(asset)), asset.content, { within: DIST })
  write(join(FOLDER, '_headers'), HEADERS, { within: DIST })
  write(
    join(DIST, 'assets.js'),
    moduleOf({
      paths,
      mark,
      guides: routes,
      words: byLanguage(words),
      pageWords: byLanguage(pageWords),
    }),
    { within: DIST },
  )
  removeOthers(
    join(FOLDER, 'assets'),
    assets.map((asset) => basename(pathOf(asset))),
  )
}

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
const fromFile = (path: string): Asset => ({ name: basename(path), content: read(path) })

/** The API reference, whole in one file; without the address of a source map that is not served. */
const scalar = (): Asset => ({
  name: 'scalar.js',
  content: read(SCALAR).replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n'),
})

const stylesheet = ([name, parts]: [string, string[]]): Asset => ({
  name,
  content: parts.map((part) => read(`${STYLES}/${part}`)).join('\n'),
})

const comfort = (): Asset => ({
  name: 'comfort.js',
  content: COMFORT.map((part) => read(`${SCRIPTS}/${part}`)).join('\n'),
})

const picture = (source: string) => ({
  source,
  name: basename(source),
  content: readFileSync(join(ROOT, source)),
})

const guide = (page: Page, frame: Frame) => ({
  name: `guide-${basename(page.path, '.md').toLowerCase()}.html`,
  content: renderGuide(page, frame),
  route: routeOf(page.path) ?? '',
})

/** What pages say in each language but English, which is in the Worker. */
const wordsUnder = (folder: string, name: string) =>
  Promise.all(
    LANGUAGES.filter((language) => language !== 'en').map(async (language) => {
      const written = (await import(pathToFileURL(join(ROOT, folder, `${language}.ts`)).href)) as Record<
        string,
        unknown
      >
      return { language, name: `${name}-${language}.json`, content: JSON.stringify(written[language]) }
    }),
  )

const byLanguage = (words: (Asset & { language: string })[]) =>
  Object.fromEntries(words.map(({ language, ...asset }) => [language, pathOf(asset)]))

/** What the Worker imports: under which path a file is served, and the mark, which stands in the pages. */
const moduleOf = (exports: Record<string, string | Record<string, string>>) =>
  Object.entries(exports)
    .map(([name, value]) => `export const ${name} = ${JSON.stringify(value, null, 2)}\n`)
    .join('')
