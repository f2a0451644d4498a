import { HUMAN_SCRIPTS } from '../../look/forms/human-check.tsx'
import type { Visit } from './visit.ts'

/** What is around every page: the brand, its links, and the switch of the language. */
export function aroundOf({ config, language, formToken, base, path, search, siteKey }: Visit) {
  return {
    config,
    language,
    token: formToken,
    page: path + search,
    words: base,
    scripts: siteKey === undefined ? [] : HUMAN_SCRIPTS,
  }
}
