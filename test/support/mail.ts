import { vi } from 'vitest'
import { person } from './person.ts'

export type Mail = { to: string; from: string; subject: string; text: string; html: string }

/** The mails to an address, newest first, as the development mailbox shows them. */
export async function mailsTo(address: string): Promise<Mail[]> {
  const answer = await person().get(`/dev/mailbox.json?to=${encodeURIComponent(address)}`)
  return answer.body as unknown as Mail[]
}

/** Mails are sent after the answer: waits for the newest one whose subject matches. */
export const mailTo = (address: string, { subject }: { subject: RegExp }): Promise<Mail> =>
  vi.waitFor(async () => {
    const mail = (await mailsTo(address)).find((each) => subject.test(each.subject))
    if (!mail) throw new Error(`no mail ${String(subject)} to that address`)
    return mail
  })
