import type { ReadyConfig } from '../config/config.ts'
import type { Words } from './words/words.ts'

/** What a page is made for: the words of the reader, and what the operator has set. */
export type Reader = { words: Words; config: ReadyConfig }
