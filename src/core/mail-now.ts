import { inTime } from './deadline.ts'
import type { Deps } from './deps.ts'
import { Failure } from './failure.ts'

export const RETRY_AFTER = 10

type Waiting = {
  /** Milliseconds: no mail is sent later, since its code would have expired. */
  expiresAt: number
  /**
   * Frees the place of the mails in the limits, when none of them could be handed over for a reason that may
   * pass. Left out for an anonymous caller: a place that is free again would tell who has an account.
   */
  withdraw?: () => void
}

/** Mails, each under the member of the core's input that names its address. */
type Mails = Record<string, Promise<unknown>>

/**
 * Waits until mails were handed over. Only for mails that go out whether the address is known or not, so
 * that a failure may show. Asking again makes a new code, so a failure leaves nothing to clean up. The
 * answer waits for every mail, also after the first has failed: a mail that is still being tried would
 * arrive after the mail of the next request, with a code that is no longer good.
 *
 * @throws Failure invalid_input with the rule `unreachable` when no mail will ever be taken for an address,
 *   unavailable
 */
export async function mailNow(
  { deadline, now }: Pick<Deps, 'deadline' | 'now'>,
  { expiresAt, withdraw }: Waiting,
  send: (deadline: number) => Mails,
): Promise<void> {
  const until = Math.min(expiresAt, deadline.at)
  const mails = Object.entries(send(until))
  const results = await inTime(until - now(), Promise.allSettled(mails.map(([, mail]) => mail))).catch(
    (reason: unknown) => mails.map(() => ({ status: 'rejected' as const, reason })),
  )
  const failed = results.flatMap((result, index) =>
    result.status === 'fulfilled'
      ? []
      : [{ member: mails[index]?.[0] ?? '', reason: result.reason as unknown }],
  )
  const [first] = failed
  if (!first) return
  const unreachable = failed.filter(({ reason }) => faultOf(reason) === 'this address')
  const isForGood = failed.some(({ reason }) => faultOf(reason) === 'any mail') || unreachable.length > 0
  if (failed.length === mails.length && !isForGood) withdraw?.()
  if (unreachable.length > 0) {
    const issues = unreachable.map(({ member }) => ({ member, rule: 'unreachable' as const }))
    throw new Failure('invalid_input', { issues, cause: first.reason })
  }
  const { reason: cause } = first
  if (cause instanceof Failure && cause.details.mail === undefined) throw cause
  const reason = cause instanceof Failure ? cause.details.reason : 'mail'
  throw new Failure('unavailable', { reason: reason ?? 'mail', cause, retryAfter: RETRY_AFTER })
}

const faultOf = (reason: unknown) => (reason instanceof Failure ? reason.details.mail : undefined)
