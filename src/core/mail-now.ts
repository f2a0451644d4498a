import { inTime } from './deadline.ts'
import type { Deps } from './deps.ts'
import { Failure } from './failure.ts'

export const RETRY_AFTER = 10

type Waiting = {
  /** Milliseconds: no mail is sent later, since its code would have expired. */
  expiresAt: number
  /**
   * Frees the place of the mails in the limits, when none of them could be handed over for a reason that may
   * pass. An anonymous caller has none: it could be asked for whom.
   */
  withdraw?: () => void
}

/**
 * Waits until mails were handed over. Only for mails that go out whether the address is known or not, so
 * that a failure may show. Asking again makes a new code, so a failure leaves nothing to clean up. The
 * answer waits for every mail, also after the first has failed: a mail that is still being tried would
 * arrive after the mail of the next request, with a code that is no longer good.
 *
 * @throws Failure unavailable
 */
export async function mailNow(
  { deadline, now }: Pick<Deps, 'deadline' | 'now'>,
  { expiresAt, withdraw }: Waiting,
  send: (deadline: number) => Promise<unknown>[],
): Promise<void> {
  const until = Math.min(expiresAt, deadline.at)
  const reasons = await inTime(until - now(), Promise.allSettled(send(until))).then(
    (sent) => sent.map((mail): unknown => (mail.status === 'rejected' ? mail.reason : undefined)),
    (tooLate: unknown) => [tooLate],
  )
  const failed = reasons.filter((reason) => reason !== undefined)
  if (failed.length === 0) return
  if (failed.length === reasons.length && !failed.some(isForGood)) withdraw?.()
  const [cause] = failed
  if (cause instanceof Failure) throw cause
  throw new Failure('unavailable', { reason: 'mail', cause, retryAfter: RETRY_AFTER })
}

/** The carrier refuses this mail whenever it is asked: see email/deliver.ts. */
const isForGood = (reason: unknown) =>
  reason instanceof Error && ['MailRefused', 'SenderRefused'].includes(reason.name)
