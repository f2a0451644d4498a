import { describe, expect, it } from 'vitest'
import { filesOf, read } from './sources.ts'

const PAGE = read('test/README.md')
const IDS = Array.from({ length: 127 }, (_, index) => `R${String(index + 1).padStart(3, '0')}`)
/** At least this many requirements have a test. */
const LEAST_HELD = 105

type Cite = { file: string; fragments: string[] }
type Row = { id: string; requirement: string; cell: string; cites: Cite[] }

/** `file` “fragment”, “another”; … */
const citesIn = (cell: string): Cite[] =>
  [...cell.matchAll(/`([\w/.-]+\.ts)` ((?:“[^”]+”(?:, )?)+)/g)].map(([, file = '', list = '']) => ({
    file: `test/${file}`,
    fragments: [...list.matchAll(/“([^”]+)”/g)].map(([, fragment = '']) => fragment),
  }))

const ROWS: Row[] = [...PAGE.matchAll(/^\| (R\d+) \| (.+?) \| (.+) \|$/gm)].map(
  ([, id = '', requirement = '', cell = '']) => ({ id, requirement, cell, cites: citesIn(cell) }),
)
const held = ROWS.filter(({ cites }) => cites.length > 0)

const TEXT = /'((?:\\.|[^'\\\n])*)'|"((?:\\.|[^"\\\n])*)"|`((?:\\.|[^`\\])*)`/g

/** Names of tests and rows of their tables, as the source has them. */
const textsOf = (file: string): string[] =>
  [...read(file).matchAll(TEXT)].map(([, single, double, template]) =>
    (single ?? double ?? template ?? '').replaceAll("\\'", "'"),
  )

/** A fragment that two names have would not notice that one of the tests is gone. A whole name is itself only. */
const timesNamed = (names: string[], fragment: string) =>
  names.filter((name) => name === fragment).length || names.filter((name) => name.includes(fragment)).length

describe('the table of requirements', () => {
  it('lists each requirement once, in order, with words of its own', () => {
    const ids = ROWS.map(({ id }) => id)
    expect(ids).toEqual([...new Set(ids)].toSorted())
    expect(IDS.filter((id) => !ids.includes(id))).toEqual([])
    for (const { id, requirement } of ROWS) expect([id, requirement.length > 10]).toEqual([id, true])
    expect(new Set(ROWS.map(({ requirement }) => requirement)).size).toBe(ROWS.length)
  })

  it.each(held.map(({ id, cites }) => ({ id, cites })))('names existing tests for $id', ({ cites }) => {
    for (const { file, fragments } of cites) {
      const names = textsOf(file)
      const wrong = fragments.filter((fragment) => timesNamed(names, fragment) !== 1)
      expect({ file, wrong }).toEqual({ file, wrong: [] })
    }
  })

  it('names a test for nearly all, and a reason for the others', () => {
    expect(held.length).toBeGreaterThanOrEqual(LEAST_HELD)
    for (const { id, cell } of ROWS.filter(({ cites }) => cites.length === 0)) {
      expect([id, cell]).toEqual([id, expect.stringMatching(/^— (not met|does not apply): .{20,}/)])
    }
  })

  it('is the only place that names ids', () => {
    const others = filesOf('test/**/*.ts').filter((file) => /\bR\d{3}\b/.test(read(file)))
    expect(others).toEqual([])
  })
})

/** The words of test/support that files elsewhere import, with the number of these files. Types are no words. */
function sharedWords(): Map<string, number> {
  const counts = new Map<string, number>()
  const imports = /import (?!type)\{([^}]+)\} from '[^']*support\/[\w-]+\.ts'/g
  for (const file of filesOf('test/**/*.test.ts'))
    for (const [, list = ''] of read(file).matchAll(imports))
      for (const word of list.split(',').map((part) => part.trim().split(' as ')[0] ?? ''))
        if (/^[a-z]\w*$|^[A-Z0-9_]+$/.test(word)) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

describe('the page about the tests', () => {
  it('has a page of words, which names every word that four tests share', () => {
    const page = read('test/support/README.md')
    const shared = [...sharedWords()].filter(([, files]) => files >= 4).map(([word]) => word)
    expect(shared.length).toBeGreaterThan(30)
    expect(shared.filter((word) => !page.includes(`\`${word}\``)).toSorted()).toEqual([])
  })

  it('has a page of words, which names every file that the tests share', () => {
    const named = [...read('test/support/README.md').matchAll(/`([\w-]+\.ts)`/g)].map(([, file = '']) => file)
    const files = filesOf('test/support/*.ts').map((file) => file.slice('test/support/'.length))
    expect([...new Set(named)].toSorted()).toEqual(files.toSorted())
  })

  it('names existing files and rooms', () => {
    const files = [...PAGE.matchAll(/`([\w/.-]+\.test\.ts|[\w-]+\/[\w-]+\.ts)`/g)].map(
      ([, file = '']) => file,
    )
    const known = new Set(filesOf('test/**/*.ts').map((file) => file.slice('test/'.length)))
    expect([...new Set(files)].filter((file) => !known.has(file))).toEqual([])
    const rooms = [...PAGE.matchAll(/^\| `(\w+)\/`/gm)].map(([, room = '']) => room)
    const folders = new Set(filesOf('test/*/*').map((file) => file.split('/')[1] ?? ''))
    expect(rooms.toSorted()).toEqual([...folders].toSorted())
  })
})
