import type { StoredMail } from '../../store/key-value/dev-mails.ts'
import { uuidv7 } from '../../crypto/random.ts'
import type { Carrier } from '../deliver.ts'

/** Carries mails to the mailbox of the development service, where a browser can read them. */
export function mailboxCarrier(
  mailbox: { put(mail: StoredMail): Promise<void> },
  { from, now }: { from: string; now: () => number },
): Carrier {
  return async ({ to, subject, text, html }) => {
    const at = now()
    await mailbox.put({
      to,
      subject,
      text,
      html,
      id: uuidv7(at),
      from,
      createdAt: new Date(at).toISOString(),
    })
    return { outcome: 'sent' }
  }
}
