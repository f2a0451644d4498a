import type { MailCarrier } from '../../config/mail.ts'
import type { Attempt } from '../../email/deliver.ts'

/** What came of the test mail, in words. They hold neither a secret nor an address. */
export type Outcome = { succeeded: boolean; says: string }

export const failed = (says: string): Outcome => ({ succeeded: false, says })

/** What a carrier is signed in to with. */
const KEYS: Partial<Record<MailCarrier, string>> = {
  resend: 'the key in RESEND_API_KEY',
  smtp: 'the user or the password in SMTP_URL',
}

/** @param who the carrier, as people call it */
export function outcomeOf(
  attempt: Attempt,
  { who, carrier }: { who: string; carrier: MailCarrier },
): Outcome {
  if (attempt.outcome === 'sent') {
    const says = `${who} has taken the mail. If it does not arrive, look among the spam, and run npm run doctor for the records of the domain.`
    return { succeeded: true, says }
  }
  const { reason } = attempt
  if (attempt.outcome === 'later') {
    return failed(
      reason === 'no answer'
        ? `${who} did not answer. Check its address and its certificate, and try again.`
        : `${who} does not take the mail now (${reason}). Try again in a minute.`,
    )
  }
  if (attempt.about === 'this address') {
    return failed(
      `${who} refuses that address for good (${reason}). Check how it is written, or try another one.`,
    )
  }
  if (attempt.refuses === 'key') {
    return failed(`${who} refuses ${KEYS[carrier] ?? 'the key'} (${reason}). Set a valid one.`)
  }
  if (attempt.refuses === 'sender') {
    return failed(
      `${who} refuses the sender in EMAIL_FROM (${reason}). Verify its domain there, or set a sender that it may send for.`,
    )
  }
  return failed(`${who} refuses every mail (${reason}). Its own log says more.`)
}
