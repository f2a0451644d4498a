import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { contrast, GROUNDS } from '../../src/config/accent.ts'
import { filesOf, read } from './sources.ts'

/** The one look of pages, mailbox and guides. */
const STYLES = filesOf('src/look/styles/*.css')
const TOKENS = new Map(
  [...read('src/look/styles/tokens.css').matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(
    ([, name = '', light = '', dark = '']) => [name, [light, dark]] as const,
  ),
)
const colour = (name: string, scheme: number) => TOKENS.get(name)?.[scheme] ?? expect.fail(`no ${name}`)

const GROUND = ['ground', 'surface', 'raised']
const READ: [string, string[]][] = [
  ['ink', [...GROUND, 'soft']],
  ['muted', GROUND],
  ['accent', GROUND],
  ['danger', [...GROUND, 'danger-soft']],
  ['warning', ['warning-soft']],
  ['success', ['success-soft']],
  ['on-fill', ['fill']],
]
const SEEN: [string, string[]][] = [
  ['control', GROUND],
  ['fill', GROUND],
  ['danger', GROUND],
  ['accent', ['soft']],
]

describe.each([
  ['light', 0],
  ['dark', 1],
] as const)('the colours of the %s scheme', (scheme, index) => {
  const pairs = (all: [string, string[]][]) =>
    all.flatMap(([front, backs]) => backs.map((back) => ({ front, back })))

  it.each(pairs(READ))('let text in $front be read on $back', ({ front, back }) => {
    expect(contrast(colour(front, index), colour(back, index))).toBeGreaterThanOrEqual(4.5)
  })

  it.each(pairs(SEEN))('let $front be seen on $back', ({ front, back }) => {
    expect(contrast(colour(front, index), colour(back, index))).toBeGreaterThanOrEqual(3)
  })

  it('are the grounds that the colour of a brand is made for', () => {
    expect([...GROUNDS[scheme].grounds].toSorted()).toEqual(
      [...new Set(GROUND.map((name) => colour(name, index)))].toSorted(),
    )
  })
})

describe('the stylesheet', () => {
  it('is under 10 KiB, compressed, for everything', () => {
    expect(STYLES.length).toBeGreaterThan(3)
    expect(gzipSync(STYLES.map(read).join('')).length).toBeLessThan(10 * 1024)
  })

  it('has colours in its tokens alone', () => {
    const others = STYLES.filter((path) => !path.endsWith('tokens.css'))
    expect(others.flatMap((path) => read(path).match(/#[0-9a-f]{3,8}\b.*/gi) ?? [])).toEqual([])
  })

  it('moves nothing for readers who asked for that', () => {
    expect(STYLES.map(read).join('')).toContain('prefers-reduced-motion: reduce')
  })
})
