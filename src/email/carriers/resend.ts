import type { Carrier, Mail } from '../mailer.ts'

/** One try may take this long. */
const TIMEOUT_MS = 5_000
/** Work after an answer is ended by the platform after 30 s; the last try must fit. */
const PATIENCE_MS = 24_000
const MAX_TRIES = 4
const FIRST_WAIT_MS = 500

type Wait = (ms: number) => Promise<void>

/**
 * Carries mails to Resend. Tries again, a few times and with growing, jittered waits, what may go better
 * the next time: no answer, 429 and 5xx. The idempotency key makes one mail of any number of tries.
 * The SDK is loaded with the first mail, so that it costs nothing at start-up.
 *
 * @throws Error named MailNotSent; its message holds a status and no address
 */
export function resendCarrier(
  { key, from, baseUrl }: { key: string; from: string; baseUrl: string | undefined },
  { wait = sleep, now = Date.now }: { wait?: Wait; now?: () => number } = {},
): Carrier {
  return async (mail, { key: idempotencyKey, deadline: wanted }) => {
    const deadline = Math.min(wanted ?? Infinity, now() + PATIENCE_MS)
    for (let tries = 1; ; tries += 1) {
      const refusal = await send(mail, idempotencyKey)
      if (!refusal) return
      const pause = Math.max(refusal.retryAfterMs, FIRST_WAIT_MS * 2 ** (tries - 1) * jitter())
      const worthwhile =
        isTransient(refusal.status) && tries < MAX_TRIES && now() + pause + TIMEOUT_MS <= deadline
      if (!worthwhile) throw notSent(refusal.status)
      await wait(pause)
    }
  }

  async function send(mail: Mail, idempotencyKey: string) {
    const { Resend } = await import('resend')
    const resend = new Resend(key, baseUrl === undefined ? {} : { baseUrl })
    // A redirect would carry the key to another host: it counts as an error.
    const options = { idempotencyKey, signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'manual' as const }
    const { data, error, headers } = await resend.emails
      .send({ from, ...mail }, options)
      .catch(() => ({ data: null, error: null, headers: null }))
    // The SDK takes any JSON for an answer of Resend's; only an id says that the mail was taken.
    if (typeof data?.id === 'string') return undefined
    const retryAfter = Number(headers?.['retry-after'] ?? 0)
    return {
      status: typeof error?.statusCode === 'number' ? error.statusCode : null,
      retryAfterMs: Number.isFinite(retryAfter) ? retryAfter * 1000 : 0,
    }
  }
}

const isTransient = (status: number | null) => status === null || status === 429 || status >= 500

/** 1 to 2, so that Workers refused together do not come back together. */
const jitter = () => 1 + (crypto.getRandomValues(new Uint8Array(1))[0] ?? 0) / 256

const sleep: Wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

const notSent = (status: number | null) =>
  Object.assign(new Error(status === null ? 'no answer' : `status ${status}`), { name: 'MailNotSent' })
