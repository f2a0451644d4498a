import { startResend } from '../journey/resend-stub.ts'

export type Mails = Awaited<ReturnType<typeof startMails>>

/** Starts a stub of Resend. The bench reads the mailed codes from it. */
export async function startMails() {
  const resend = await startResend()
  return {
    url: resend.url,
    stop: () => resend.stop(),
    /** Returns the code that was mailed to an address last, and forgets all mails. */
    takeCode(address: string): string {
      const mail = resend.received.findLast(({ mail }) => mail.to === address)?.mail
      resend.received.length = 0
      return /^\d{6,8}$/m.exec(mail?.text ?? '')?.[0] ?? ''
    },
  }
}
