import { Failure, type MailFault } from '../core/failure.ts'

/** One e-mail, ready to be sent. The names and values of `headers` are ASCII, without line breaks. */
export type Mail = {
  to: string
  subject: string
  text: string
  html: string
  headers?: Record<string, string>
}

/**
 * What came of one try. `later` may go better the next time. `never` is about the address that the mail goes
 * to, or about any mail, when the key or the address of the sender is refused: `refuses` says which, where the
 * carrier says it. A reason holds no address.
 */
export type Attempt =
  | { outcome: 'sent' }
  | { outcome: 'later'; reason: string; retryAfterMs: number }
  | { outcome: 'never'; about: 'this address' | 'any mail'; reason: string; refuses?: 'key' | 'sender' }

/**
 * Tries once to hand a mail over. The same `key` is the same mail: a carrier that can pass it on makes sure
 * that one arrives, of any number of tries.
 */
export type Carrier = (mail: Mail, about: { key: string; timeoutMs: number }) => Promise<Attempt>

/** How the reason begins when nobody has answered. */
export const NO_ANSWER = 'no answer'

/** Nobody has answered in time. The log names the carrier, and no host of its own. */
export const noAnswerFrom = (asked: string): Attempt => ({
  outcome: 'later',
  reason: `${NO_ANSWER} from ${asked}`,
  retryAfterMs: 0,
})

/** One try may take this long. */
const TIMEOUT_MS = 5_000
/** The platform ends work after an answer after 30 s: the last try must fit in. */
const PATIENCE_MS = 24_000
const MAX_TRIES = 4
const FIRST_WAIT_MS = 500

type Clock = { wait: (ms: number) => Promise<void>; now: () => number }
const OF_PLATFORM: Clock = { wait: (ms) => scheduler.wait(ms), now: () => Date.now() }

/**
 * Has a mail carried, and tries again a few times while that may help and there is time for it. The waits
 * grow, and are never the same.
 *
 * @param about.deadline milliseconds; no try goes on after it
 * @throws Failure unavailable, whose `mail` says whether trying again would help
 */
export async function deliver(
  carry: Carrier,
  mail: Mail,
  about: { key: string; deadline: number | undefined },
  { wait, now }: Clock = OF_PLATFORM,
): Promise<void> {
  const deadline = Math.min(about.deadline ?? Infinity, now() + PATIENCE_MS)
  for (let tries = 1; ; tries += 1) {
    const timeoutMs = Math.min(TIMEOUT_MS, deadline - now())
    if (timeoutMs <= 0) throw notSent('for now', 'no time left')
    const attempt = await carry(mail, { key: about.key, timeoutMs })
    if (attempt.outcome === 'sent') return
    if (attempt.outcome === 'never') throw notSent(attempt.about, attempt.reason)
    if (tries === MAX_TRIES) throw notSent('for now', attempt.reason)
    const pause = Math.max(attempt.retryAfterMs, FIRST_WAIT_MS * 2 ** (tries - 1) * jitter())
    if (now() + pause + TIMEOUT_MS > deadline) throw notSent('for now', attempt.reason)
    await wait(pause)
  }
}

/** 1 to 2, so that Workers refused together do not come back together. */
const jitter = () => 1 + (crypto.getRandomValues(new Uint8Array(1))[0] ?? 0) / 256

const notSent = (mail: MailFault, reason: string) =>
  new Failure('unavailable', { mail, reason: `mail not sent: ${reason}` })
