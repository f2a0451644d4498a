import { setTimeout } from 'node:timers/promises'
import { startResend } from '../journey/resend-stub.ts'

export type Mails = Awaited<ReturnType<typeof startMails>>

/** Mails are sent after the answer that promises them. */
const PATIENCE_MS = 5_000
const LOOK_AGAIN_MS = 2

/** Starts a stub of Resend. The bench reads the mailed codes from it. */
export async function startMails() {
  const resend = await startResend()
  const codeTo = (address: string) => {
    const sent = resend.received.filter(({ mail }) => mail.to === address)
    return sent.map(({ mail }) => /^\d{6,8}$/m.exec(mail.text)?.[0]).findLast((code) => code !== undefined)
  }
  return {
    url: resend.url,
    stop: () => resend.stop(),
    /** Forgets all mails. Before a code is asked for, no older one may be there. */
    forget(): void {
      resend.received.length = 0
    },
    /** Waits for the code that is mailed to an address. */
    async codeTo(address: string): Promise<string> {
      const end = performance.now() + PATIENCE_MS
      while (performance.now() < end) {
        const code = codeTo(address)
        if (code !== undefined) return code
        await setTimeout(LOOK_AGAIN_MS)
      }
      throw new Error(`no code was mailed to ${address}`)
    },
  }
}
