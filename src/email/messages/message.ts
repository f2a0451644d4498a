import type { RequestOrigin, Mails } from '../mailer.ts'

/** A mail's content before it has a form: what happened, perhaps a code or one thing to press, and what to do. */
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

export type Facts<Name extends keyof Mails> = Mails[Name] & { appName: string }
export type Asked = Pick<RequestOrigin, 'at' | 'place' | 'device'>
