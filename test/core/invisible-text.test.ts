import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { text } from '../../src/core/identity/fields.ts'
import { languageOf } from '../../src/http/accept-language.ts'
import { clientFacts } from '../../src/http/client-facts.ts'

const read = (value: string) => z.safeParse(text(100), value)
const kept = (value: string) => read(value).data

describe('a name', () => {
  it.each([
    ['a line break', 'Ada\nLovelace'],
    ['an escape sequence', 'Ada\u001b[31m'],
    ['the control sequence introducer', 'Ada\u009b31m'],
    ['a turn of direction', 'Ada\u202eecalevoL'],
    ['an isolate', '\u2066Ada\u2069'],
    ['a mark of direction', 'Ada\u200f'],
    ['an Arabic mark of direction', 'Ada\u061c'],
  ])('with %s is refused', (_, value) => {
    expect(read(value).success).toBe(false)
  })

  it.each([
    ['a space without width', 'A\u200bda', 'A\u200bda'.replace('\u200b', '')],
    ['a soft hyphen', 'Love\u00adlace', 'Lovelace'],
    ['a byte order mark', '\ufeffAda', 'Ada'],
    ['a word joiner', 'Ada\u2060', 'Ada'],
    ['letters of tags', 'Ada\u{e0041}\u{e007f}', 'Ada'],
    ['a joiner at its end', 'Ada\u200d', 'Ada'],
    ['a joiner before a space', 'Ada\u200c Lovelace', 'Ada Lovelace'],
  ])('loses %s', (_, value, left) => {
    expect(kept(value)).toBe(left)
  })

  it.each([
    ['Persian', 'علی\u200cرضا'],
    ['Sinhala', 'ශ්\u200dරී'],
    ['an emoji of two', '👩\u200d💻'],
  ])('keeps the joiners of %s', (_, value) => {
    expect(kept(value)).toBe(value.normalize('NFC'))
  })

  it('of nothing that can be seen is too short', () => {
    expect(read('\u200b\u2060\u200d').success).toBe(false)
  })

  it('that is accepted has nothing left that a terminal obeys, whatever was sent', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 4 }),
      fc.constantFrom('\u001b[2J', '\u009b', '\u202e', '\u2067', '\u200d', '\u200c', '\u00ad', 'a', 'क'),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const value = kept(pieces.join(''))
        if (value === undefined) return
        expect(value).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u)
        expect(value.replaceAll(/[\u200c\u200d]/g, '')).not.toMatch(/\p{Cf}/u)
      }),
    )
  })
})

describe('the user agent', () => {
  const config = { TRUSTED_CLIENT_KEY: undefined }
  const userAgentOf = (value: string) => {
    const headers = { get: (name: string) => (name === 'User-Agent' ? value : null), has: () => false }
    return clientFacts({ headers } as unknown as Request, { requestId: 'id', config }).userAgent
  }

  it('loses control and format characters, and is cut after that', () => {
    expect(userAgentOf('Fire\u001b[31mfox\u009b2J\u202e\u00ad')).toBe('Fire[31mfox2J')
    expect(userAgentOf(`${'\u0007'.repeat(500)}Firefox`)).toBe('Firefox')
    expect(userAgentOf('x'.repeat(500))).toHaveLength(300)
  })
})

describe('Accept-Language', () => {
  it('is read up to 256 characters, so that a long one costs no more', () => {
    expect(languageOf(`es,${' '.repeat(100_000)}`)).toBe('es')
    expect(languageOf(`${'x,'.repeat(128)}es`)).toBe('en')
    expect(languageOf(`${'x,'.repeat(126)}es`)).toBe('es')
  })
})
