import { mark, pageWords, paths, words } from '../../dist/assets.js'
import type { Language } from '../core/language.ts'

/** Where browsers load what the pages need. Static assets are served before the Worker. */
export const PAGES_CSS = paths['pages.css']
export const DEVELOPERS_CSS = paths['developers.css']
export const PAGES_JS = paths['pages.js']
export const COMFORT_JS = paths['comfort.js']
export const HUMAN_JS = paths['human.js']
export const MAILBOX_JS = paths['mailbox.js']
export const COPY_JS = paths['copy.js']
export const REFERENCE_CSS = paths['reference.css']
export const REFERENCE_JS = paths['reference.js']
export const SCALAR_JS = paths['scalar.js']
/** What the service itself reads. */
export const COMMON_PASSWORDS = paths['common-passwords.txt']

/** An arch with an open door, as SVG, in the colour that a brand may replace. */
export const MARK = mark

/** Where the words of mailed pages are, and those of the other pages. English is in the code. */
export const WORDS: Partial<Record<Language, string>> = words
export const PAGE_WORDS: Partial<Record<Language, string>> = pageWords
