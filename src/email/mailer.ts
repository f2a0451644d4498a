import type { Language } from '../core/language.ts'
import { type Carrier, deliver } from './deliver.ts'
import { layOut } from './layout.ts'
import type { Mails } from './mails.ts'
import { english } from './messages/en.ts'
import { spanish } from './messages/es.ts'
import type { Message, Messages } from './messages/message.ts'

/** Where a mail goes, and until when it is worth sending (milliseconds). `key` makes one mail of many tries. */
export type Envelope = { to: string; language: Language; key: string; deadline?: number }

/** What the core can ask to be mailed: one method per mail. Each resolves when the mail was handed over. */
export type Mailer = { [Name in keyof Mails]: (mail: Envelope & Mails[Name]) => Promise<void> }

/** Every mail in every language. The compiler finds a language that misses one. */
export const MESSAGES: Record<Language, Messages> = { en: english, es: spanish }

/** Writes each mail and has it carried: by Resend, or to the mailbox of the development service. */
export function openMailer({ appName, carry }: { appName: string; carry: Carrier }): Mailer {
  const sender =
    <Name extends keyof Mails>(name: Name) =>
    async (mail: Envelope & Mails[Name]) => {
      // Lets an answer that does not wait for the mail go out first. Writing a mail takes time: where only
      // a known address gets one, the time of the answer would tell.
      await scheduler.wait(0)
      const { to, language, key, deadline } = mail
      const write: (facts: Mails[Name] & { appName: string }) => Message = MESSAGES[language][name]
      const message = write({ ...mail, appName })
      await deliver(carry, { to, ...layOut(message, { appName, language }) }, { key, deadline })
    }
  const names = Object.keys(english) as (keyof Mails)[]
  return Object.fromEntries(names.map((name) => [name, sender(name)])) as Mailer
}
