import { inTime } from './deadline.ts'
import type { Deps } from './deps.ts'
import { Failure } from './failure.ts'

export const RETRY_AFTER = 10

/**
 * Waits until mails were handed over. Only for mails that go out whether the address is known or not, so
 * that a failure may show. Asking again makes a new code, so a failure leaves nothing to clean up. The
 * answer waits for every mail, also after the first has failed: a mail that is still being tried would
 * arrive after the mail of the next request, with a code that is no longer good.
 *
 * @param goodUntil milliseconds; no mail is sent later, since its code would have expired
 * @throws Failure unavailable
 */
export async function mailNow(
  { deadline, now }: Pick<Deps, 'deadline' | 'now'>,
  goodUntil: number,
  send: (deadline: number) => Promise<unknown>[],
): Promise<void> {
  try {
    const until = Math.min(goodUntil, deadline.at)
    const sent = await inTime(until - now(), Promise.allSettled(send(until)))
    for (const mail of sent) if (mail.status === 'rejected') throw mail.reason
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    throw new Failure('unavailable', { reason: 'mail', cause, retryAfter: RETRY_AFTER })
  }
}
