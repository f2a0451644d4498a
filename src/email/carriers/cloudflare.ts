import { inTime } from '../../core/deadline.ts'
import { type Attempt, type Carrier, noAnswerFrom } from '../deliver.ts'
import { readSender } from '../sender.ts'

/** What may go better later. Cloudflare's list: email-service/api/send-emails/workers-api, "Error codes". */
const LATER = new Set([
  'E_DELIVERY_FAILED',
  'E_RATE_LIMIT_EXCEEDED',
  'E_DAILY_LIMIT_EXCEEDED',
  'E_INTERNAL_SERVER_ERROR',
])

/** Mails to the address have bounced, or its owner has reported them: nothing is sent there any more. */
const ABOUT_THE_ADDRESS = new Set(['E_RECIPIENT_SUPPRESSED'])

/**
 * Carries mails to Cloudflare's Email Service, by the binding `[[send_email]]`. It has no idempotency key:
 * a mail whose answer was lost is sent twice when it is tried again.
 */
export function cloudflareCarrier({ binding, from }: { binding: SendEmail; from: string }): Carrier {
  const { name, email } = readSender(from)
  const sender = name === '' ? email : { name, email }
  return async ({ to, subject, text, html, headers = {} }, { timeoutMs }) => {
    const sending = binding.send({ from: sender, to, subject, text, html, headers })
    return inTime(timeoutMs, sending).then(() => ({ outcome: 'sent' }), refusal)
  }
}

const later = (reason: string): Attempt => ({ outcome: 'later', reason, retryAfterMs: 0 })

/** The message of an error can hold the address; its code cannot. */
function refusal(error: unknown): Attempt {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (!/^E_[A-Z_]{1,40}$/.test(code)) return noAnswerFrom('Cloudflare')
  if (LATER.has(code)) return later(code)
  return { outcome: 'never', about: ABOUT_THE_ADDRESS.has(code) ? 'this address' : 'any mail', reason: code }
}
