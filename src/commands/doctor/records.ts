import { Resolver } from 'node:dns/promises'
import type { MailCarrier } from '../../config/mail.ts'
import { problem, warning, type Finding, note, ok } from './finding.ts'

export type Records = Pick<Resolver, 'resolveTxt'>

/** The hosts of the records, before the domain of the sender, and what to do about one that is missing. */
type Published = { spf: string; dkim: string | undefined; todo: string }

const PUBLISHED: Record<Exclude<MailCarrier, 'mailbox'>, Published> = {
  resend: {
    spf: 'send.',
    dkim: 'resend._domainkey.',
    todo: 'Add the TXT record that Resend shows for the domain.',
  },
  // Cloudflare's list: email-service/configuration/domains.
  cloudflare: {
    spf: 'cf-bounce.',
    dkim: 'cf-bounce._domainkey.',
    todo: 'Onboard the domain under Email Service in the dashboard of Cloudflare: that adds the record.',
  },
  // The sender of the envelope is that of the mail, and a server signs with any selector.
  smtp: {
    spf: '',
    dkim: undefined,
    todo: 'Add the TXT record that your mail service names for the domain.',
  },
}

/** SPF (RFC 7208) and DKIM (RFC 6376) where the carrier has them, and DMARC (RFC 7489). */
export async function checkDomain(
  domain: string,
  carrier: MailCarrier,
  records: Records = new Resolver({ timeout: 2_000, tries: 1 }),
): Promise<Finding[]> {
  // Whoever asks before there is a carrier most likely takes the one that is used by default.
  const { spf, dkim, todo } = PUBLISHED[carrier === 'mailbox' ? 'resend' : carrier]
  const labels = domain.split('.')
  // RFC 7489 §6.6.3: without a policy of its own, a domain has that of the one above.
  const policies = labels.slice(0, -1).map((_label, depth) => `_dmarc.${labels.slice(depth).join('.')}`)
  const look = (name: string, hosts: string[], form: RegExp) => check(records, { name, hosts, form, todo })
  return Promise.all([
    look('SPF', [spf + domain], /^v=spf1 /),
    dkim === undefined ? unknownSelector(domain) : look('DKIM', [dkim + domain], /p=/),
    look('DMARC', policies, /^v=DMARC1/),
  ])
}

const unknownSelector = (domain: string) =>
  note(
    'mail: DKIM',
    'is not looked up, because only your mail service knows its selector',
    `Look up the TXT record of SELECTOR._domainkey.${domain} yourself.`,
  )

type Wanted = { name: string; hosts: string[]; form: RegExp; todo: string }

/** Finds the first host that has such a record. */
async function check(records: Records, { name, hosts, form, todo }: Wanted): Promise<Finding> {
  const about = `mail: ${name}`
  for (const host of hosts) {
    const texts = await textsOf(records, host)
    if (!texts) {
      const instead = `Run the command where DNS is reachable, or look up the TXT records of ${host} yourself.`
      return warning(about, `DNS does not answer for ${host}`, instead)
    }
    if (texts.some((text) => form.test(text))) return ok(about, host)
  }
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
