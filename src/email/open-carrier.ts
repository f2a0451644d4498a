import { isLoopback } from '../core/loopback.ts'
import { cloudflareCarrier } from './carriers/cloudflare.ts'
import { resendCarrier } from './carriers/resend.ts'
import { smtpCarrier } from './carriers/smtp.ts'
import type { Carrier } from './deliver.ts'
import type { Connect } from './smtp/connection.ts'
import type { SmtpServer } from './smtp/server.ts'

/** The settings that say who carries mails. They have been checked: what a carrier needs is there. */
type MailSettings = {
  carrier: 'resend' | 'cloudflare' | 'smtp' | 'mailbox'
  ENVIRONMENT: 'production' | 'development'
  EMAIL_FROM?: string | undefined
  RESEND_API_KEY?: string | undefined
  RESEND_BASE_URL?: string | undefined
  SMTP_URL?: SmtpServer | undefined
  /** The binding of Cloudflare's Email Service. */
  EMAIL?: SendEmail | undefined
}

/** The carrier that is configured; undefined for the mailbox, which needs the store. */
export function openCarrier(
  settings: MailSettings,
  { connect, now }: { connect: Connect; now: () => number },
): Carrier | undefined {
  const {
    carrier,
    EMAIL_FROM: from = '',
    RESEND_API_KEY: apiKey,
    SMTP_URL: server,
    EMAIL: binding,
  } = settings
  if (carrier === 'resend' && apiKey !== undefined) {
    return resendCarrier({ apiKey, from, baseUrl: settings.RESEND_BASE_URL })
  }
  if (carrier === 'cloudflare' && binding) return cloudflareCarrier({ binding, from })
  if (carrier === 'smtp' && server) {
    const mayBePlain = settings.ENVIRONMENT === 'development' && isLoopback(server.host)
    return smtpCarrier({ server, from, connect, mayBePlain, now })
  }
  return undefined
}
