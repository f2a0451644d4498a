import { Resolver } from 'node:dns/promises'
import { broken, doubtful, type Finding, well } from './finding.ts'

/** Whether mails go out, and whether whoever receives them can tell that they are ours. */
export async function checkMail(settings: Record<string, string>): Promise<Finding[]> {
  const { RESEND_API_KEY: key, EMAIL_FROM: from, ENVIRONMENT: environment } = settings
  if (!key && environment === 'development') return [well('mail', 'goes to the mailbox of this machine')]
  const domain = /@([^>\s]+)/.exec(from ?? '')?.[1]
  if (!domain)
    return [
      broken(
        'mail',
        'there is no sender',
        'Set EMAIL_FROM to an address of a domain that is verified at Resend.',
      ),
    ]
  return [well('mail', `the sender is of ${domain}`), ...(await checkDomain(domain))]
}

/** SPF (RFC 7208), DKIM (RFC 6376) as Resend sets it up, and DMARC (RFC 7489). */
export async function checkDomain(domain: string): Promise<Finding[]> {
  const resolver = new Resolver({ timeout: 2_000, tries: 1 })
  // Without an answer about the domain itself, a missing record would say nothing.
  const known = await resolver.resolveSoa(domain).then(Boolean, () => false)
  if (!known) {
    const todo = `Look up the TXT records of ${domain} that Resend shows, or mend the name.`
    return [doubtful('mail: domain', `DNS says nothing of ${domain}`, todo)]
  }
  return Promise.all([
    record(resolver, 'SPF', `send.${domain}`, /^v=spf1 /),
    record(resolver, 'DKIM', `resend._domainkey.${domain}`, /p=/),
    record(resolver, 'DMARC', `_dmarc.${domain}`, /^v=DMARC1/),
  ])
}

async function record(resolver: Resolver, name: string, host: string, form: RegExp): Promise<Finding> {
  const texts = await resolver.resolveTxt(host).catch(() => [])
  const about = `mail: ${name}`
  if (texts.some((parts) => form.test(parts.join('')))) return well(about, host)
  return broken(about, `${host} has no such record`, 'Add the TXT record that Resend shows for the domain.')
}
