import type { Mails } from '../mails.ts'

/** What a mail says, before it is laid out: what happened, perhaps a code or a link, and what to do. */
export type Message = {
  subject: string
  opening: string
  code?: string
  action?: { label: string; link: string }
  rest: string[]
}

/** All mails in one language. */
export type Messages = { [Name in keyof Mails]: (facts: Mails[Name] & { appName: string }) => Message }

/** A moment as people read it, in UTC: nobody knows the reader's time zone. */
export const moment = (at: number, language: string) =>
  `${new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(at)} UTC`
