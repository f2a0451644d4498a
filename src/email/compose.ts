import type { Carrier, Mailer } from './mailer.ts'
import { layOut, type Message } from './messages/layout.ts'
import { passwordChanged } from './messages/password-changed.ts'
import { sessionReused } from './messages/session-reused.ts'
import { verifyEmail } from './messages/verify-email.ts'

/** Writes each mail and gives it to the carrier: Resend, or the mailbox of the development service. */
export function composeMailer({ appName, carry }: { appName: string; carry: Carrier }): Mailer {
  const send = ({ to, key }: { to: string; key: string }, message: Message) =>
    carry({ to, ...layOut(message, { appName }) }, { key })
  return {
    verifyEmail: ({ link, ...envelope }) => send(envelope, verifyEmail({ appName, link })),
    passwordChanged: (envelope) => send(envelope, passwordChanged({ appName })),
    sessionReused: (envelope) => send(envelope, sessionReused({ appName })),
  }
}
