import type { Deps } from './deps.ts'
import { Failure } from './failure.ts'

/** How long somebody who waits for a mail's answer is kept waiting. */
const PATIENCE_MS = 10_000
const RETRY_AFTER = 10

/**
 * Waits until mails were handed over: for mails whose failure may show, because they go out whether the
 * address is known or not. Asking again makes a new code, so a failure leaves nothing to clean up. Of
 * several mails every one has come to its end before the answer: one still being tried would arrive after
 * the mail of the next try, with a code that no longer counts.
 *
 * @param goodUntil milliseconds; nobody is sent what would be dead on arrival
 * @throws Failure unavailable
 */
export async function mailNow(
  { now }: Pick<Deps, 'now'>,
  goodUntil: number,
  send: (deadline: number) => Promise<unknown>[],
): Promise<void> {
  try {
    const sent = await Promise.allSettled(send(Math.min(goodUntil, now() + PATIENCE_MS)))
    for (const mail of sent) if (mail.status === 'rejected') throw mail.reason
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    throw new Failure('unavailable', { reason: 'mail', cause, retryAfter: RETRY_AFTER })
  }
}
