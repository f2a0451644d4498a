import { type Carrier, NO_ANSWER } from '../deliver.ts'

/**
 * Carries mails to Resend. What may go better later: no answer, 429 and 5xx. The SDK is loaded with the
 * first mail, so that it costs nothing at start-up.
 */
export function resendCarrier({
  apiKey,
  from,
  baseUrl,
}: {
  apiKey: string
  from: string
  baseUrl: string | undefined
}): Carrier {
  return async (mail, { key: idempotencyKey, timeoutMs }) => {
    const { Resend } = await import('resend')
    const resend = new Resend(apiKey, baseUrl === undefined ? {} : { baseUrl })
    // A redirect would carry our API key to another host: it counts as an error.
    const options = { idempotencyKey, signal: AbortSignal.timeout(timeoutMs), redirect: 'manual' as const }
    const { data, error, headers } = await resend.emails
      .send({ from, ...mail }, options)
      .catch(() => ({ data: null, error: null, headers: null }))
    // The SDK takes any JSON for an answer of Resend's; only an id says that the mail was taken.
    if (typeof data?.id === 'string') return { outcome: 'sent' }
    const status = typeof error?.statusCode === 'number' ? error.statusCode : null
    const reason = status === null ? `${NO_ANSWER} from Resend` : `status ${status}`
    const isTransient = status === null || status === 429 || status >= 500
    const isOfAddress = status === 422 && error?.name !== 'invalid_from_address'
    if (isOfAddress) return { outcome: 'never', about: 'this address', reason }
    if (!isTransient)
      return { outcome: 'never', about: 'any mail', reason, ...refusedOf(status, error?.name) }
    const retryAfter = Number(headers?.['retry-after'] ?? 0)
    return { outcome: 'later', reason, retryAfterMs: Number.isFinite(retryAfter) ? retryAfter * 1000 : 0 }
  }
}

/** Resend answers 403 for a key that it does not know, and for a sender whose domain is not verified there. */
function refusedOf(status: number, name: string | undefined): { refuses?: 'key' | 'sender' } {
  if (status === 401 || name?.endsWith('_api_key')) return { refuses: 'key' }
  return status === 403 || name === 'invalid_from_address' ? { refuses: 'sender' } : {}
}
