import { type Mail, mailsTo } from './mail.ts'

const read = new Set<string>()

/** The mails to an address that no test has read yet: with a clock that stands still there is no newest one. */
export async function unread(address: string): Promise<Mail[]> {
  const mails = (await mailsTo(address)) as (Mail & { id: string })[]
  const fresh = mails.filter(({ id }) => !read.has(id))
  for (const { id } of fresh) read.add(id)
  return fresh
}

/** The code in the one unread mail to an address that has one. Codes stand on a line of their own. */
export async function codeFor(address: string): Promise<string> {
  const codes = (await unread(address)).map(codeIn).filter((code) => code !== undefined)
  const [code] = codes
  if (code === undefined || codes.length > 1) throw new Error(`${codes.length} codes instead of one`)
  return code
}

export const codeIn = ({ text }: Pick<Mail, 'text'>) => /^\d{4,8}$/m.exec(text)?.[0]

/** A code as long as this one, and another one. */
export const otherThan = (code: string) => [...code].map((digit) => (Number(digit) + 1) % 10).join('')
