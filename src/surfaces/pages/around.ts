import { WORDS } from '../../look/words/words.ts'
import type { Visit } from './visit.ts'

/** What is around every page: the brand, its links, and the switch of the language. */
export function aroundOf({ config, language, formToken, path, search }: Visit) {
  return {
    config,
    language,
    token: formToken,
    page: path + search,
    words: WORDS[language],
  }
}
