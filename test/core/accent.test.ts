import { assert, constantFrom, integer, oneof, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accentsOf, contrast, GROUNDS } from '../../src/config/accent.ts'

const colors = integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`)
const extremes = constantFrom('#000000', '#ffffff', '#ffff00', '#0000ff', '#00ff00', '#777777')
const SCHEMES = ['light', 'dark'] as const

describe('the accents of a brand colour', () => {
  it('can be read in both schemes, whatever the colour is', () => {
    assert(
      property(oneof(colors, extremes), (color) => {
        const accents = accentsOf(color)
        for (const scheme of SCHEMES) {
          const { fill, onFill, link, soft } = accents[scheme]
          for (const ground of GROUNDS[scheme].grounds) {
            expect(contrast(link, ground), `${scheme} link of ${color}`).toBeGreaterThanOrEqual(4.5)
            expect(contrast(fill, ground), `${scheme} button of ${color}`).toBeGreaterThanOrEqual(3)
          }
          expect(contrast(onFill, fill), `${scheme} text of ${color}`).toBeGreaterThanOrEqual(4.5)
          expect(contrast(link, soft), `${scheme} icon of ${color}`).toBeGreaterThanOrEqual(3)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('are the colour itself where it can be read', () => {
    expect(accentsOf('#3846c7').light).toMatchObject({ fill: '#3846c7', onFill: '#ffffff', link: '#3846c7' })
    expect(accentsOf('#93a0ff').dark).toMatchObject({ fill: '#93a0ff', onFill: '#000000', link: '#93a0ff' })
  })

  it('measures contrast as WCAG does', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
    expect(contrast('#ffffff', '#777777')).toBeCloseTo(4.478, 3)
  })
})
