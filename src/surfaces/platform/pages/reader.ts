import type { ReadyConfig } from '../../../config/config.ts'
import type { Language } from '../../../core/language.ts'
import type { Words } from '../../../look/words/words.ts'
import type { Shown } from './mailed-form.ts'

/** What a page behind a mailed link is made for. */
export type MailedReader = {
  config: ReadyConfig
  language: Language
  words: Words
  /** Where its forms are sent. */
  path: string
  /** What proves that a form comes from a page that this browser was given. */
  token: string
  /** The state that is seen. Without it the script decides, which alone can read the link. */
  shown: Shown | undefined
  /** The site key of Turnstile, where a form is shown again with a check for humans. */
  siteKey: string | undefined
}
