import { format } from 'prettier'
import { describe, expect, it } from 'vitest'
import { build, weigh } from './bundle.ts'
import { folderOf, packageIn, packageOf } from './packages.ts'
import { filesOf, read } from './sources.ts'

const MAX_KIB = 300
/** The page keeps a figure until it differs by more than this, or by half, so that few commits change the page. */
const TOLERANCE_KIB = 5

const bundle = build()
const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> }

const weights = weigh(bundle, (path) => packageOf(path) ?? 'ours')
const folders = new Map(bundle.parts.map(({ path }) => [packageOf(path), folderOf(path)]))
const packages = [...new Set([...Object.keys(dependencies), ...weights.keys()])]
  .filter((name) => folders.has(name) || name in dependencies)
  .map((name) => packageIn(folders.get(name) ?? `node_modules/${name}`))

const GUIDE = 'src/docs/what-is-uploaded.md'
const guide = read(GUIDE)

/** The cells of a package's row on the page, without its name. */
const cellsOf = (name: string) =>
  guide
    .split('\n')
    .find((line) => line.startsWith(`| \`${name}\` `))
    ?.split('|')
    .slice(2, -1)
    .map((cell) => cell.trim()) ?? []

const figure = (written: string | undefined, kib: number) =>
  written !== undefined && Math.abs(Number(written) - kib) <= Math.min(TOLERANCE_KIB, kib / 2)
    ? written
    : kib.toFixed(1)

const table = (head: string[], rows: string[][]) =>
  [head, head.map(() => '---'), ...rows.toSorted(([a = ''], [b = '']) => a.localeCompare(b))]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')

const tableOfPackages = table(
  ['package', 'version', 'licence', 'from', 'for', 'KiB'],
  packages.map(({ name, version, licence, home }) => {
    const cells = cellsOf(name)
    const from = `[${new URL(home).pathname.slice(1)}](${home})`
    const weight = figure(cells[4], weights.get(name) ?? 0)
    return [`\`${name}\``, version, licence, from, cells[3] ?? '', weight]
  }),
)

describe('what is uploaded', () => {
  it(`is at most ${MAX_KIB} KiB gzip`, () => {
    expect(bundle.kib).toBeLessThanOrEqual(MAX_KIB)
  })

  it('is the sum of its parts, but for less than 2 000 characters', () => {
    const characters = bundle.parts.reduce((sum, { code }) => sum + code.length, 0)
    expect(bundle.code.length - characters).toBeGreaterThan(0)
    expect(bundle.code.length - characters).toBeLessThan(2_000)
  })

  it('is what the guide says; if not: npm run weights', async () => {
    const total = figure(/([\d.]+) KiB gzip/.exec(guide)?.[1], bundle.kib)
    const now = guide
      .replace(/[\d.]+ KiB gzip/, `${total} KiB gzip`)
      .replaceAll(/(^\|.*\n)+/gm, () => `${tableOfPackages}\n`)
    await expect(await format(now, { parser: 'markdown' })).toMatchFileSnapshot(`../../${GUIDE}`)
  })

  it('has a reason beside each package', () => {
    expect(packages.filter(({ name }) => !/\w/.test(cellsOf(name)[3] ?? ''))).toEqual([])
  })
})

/** Joins the lines, so that line breaks do not matter. */
const flat = (text: string) => text.replaceAll(/\s+/g, ' ').trim()
const paragraphs = (text: string) =>
  text
    .trim()
    .split(/\n\s*\n/)
    .map(flat)

describe('the licence', () => {
  const kept = flat(['LICENSE', ...filesOf('LICENSES/*')].map(read).join('\n'))

  it.each(packages)('repeats the notice of $name', ({ name, licence, notice }) => {
    // "MIT License" above the text is only a title.
    const missing = paragraphs(notice).filter(
      (text) => !/ License( \(MIT\))?$/.test(text) && !kept.includes(text),
    )
    expect(missing).toEqual([])
    expect(flat(read('LICENSE'))).toContain(name)
    if (notice === '') expect(filesOf('LICENSES/*')).toContain(`LICENSES/${licence}.txt`)
  })
})
