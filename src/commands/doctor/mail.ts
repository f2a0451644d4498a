import { CARRIERS, carrierOf, type MailCarrier } from '../../config/mail.ts'
import { isLoopback } from '../../core/loopback.ts'
import { parseSettings, type Settings } from './configuration.ts'
import { problem, type Finding, ok } from './finding.ts'
import { checkDomain, type Records } from './records.ts'

/** Who carries the mails by these settings, whatever else is wrong with them. */
export function carrierIn({ MAIL_CARRIER, RESEND_API_KEY, ENVIRONMENT }: Settings): MailCarrier {
  const known = CARRIERS.find((name) => name === MAIL_CARRIER)
  return carrierOf({
    MAIL_CARRIER: known,
    RESEND_API_KEY: RESEND_API_KEY ? String(RESEND_API_KEY) : undefined,
    ENVIRONMENT: ENVIRONMENT === 'development' ? 'development' : 'production',
  })
}

/** Whether mails are sent, and whether their receivers can verify the sender. */
export async function checkMail(settings: Settings, records?: Records): Promise<Finding[]> {
  const carrier = carrierIn(settings)
  if (carrier === 'mailbox') return [ok('mail', 'goes to the mailbox of this machine')]
  const [, domain] = /@([^>\s]+)/.exec(String(settings['EMAIL_FROM'])) ?? []
  if (!domain) {
    const todo = 'Set EMAIL_FROM to an address of a domain that your carrier may send for.'
    return [problem('mail', 'EMAIL_FROM has no address', todo)]
  }
  const sent = ok('mail', `is sent from ${domain} by ${carrier}`)
  return isToThisMachine(settings) ? [sent] : [sent, ...(await checkDomain(domain, carrier, records))]
}

/** A mail catcher: nobody verifies the sender. */
function isToThisMachine(settings: Settings): boolean {
  const parsed = parseSettings(settings)
  const server = 'config' in parsed ? parsed.config.SMTP_URL : undefined
  return carrierIn(settings) === 'smtp' && server !== undefined && isLoopback(server.host)
}
