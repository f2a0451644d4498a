import { Resolver } from 'node:dns/promises'
import type { Settings } from './configuration.ts'
import { problem, warning, type Finding, ok } from './finding.ts'

type Records = Pick<Resolver, 'resolveTxt'>

/** Whether mails are sent, and whether their receivers can verify the sender. */
export async function checkMail(settings: Settings): Promise<Finding[]> {
  const { RESEND_API_KEY, EMAIL_FROM, ENVIRONMENT, MAIL_CARRIER } = settings
  const isWithout = !MAIL_CARRIER && !RESEND_API_KEY && ENVIRONMENT === 'development'
  if (isWithout || MAIL_CARRIER === 'mailbox') {
    return [ok('mail', 'goes to the mailbox of this machine')]
  }
  const [, domain] = /@([^>\s]+)/.exec(String(EMAIL_FROM)) ?? []
  if (!domain) {
    const todo = 'Set EMAIL_FROM to an address of a domain that your carrier may send for.'
    return [problem('mail', 'EMAIL_FROM has no address', todo)]
  }
  // Where others publish SPF and DKIM is theirs to say.
  if (MAIL_CARRIER && MAIL_CARRIER !== 'resend') {
    return [ok('mail', `is sent from ${domain} by ${MAIL_CARRIER}`)]
  }
  return [ok('mail', `is sent from ${domain}`), ...(await checkDomain(domain))]
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

/** Finds the first host that has such a record. */
async function check(records: Records, name: string, hosts: string[], form: RegExp): Promise<Finding> {
  const about = `mail: ${name}`
  for (const host of hosts) {
    const texts = await textsOf(records, host)
    if (!texts) {
      const todo = `Run the command where DNS is reachable, or look up the TXT records of ${host} yourself.`
      return warning(about, `DNS does not answer for ${host}`, todo)
    }
    if (texts.some((text) => form.test(text))) return ok(about, host)
  }
  const todo = 'Add the TXT record that Resend shows for the domain.'
  return problem(about, `${hosts[0]} has no such record`, todo)
}

/** Undefined when DNS does not answer, which says nothing about the records. */
async function textsOf(records: Records, host: string): Promise<string[] | undefined> {
  try {
    return (await records.resolveTxt(host)).map((parts) => parts.join(''))
  } catch (error) {
    return ['ENOTFOUND', 'ENODATA'].includes((error as NodeJS.ErrnoException).code ?? '') ? [] : undefined
  }
}
