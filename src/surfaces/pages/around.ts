import { WORDS } from '../../look/words/words.ts'
import type { Visit } from './visit.ts'

/** What is around every page: the brand, its links, and the switch of the language. */
export function aroundOf({ config, language, words, formToken, path, search }: Visit) {
  const { terms, privacy, support } = WORDS[language]
  return {
    config,
    language,
    token: formToken,
    page: path + search,
    words: { terms, privacy, support, language: words.entry.language },
  }
}
