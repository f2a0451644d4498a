import { deferredWork } from './worker.ts'
import { person } from './person.ts'
import { keepOutOfLog } from './log.ts'

export type Mail = { to: string; from: string; subject: string; text: string; html: string }

/** As the mailbox of development keeps it. */
type KeptMail = Mail & { id: string; createdAt: string }

/** The mails to an address, newest first, as the development mailbox shows them. */
export async function mailsTo(address: string): Promise<KeptMail[]> {
  await deferredWork() // mails are sent after the answer
  const answer = await person().get(`/dev/mailbox.json?to=${encodeURIComponent(address)}`)
  return answer.body as unknown as KeptMail[]
}

/** The newest one whose subject matches. */
export async function mailTo(address: string, { subject }: { subject: RegExp }): Promise<Mail> {
  const mail = (await mailsTo(address)).find((each) => subject.test(each.subject))
  if (!mail) throw new Error(`no mail ${String(subject)} to that address`)
  return mail
}

const read = new Set<string>()

/** The mails to an address that no test has read yet: with a clock that stands still there is no newest one. */
export async function unread(address: string): Promise<Mail[]> {
  const fresh = (await mailsTo(address)).filter(({ id }) => !read.has(id))
  for (const { id } of fresh) read.add(id)
  return fresh
}

const isConfirmation = ({ text }: Mail) => text.includes('/verify-email#')

/** The code in the one unread mail to an address that has one, that of a registration excepted. Codes stand on a line of their own. */
export async function codeFor(address: string): Promise<string> {
  const mails = (await unread(address)).filter((mail) => !isConfirmation(mail))
  const codes = mails.map(codeIn).filter((code) => code !== undefined)
  const [code] = codes
  if (code === undefined || codes.length > 1) throw new Error(`${codes.length} codes instead of one`)
  return code
}

export const codeIn = ({ text }: Pick<Mail, 'text'>) => /^\d{4,8}$/m.exec(text)?.[0]

/** Whether a text has a code, which stands alone: any six digits may turn up inside a moment or an id. */
export const standsIn = (code: string, text: string) => new RegExp(`(?<![\\w-])${code}(?![\\w-])`).test(text)

/** A code as long as this one, and another one. */
export const otherThan = (code: string) => [...code].map((digit) => (Number(digit) + 1) % 10).join('')

/** A link out of a mail: where it leads, and what its fragment says. */
export type Link = { url: string; page: string; token: string; email: string | undefined; mail: Mail }

const opened = new Set<string>()

/** The links with a token. Others, such as the one to the page that mails a reset, are the same in every mail. */
export function linksIn(mail: Mail): Link[] {
  return [...mail.text.matchAll(/https?:\/\/\S+#\S+/g)].map(([url]) => {
    const fragment = new URLSearchParams(new URL(url).hash.slice(1))
    const token = fragment.get('token') ?? ''
    keepOutOfLog(token)
    return { url, page: url.split('#')[0] ?? '', token, email: fragment.get('email') ?? undefined, mail }
  })
}

/** The links mailed to an address that no test has opened yet, to pages of this name. */
export async function newLinks(address: string, page: string): Promise<Link[]> {
  const links = (await mailsTo(address)).flatMap(linksIn)
  const fresh = links.filter((link) => link.page.endsWith(`/${page}`) && !opened.has(link.url))
  for (const { url } of fresh) opened.add(url)
  return fresh
}

/** The one of them, when there must be exactly one. */
export async function newLink(address: string, page: string): Promise<Link> {
  const [link, ...more] = await newLinks(address, page)
  if (!link || more.length > 0) throw new Error(`${link ? more.length + 1 : 0} links instead of one`)
  return link
}
