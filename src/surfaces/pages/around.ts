import { WORDS } from '../../look/words/words.ts'
import type { Visit } from './visit.ts'

/** What is around every page: the brand, its links, and the switch of the language. */
export function aroundOf({ c, config, language, words, formToken }: Visit) {
  const { terms, privacy, support } = WORDS[language]
  const { pathname, search } = new URL(c.req.url)
  return {
    config,
    language,
    token: formToken,
    page: pathname + search,
    words: { terms, privacy, support, language: words.entry.language },
  }
}
