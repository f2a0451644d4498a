import { deferredWork } from './deferred.ts'
import { person } from './person.ts'

export type Mail = { to: string; from: string; subject: string; text: string; html: string }

/** The mails to an address, newest first, as the development mailbox shows them. */
export async function mailsTo(address: string): Promise<Mail[]> {
  await deferredWork() // mails are sent after the answer
  const answer = await person().get(`/dev/mailbox.json?to=${encodeURIComponent(address)}`)
  return answer.body as unknown as Mail[]
}

/** The newest one whose subject matches. */
export async function mailTo(address: string, { subject }: { subject: RegExp }): Promise<Mail> {
  const mail = (await mailsTo(address)).find((each) => subject.test(each.subject))
  if (!mail) throw new Error(`no mail ${String(subject)} to that address`)
  return mail
}
