import { randomToken } from '../../crypto/random.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../failure.ts'
import { normaliseEmail } from '../identity/email-address.ts'
import { roleOf } from '../identity/roles.ts'
import { newLink } from '../ledger/link.ts'
import { SURVIVES_EVERYTHING } from '../ledger/purposes.ts'
import { addressSubjects } from '../limits/subject.ts'
import { languageOf, requestOrigin } from '../request-origin.ts'
import { announceEnd } from '../sessions/announce-end.ts'
import { type Caller, heldBy } from '../tokens/caller.ts'
import { requireFresh } from './fresh.ts'
import { notMeLink } from './not-me.ts'
import { requireSettled } from './settled.ts'

const DAY_MS = 86_400_000

const daysFrom = (now: number, then: number) => Math.max(1, Math.round((then - now) / DAY_MS))

/**
 * Deletes the caller's account: everybody is signed out at once, and what is kept is erased after DELETION_DAYS.
 * Until then its owner can bring it back, by signing in or by the mailed link. An unverified account is erased at
 * once: its address is nobody's.
 *
 * @returns when the account is erased, in milliseconds, or undefined when that has happened
 * @throws Failure sign_in_again, recently_recovered, invalid_input, last_administrator, token_refused
 */
export async function deleteAccount(
  deps: Deps,
  { caller, confirm }: { caller: Caller; confirm: string },
): Promise<number | undefined> {
  const { config, keyring, log, mailer, store } = deps
  const { user, session, factors, lastProof, proven } = await requireFresh(deps, caller)
  const { sid } = heldBy(caller)
  const now = deps.now()
  requireSettled(user, { factors, lastProof, proven, now })
  if (normaliseEmail(confirm) !== user.email)
    throw new Failure('invalid_input', { issues: [{ member: 'confirm', rule: 'not_valid' }] })

  const { email, id: userId, securityVersion } = user
  const page = `${config.APP_URL}/keep-account`
  const { link, challenge } = await newLink(deps, { page, purpose: 'keep_account', subject: userId, now })
  const days = user.verifiedAt === null ? 0 : config.DELETION_DAYS
  const event = { event: 'deletion_requested', outcome: 'success' } as const
  const done = await store.deeds.deleteOwnAccount({
    sid,
    userId,
    securityVersion,
    by: randomToken(),
    erasedAt: now + days * DAY_MS,
    link: challenge,
    addressSubjects: await addressSubjects(keyring, email),
    surviving: SURVIVES_EVERYTHING,
    administrators: roleOf(user, config) === 'admin' ? config.ADMIN_EMAILS : undefined,
    line: deps.lineOf(event),
    now,
  })
  if (done === 'last_administrator') throw new Failure('last_administrator')
  if (!done) throw new Failure('token_refused', { reason: 'changed_meanwhile' })
  announceEnd(deps, done.ended)
  const { deletesAt } = done
  log({ ...(deletesAt === undefined ? { event: 'account_erased', outcome: 'success' } : event), userId, sid })
  const notice = { to: email, language: languageOf(user, deps), ...requestOrigin(deps) }
  if (deletesAt !== undefined) {
    const notMe = await notMeLink(deps, { user, since: session.beganAt })
    deps.defer(
      mailer.accountDeleting({
        ...notice,
        ...notMe,
        key: `deleting/${challenge.id}`,
        link,
        deletesAt,
        days: daysFrom(now, deletesAt),
      }),
    )
  } else if (user.verifiedAt !== null)
    deps.defer(mailer.accountErased({ ...notice, key: `erased/${challenge.id}` }))
  return deletesAt
}
