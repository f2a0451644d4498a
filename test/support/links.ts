import { keepOutOfLog } from './log.ts'
import { type Mail, mailsTo } from './mail.ts'

/** A link out of a mail: where it leads, and what its fragment says. */
export type Link = { url: string; page: string; token: string; email: string | undefined; mail: Mail }

const opened = new Set<string>()

export function linksIn(mail: Mail): Link[] {
  return [...mail.text.matchAll(/https?:\/\/\S+/g)].map(([url]) => {
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
