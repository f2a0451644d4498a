import { NO_PASSWORD } from '../../crypto/password-hash.ts'
import type { User } from '../../store/tables/users.ts'
import type { LineEvent } from '../audit/record.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { SURVIVES_EVERYTHING } from '../ledger/purposes.ts'
import { addressSubjects } from '../limits/subject.ts'
import { secondStepRefused } from '../second-step/refused.ts'
import { announceEnd } from '../sessions/announce-end.ts'
import { hashNew } from '../sign-in/verify-password.ts'
import { newResetLink } from './reset-by-link.ts'

type Right = Parameters<Deps['store']['deeds']['reclaim']>[0]['right']

/**
 * The one deed behind "undo" and "this was not me": the owner takes the account back, and nothing is left of whoever
 * was in it. Every session, code and link ends, the password is void unless a new one is given, every device is
 * unknown. The address comes back, and so do the factors: what was added is gone, what was removed is there again.
 *
 * @returns the account, and a link that sets a password where none was given
 * @throws Failure invalid_link when it is not possible any more; second_step_refused when the second step may be used up
 */
export async function reclaim(
  deps: Deps,
  {
    right,
    user,
    email,
    password,
    recordedAs,
  }: {
    right: Right
    user: User
    /** The address that the account goes back to. */
    email: string
    password: string | undefined
    recordedAs: LineEvent
  },
) {
  const { keyring, store } = deps
  const event = { event: recordedAs, outcome: 'success' } as const
  const { id, now } = right.claim
  const reset =
    password === undefined
      ? await newResetLink(deps, { email, subject: user.id, askedBy: id, now })
      : undefined
  const done = await store.deeds.reclaim({
    right,
    userId: user.id,
    email,
    password: password === undefined ? NO_PASSWORD : await hashNew(deps, password),
    resetLink: reset?.challenge,
    addressSubjects: (
      await Promise.all([email, user.email].map((each) => addressSubjects(keyring, each)))
    ).flat(),
    surviving: SURVIVES_EVERYTHING,
    line: deps.lineOf(event),
  })
  if (!done && right.kind === 'undo' && right.secondStep)
    throw secondStepRefused(deps, 'used_or_changed_meanwhile', user.id)
  if (!done) throw new Failure('invalid_link')
  announceEnd(deps, done.ended)
  deps.log({ ...event, userId: user.id })
  return { done, reset }
}
