import type { MailCarrier } from '../../config/mail.ts'
import { type Attempt, NO_ANSWER } from '../../email/deliver.ts'
import type { Fault } from './node-connect.ts'

/** What came of the test mail, in words. They hold neither a secret nor an address. */
export type Outcome = { succeeded: boolean; says: string }

export const failed = (says: string): Outcome => ({ succeeded: false, says })

/** What a carrier is signed in to with. */
const KEYS: Partial<Record<MailCarrier, string>> = {
  resend: 'the key in RESEND_API_KEY',
  smtp: 'the user or the password in SMTP_URL',
}

/**
 * What was asked: `who` is the carrier, as people call it, `where` the host and port of a mail server. `fault` is
 * why a connection to it failed, where the system says so.
 */
type Asked = { who: string; where: string | undefined; carrier: MailCarrier; fault: Fault | undefined }

export function outcomeOf(attempt: Attempt, asked: Asked): Outcome {
  const { who, carrier } = asked
  if (attempt.outcome === 'sent') {
    const says = `${who} has taken the mail. If it does not arrive, look among the spam, and run npm run doctor for the records of the domain.`
    return { succeeded: true, says }
  }
  const { reason } = attempt
  if (attempt.outcome === 'later') {
    return failed(
      reason.startsWith(NO_ANSWER)
        ? silence(asked)
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

/** Why nobody has answered, as far as this machine knows. */
function silence({ who, where, fault }: Asked): string {
  if (where === undefined)
    return `${who} did not answer. The network of this machine may not reach it: try again, or from another network.`
  const code = fault?.code ? ` (${fault.code})` : ''
  return fault?.isOfTls
    ? `${where} answered, but not in TLS that can be trusted${code}. Check its certificate, and whether smtps:// or smtp:// in SMTP_URL belongs to that port.`
    : `${where} did not answer${code}. Check the host and the port in SMTP_URL, and whether the network of this machine reaches them.`
}
