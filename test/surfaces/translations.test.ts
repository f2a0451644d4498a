import { describe, expect, it } from 'vitest'
import { pageWords, words } from '../../dist/assets.js'
import { LANGUAGES } from '../../src/core/language.ts'
import { counted, fill } from '../../src/look/words/naming.ts'
import { bindings } from '../support/bindings.ts'
import { logged } from '../support/log.ts'
import { person } from '../support/person.ts'
import { workerWith } from '../support/worker.ts'
import { PAGE_WORDS, WORDS } from '../support/words.ts'

const TRANSLATED = LANGUAGES.filter((language) => language !== 'en')
const PAGES = ['/sign-in', '/reset-password']

const served = async (path = '') => (await bindings.ASSETS.fetch(new URL(path, 'https://assets'))).json()

/** What a text has places for, by where the text stands. */
const placesIn = (said: unknown): unknown => {
  if (typeof said === 'string') return said.match(/\{\w*\}/g)?.toSorted()
  return Object.fromEntries(Object.entries(said as object).map(([name, value]) => [name, placesIn(value)]))
}

const inGerman = { headers: { 'Accept-Language': 'de' } }

describe.each(TRANSLATED)('the words in %s', (language) => {
  it('are served as they are written', async () => {
    expect(await served(words[language])).toEqual(WORDS[language])
    expect(await served(pageWords[language])).toEqual(PAGE_WORDS[language])
  })

  it('have places for what the English ones have places for', () => {
    expect(placesIn(WORDS[language])).toEqual(placesIn(WORDS.en))
    expect(placesIn(PAGE_WORDS[language])).toEqual(placesIn(PAGE_WORDS.en))
  })
})

describe('a page', () => {
  it.each(PAGES)('reads its words once: %s', async (path) => {
    const asked: string[] = []
    const ASSETS = {
      fetch: (url: URL) => {
        asked.push(url.pathname)
        return bindings.ASSETS.fetch(url)
      },
    } as unknown as Fetcher
    const worker = workerWith({ ASSETS })
    for (let time = 0; time < 3; time += 1) {
      const { text } = await person({ worker }).get(path, inGerman)
      expect(text).toContain('lang="de"')
      expect(text).toContain(WORDS.de.language)
    }
    expect(asked.filter((one) => one === words['de'])).toHaveLength(1)
    expect(new Set(asked).size).toBe(asked.length)
  })

  it.each([
    ['cannot be read', () => Promise.reject(new Error('network'))],
    ['are gone', async () => new Response('', { status: 404 })],
    ['are cut off', async () => new Response('{"failed":')],
  ])('is in English when its words %s, reads them again, and says so in the log', async (_name, broken) => {
    let isBroken = true
    const ASSETS = {
      fetch: (url: URL) => (isBroken ? broken() : bindings.ASSETS.fetch(url)),
    } as unknown as Fetcher
    const worker = workerWith({ ASSETS })
    for (const path of PAGES) {
      const { status, text } = await person({ worker }).get(path, inGerman)
      expect(status).toBe(200)
      expect(text).toContain(WORDS.en.language)
    }
    expect(logged()).toContainEqual(expect.objectContaining({ event: 'translation_failed' }))
    isBroken = false
    for (const path of PAGES)
      expect((await person({ worker }).get(path, inGerman)).text).toContain(WORDS.de.language)
  })
})

describe('a text', () => {
  it('does not read what is put into it', () => {
    expect(fill('Back to {app}', { app: '{app} {x} $&' })).toBe('Back to {app} {x} $&')
  })

  it('says one, several, and none where a language has words for it', () => {
    const codes = { none: 'no codes', one: 'one code', other: '{count} codes' } as const
    expect([0, 1, 2, 10].map((count) => counted(codes, count))).toEqual([
      'no codes',
      'one code',
      '2 codes',
      '10 codes',
    ])
    expect(counted({ one: 'a day', other: '{count} days' }, 0)).toBe('0 days')
  })
})
