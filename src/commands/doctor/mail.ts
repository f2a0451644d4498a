import { Resolver } from 'node:dns/promises'
import type { Settings } from './configuration.ts'
import { broken, doubtful, type Finding, well } from './finding.ts'

type Records = Pick<Resolver, 'resolveTxt'>

/** Whether mails go out, and whether whoever receives them can tell that they are ours. */
export async function checkMail({ RESEND_API_KEY, EMAIL_FROM, ENVIRONMENT }: Settings): Promise<Finding[]> {
  if (!RESEND_API_KEY && ENVIRONMENT === 'development') {
    return [well('mail', 'goes to the mailbox of this machine')]
  }
  const [, domain] = /@([^>\s]+)/.exec(String(EMAIL_FROM)) ?? []
  if (!domain) {
    const todo = 'Set EMAIL_FROM to an address of a domain that is verified at Resend.'
    return [broken('mail', 'there is no sender', todo)]
  }
  return [well('mail', `the sender is of ${domain}`), ...(await checkDomain(domain))]
}

/** SPF (RFC 7208) and DKIM (RFC 6376) as Resend sets them up, and DMARC (RFC 7489). */
export async function checkDomain(
  domain: string,
  records: Records = new Resolver({ timeout: 2_000, tries: 1 }),
): Promise<Finding[]> {
  const labels = domain.split('.')
  // RFC 7489 §6.6.3: without a policy of its own, a domain has that of the one above.
  const policies = labels.slice(0, -1).map((_label, depth) => `_dmarc.${labels.slice(depth).join('.')}`)
  return Promise.all([
    check(records, 'SPF', [`send.${domain}`], /^v=spf1 /),
    check(records, 'DKIM', [`resend._domainkey.${domain}`], /p=/),
    check(records, 'DMARC', policies, /^v=DMARC1/),
  ])
}

/** The first of the hosts that has such a record. */
async function check(records: Records, name: string, hosts: string[], form: RegExp): Promise<Finding> {
  const about = `mail: ${name}`
  for (const host of hosts) {
    const texts = await textsOf(records, host)
    if (!texts) {
      const todo = `Ask again where DNS is reachable, or look up the TXT records of ${host} yourself.`
      return doubtful(about, `DNS does not answer for ${host}`, todo)
    }
    if (texts.some((text) => form.test(text))) return well(about, host)
  }
  const todo = 'Add the TXT record that Resend shows for the domain.'
  return broken(about, `${hosts[0]} has no such record`, todo)
}

/** Undefined when nobody could be asked: that says nothing about the records. */
async function textsOf(records: Records, host: string): Promise<string[] | undefined> {
  try {
    return (await records.resolveTxt(host)).map((parts) => parts.join(''))
  } catch (error) {
    return ['ENOTFOUND', 'ENODATA'].includes((error as NodeJS.ErrnoException).code ?? '') ? [] : undefined
  }
}
