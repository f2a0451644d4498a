import { Failure } from '../failure.ts'

/** What the log may say of an error: a failure's own reason, or its kind. Only our mail room's messages are known to hold no address. */
export function reasonOf(error: unknown): string {
  if (error instanceof Failure) return error.details.reason ?? error.code
  if (!(error instanceof Error)) return 'unknown'
  return /^(MailNotSent|MailRefused|SenderRefused)$/.test(error.name)
    ? `mail not sent: ${error.message}`
    : error.name
}
