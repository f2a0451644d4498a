import { describe, expect, it } from 'vitest'
import { LANGUAGES, type Language } from '../../src/core/language.ts'
import { PAGE_WORDS, WORDS } from '../support/words.ts'
import { filesOf, read } from './sources.ts'

/** Every text in an object, by the names that lead to it. */
const leavesOf = (words: object, path: string[] = []): { path: string[]; text: string }[] =>
  Object.entries(words).flatMap(([name, said]: [string, unknown]) =>
    typeof said === 'object' && said !== null
      ? leavesOf(said, [...path, name])
      : [{ path: [...path, name], text: String(said) }],
  )

/** Without imports, comments and what a form is called. */
const codeOf = (path: string) =>
  read(path)
    .replaceAll(/^import .*$|\/\*[\s\S]*?\*\/|\/\/.*|\bname: '\w+'/gm, '')
    .replaceAll(/^import [\s\S]*? from .*$/gm, '')

const isWords = (path: string) => /\/words\/(?:[a-z]{2}[./]|(?!problem)[a-z]+-words|words)/.test(path)

/** What can read a word. */
const SOURCES = filesOf('src/surfaces/pages/**/*.{ts,tsx}', 'src/look/**/*.{ts,tsx}', 'src/core/audit/*.ts')
  .filter((path) => !isWords(path))
  .map(codeOf)

const reads = (name: string, before = String.raw`(?<![\w'"-])`) =>
  new RegExp(String.raw`${before}${name}(?![\w'"-])`)
const isIn = (pattern: RegExp) => SOURCES.some((code) => pattern.test(code))

/** Looked up by a code, an event or a field, which is written somewhere: their names are no members of an object. */
const LOOKED_UP =
  /^(places|rules|fields|refusals|done|members|methods|events|by|broken|strength|scopes|unknown)$/

/** Where a word is read its group is named too, or somebody is given the whole group. */
function isRead([...path]: string[]): boolean {
  // Of a text for each number that a language tells apart.
  if (/^(none|one|other)$/.test(path.at(-1) ?? '')) path.pop()
  const name = path.pop() ?? ''
  const group = path.pop() ?? ''
  if (LOOKED_UP.test(group)) return isIn(reads(group))
  // A whole group that is looked up.
  if (LOOKED_UP.test(path.at(-1) ?? '')) return isIn(new RegExp(`'${group}'|${reads(group).source}`))
  const isBeside = SOURCES.some((code) => reads(name).test(code) && reads(group).test(code))
  return isBeside || (isIn(reads(name)) && isIn(reads(group, String.raw`\.\.\.(?:[\w.]+\.)?`)))
}

describe('the words of the pages', () => {
  it('are all read by a page', () => {
    const words = leavesOf(PAGE_WORDS.en)
    expect(words.length).toBeGreaterThan(200)
    expect(words.filter(({ path }) => !isRead(path)).map(({ path }) => path.join('.'))).toEqual([])
  })

  it.each(LANGUAGES)('say no sentence twice, and none that mailed pages say: %s', (language: Language) => {
    const ofMailedPages = new Set(leavesOf(WORDS[language]).map(({ text }) => text))
    const sentences = leavesOf(PAGE_WORDS[language]).filter(({ text }) => /[.!?]$/.test(text))
    const names = new Map([...ofMailedPages].map((text): [string, string[]] => [text, ['a mailed page']]))
    for (const { path, text } of sentences) names.set(text, [...(names.get(text) ?? []), path.join('.')])
    expect([...names.values()].filter((of) => of.length > 1)).toEqual([])
  })
})
