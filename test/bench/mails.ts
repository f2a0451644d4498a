import { startResend } from '../journey/resend-stub.ts'

export type Mails = Awaited<ReturnType<typeof startMails>>

/** A Resend on this machine, from which the codes can be taken. */
export async function startMails() {
  const resend = await startResend()
  return {
    url: resend.url,
    stop: () => resend.stop(),
    /** The code mailed to an address last; older mails are thrown away. */
    takeCode(address: string): string {
      const mail = resend.received.findLast(({ mail }) => mail.to === address)?.mail
      resend.received.length = 0
      return /^\d{6,8}$/m.exec(mail?.text ?? '')?.[0] ?? ''
    },
  }
}
