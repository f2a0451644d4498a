import type { Language } from '../../src/core/language.ts'
import { de } from '../../src/look/words/de.ts'
import { en } from '../../src/look/words/en.ts'
import { es } from '../../src/look/words/es.ts'
import { fr } from '../../src/look/words/fr.ts'
import { pt } from '../../src/look/words/pt.ts'
import type { Words } from '../../src/look/words/words.ts'
import { de as dePages } from '../../src/surfaces/pages/words/de.ts'
import { en as enPages } from '../../src/surfaces/pages/words/en.ts'
import { es as esPages } from '../../src/surfaces/pages/words/es.ts'
import { fr as frPages } from '../../src/surfaces/pages/words/fr.ts'
import { pt as ptPages } from '../../src/surfaces/pages/words/pt.ts'
import type { PageWords } from '../../src/surfaces/pages/words/words.ts'

/** What mailed pages say, as it is written: the Worker has English alone, and reads the others. */
export const WORDS: Record<Language, Words> = { en, es, de, fr, pt }

/** What the other pages say. */
export const PAGE_WORDS: Record<Language, PageWords> = {
  en: enPages,
  es: esPages,
  de: dePages,
  fr: frPages,
  pt: ptPages,
}
