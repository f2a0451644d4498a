import { posix } from 'node:path'
import { Marked, Renderer, type Tokens } from 'marked'

/** A page of the repository: its path there, and its text in Markdown. */
export type Page = { path: string; text: string }

/** What is around every guide: the stylesheet, the mark, the way to all of them, and where the pictures are. */
export type Frame = { style: string; mark: string; pages: Page[]; pictures: ReadonlyMap<string, string> }

const FIRST = 'README.md'

/** Where the service shows a page of the repository; undefined for a file that is no guide. */
export function routeOf(path: string): string | undefined {
  if (path === FIRST) return '/docs/guides'
  const [, name] = /^src\/docs\/([\w-]+)\.md$/.exec(path) ?? []
  return name && `/docs/guides/${name}`
}

/** The anchor that GitHub gives to a heading: links must work there and here. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-')

const titleOf = ({ path, text }: Page) => /^# (.*)$/m.exec(text)?.[1] ?? path

/** A guide as a whole page. It needs no script. */
export function renderGuide({ path, text }: Page, { style, mark, pages, pictures }: Frame): string {
  const title = titleOf({ path, text })
  const contents = inOrderOf(
    pages.find((page) => page.path === FIRST),
    pages,
  ).map(
    (page) =>
      `<li><a href="${routeOf(page.path)}"${page.path === path ? ' aria-current="page"' : ''}>${page.path === FIRST ? 'Start' : titleOf(page)}</a></li>`,
  )
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${path === FIRST ? title : `${title} · Guides`}</title>
    <link rel="icon" href="data:image/svg+xml,${encodeURIComponent(mark)}">
    <link rel="stylesheet" href="${style}">
  </head>
  <body class="guides">
    <header class="bar">
      <p class="brand">${mark}<a href="/">Postern</a></p>
      <nav class="ways" aria-label="Documentation"><a href="/docs/guides" aria-current="true">Guides</a><a href="/docs">API reference</a></nav>
    </header>
    <div class="page">
      <nav class="contents" aria-label="Guides"><ul>${contents.join('')}</ul></nav>
      <main class="guide">
${withPictures(contentOf({ path, text }), path, pictures)}
      </main>
    </div>
  </body>
</html>
`
}

/** The first page, and then the guides as it lists them: the way of somebody who begins. */
function inOrderOf(first: Page | undefined, pages: Page[]): Page[] {
  const place = ({ path }: Page) => first?.text.indexOf(`](${path})`) ?? 0
  return pages.toSorted((one, other) => place(one) - place(other))
}

function contentOf({ path, text }: Page): string {
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text }) {
        const plain = this.parser.parseInline(tokens, this.parser.textRenderer)
        return `<h${depth} id="${anchorOf(plain || text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`
      },
      link(token) {
        const href = hrefOf(token, path)
        const content = this.parser.parseInline(token.tokens)
        return href === undefined ? content : `<a href="${href}">${content}</a>`
      },
      // What is wider than a phone scrolls by itself, also by keyboard.
      table(token) {
        return `<div class="wide" tabindex="0">${Renderer.prototype.table.call(this, token)}</div>\n`
      },
      code(token) {
        return Renderer.prototype.code.call(this, token).replace('<pre>', '<pre tabindex="0">')
      },
    },
  })
  return marked.parse(text, { async: false })
}

/** Links between pages lead to their routes. A file that is only in the repository has no address here. */
function hrefOf({ href }: Tokens.Link, from: string): string | undefined {
  if (/^(https?:|#)/.test(href)) return href
  const [file = '', anchor] = href.split('#')
  const route = routeOf(posix.join(posix.dirname(from), file))
  return route && (anchor === undefined ? route : `${route}#${anchor}`)
}

/** Pictures lie beside the guides in the repository, and among the assets here. One that is nowhere stops the build. */
const withPictures = (content: string, from: string, pictures: Frame['pictures']) =>
  content.replaceAll(/(<img [^>]*?src=")([^"]+)/g, (_, before: string, source: string) => {
    const path = pictures.get(posix.join(posix.dirname(from), source))
    if (path === undefined) throw new Error(`${from} shows ${source}, which is not in src/docs/pictures.`)
    return before + path
  })
