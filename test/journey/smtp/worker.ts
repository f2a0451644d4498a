import { connect } from 'cloudflare:sockets'
import { smtpUrl } from '../../../src/config/smtp-url.ts'
import { cloudflareCarrier } from '../../../src/email/carriers/cloudflare.ts'
import { smtpCarrier } from '../../../src/email/carriers/smtp.ts'
import type { Mail } from '../../../src/email/deliver.ts'

export type Order = {
  /** Of a mail server; without it the mail goes to the binding. */
  url?: string
  from?: string
  mail: Mail
  key?: string
  timeoutMs?: number
  mayBePlain?: boolean
}

/** Carries a mail as the service does, once, and answers with what came of it. */
export default {
  async fetch(request: Request, { EMAIL }: { EMAIL: SendEmail }): Promise<Response> {
    const { url, mail, from = 'Ünï <post@example.com>', ...rest } = await request.json<Order>()
    const { key = 'one-mail', timeoutMs = 5_000, mayBePlain = false } = rest
    const now = () => Date.UTC(2026, 0, 2)
    const carry =
      url === undefined
        ? cloudflareCarrier({ binding: EMAIL, from })
        : smtpCarrier({ server: smtpUrl.parse(url), from, connect, mayBePlain, now })
    return Response.json(await carry(mail, { key, timeoutMs }))
  },
}
