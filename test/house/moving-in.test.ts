import { describe, expect, it } from 'vitest'
import { timesOurs } from '../../src/commands/users/first-sign-in.ts'
import { storable } from '../../src/commands/users/password.ts'
import { readImported } from '../../src/crypto/imported/form.ts'
import { BY_DEFAULT } from '../crypto/system-hashes.ts'
import { read } from './sources.ts'

const [, table = ''] = /^\| system .*\n\|[- |]*\n((?:\|.*\n)*)/m.exec(read('src/docs/moving-in.md')) ?? []
const ROWS = table
  .trimEnd()
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, system = '', form = '', taken = '', cost = '']) => ({ system, form, taken, cost }))

const reasonOf = (hash: string) => {
  const result = storable(hash)
  return 'string' in result ? 'yes' : `no: ${/^too costly: (.*?)\. /.exec(result.refusal)?.[1]}`
}

describe('the guide to moving in', () => {
  it('has a row for every system of which there is a hash, and no other', () => {
    expect(ROWS.map(({ system }) => system)).toEqual(Object.keys(BY_DEFAULT))
  })

  it.each(ROWS)('says of $system what an import says of its hash', ({ system, form, taken }) => {
    const hash = BY_DEFAULT[system]?.hash ?? ''
    expect(taken).toBe(reasonOf(hash))
    // What stands before the first `…` of a form that begins with a word or a dollar is how the hash begins.
    const [, beginning] = /^`([^…]+)…/.exec(form) ?? []
    if (beginning) expect(hash.slice(0, beginning.length)).toBe(beginning)
  })

  it.each(ROWS.filter(({ taken }) => taken === 'yes'))(
    'gives for $system the cost that the warning of an import reckons with',
    ({ system, cost }) => {
      const result = storable(BY_DEFAULT[system]?.hash)
      const imported = 'string' in result ? readImported(result.string) : undefined
      const [measured = NaN] = cost.split(' ').map(Number)
      const reckoned = imported ? timesOurs(imported) : NaN
      // The small ones are rounded to a tenth.
      expect(reckoned).toBeGreaterThan(measured / 2 - 0.1)
      expect(reckoned).toBeLessThan(measured * 2 + 0.1)
    },
  )
})
