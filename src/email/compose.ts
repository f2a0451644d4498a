import type { Language } from '../core/language.ts'
import type { Carrier, Envelope, Mailer, Mails } from './mailer.ts'
import { english } from './messages/en/index.ts'
import { spanish } from './messages/es/index.ts'
import { layOut } from './messages/layout.ts'
import type { Facts, Message, Messages } from './messages/message.ts'

/** Every mail in every language; a language that misses one does not compile. */
export const MESSAGES: Record<Language, Messages> = { en: english, es: spanish }

/** Writes each mail and gives it to the carrier: Resend, or the mailbox of the development service. */
export function composeMailer({ appName, carry }: { appName: string; carry: Carrier }): Mailer {
  const sender =
    <Name extends keyof Mails>(name: Name) =>
    async (mail: Envelope & Mails[Name]) => {
      // First the answer goes out, if nobody waits for the mail: to write one takes time, and where only a
      // known address gets one, that time would tell.
      await scheduler.wait(0)
      const { to, language, key, deadline } = mail
      const write: (facts: Facts<Name>) => Message = MESSAGES[language][name]
      const message = write({ ...mail, appName })
      await carry({ to, ...layOut(message, { appName, language }) }, { key, deadline })
    }
  const names = Object.keys(english) as (keyof Mails)[]
  return Object.fromEntries(names.map((name) => [name, sender(name)])) as Mailer
}
