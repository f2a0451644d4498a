import type { Language } from '../core/language.ts'
import { base64url, sha256, utf8 } from '../crypto/bytes.ts'
import { type Carrier, deliver } from './deliver.ts'
import { layOut } from './layout.ts'
import type { Brand } from '../config/pages.ts'
import type { Mails } from './mails.ts'
import { german } from './messages/de.ts'
import { english } from './messages/en.ts'
import { spanish } from './messages/es.ts'
import { french } from './messages/fr.ts'
import type { Context, Message, Texts } from './messages/message.ts'
import { portuguese } from './messages/pt.ts'

/** Where a mail goes, and until when it is worth sending (milliseconds). `key` makes one mail of many tries. */
export type Envelope = { to: string; language: Language; key: string; deadline?: number }

/** What the core can ask to be mailed: one method per mail. Each resolves when the mail was handed over. */
export type Mailer = { [Name in keyof Mails]: (mail: Envelope & Mails[Name]) => Promise<void> }

/** Every mail in every language. The compiler finds a language that misses one. */
export const TEXTS: Record<Language, Texts> = {
  en: english,
  es: spanish,
  de: german,
  fr: french,
  pt: portuguese,
}

export const MAIL_NAMES = Object.keys(english.messages) as (keyof Mails)[]

/** What texts can name of the app. */
export const contextOf = (brand: Brand): Context => ({
  appName: brand.APP_NAME,
  resetPage: `${brand.APP_URL}/reset-password`,
  home: brand.APP_URL_HOME,
  supportEmail: brand.BRAND_SUPPORT_EMAIL,
})

/**
 * Gmail folds mails of one subject into a conversation, and hides the newest code in it, unless this differs.
 * It stays the same when a mail is sent again under its key. A key is not for other eyes: this is a hash of it.
 */
const referenceOf = async (key: string) => base64url((await sha256(utf8(key))).slice(0, 16))

/** Writes each mail and has it carried. */
export function openMailer({ brand, carry }: { brand: Brand; carry: Carrier }): Mailer {
  const context = contextOf(brand)
  const sender =
    <Name extends keyof Mails>(name: Name) =>
    async (mail: Envelope & Mails[Name]) => {
      // Lets an answer that does not wait for the mail go out first. Writing a mail takes time: where only
      // a known address gets one, the time of the answer would tell.
      await scheduler.wait(0)
      const { to, language, key, deadline } = mail
      const { messages, frame } = TEXTS[language]
      const write: (facts: Mails[Name] & Context) => Message = messages[name]
      const laidOut = layOut(write({ ...mail, ...context }), { brand, frame, language })
      const headers = { 'X-Entity-Ref-ID': await referenceOf(key) }
      await deliver(carry, { to, ...laidOut, headers }, { key, deadline })
    }
  return Object.fromEntries(MAIL_NAMES.map((name) => [name, sender(name)])) as Mailer
}
