import { uuidv7 } from '../../crypto/random.ts'
import type { Mails } from '../../email/mails.ts'
import type { Line } from '../../store/pieces/write-event.ts'
import type { Session } from '../../store/tables/sessions.ts'
import type { User } from '../../store/tables/users.ts'
import { notMeLink } from '../account/not-me.ts'
import type { Deps } from '../deps.ts'
import { languageOf, requestOrigin } from '../request-origin.ts'

/** What the mail says of a connection: with which provider. */
type Named = { provider?: string }
type Change = Mails['factorChanged']['change']

const eventOf = (change: Change) => ({ event: 'factor_changed', outcome: 'success', reason: change }) as const

/** Its line in the history, for the transaction that changes the factor. */
export const changeLine = ({ lineOf }: Pick<Deps, 'lineOf'>, change: Change): Line => lineOf(eventOf(change))

/**
 * Every change of a factor, and of the sign-in by mail, is mailed to the owner (NIST SP 800-63B 4.6), with a link that
 * takes the account back. The transaction has written `changeLine` by then.
 */
export function tellOwner(
  deps: Deps,
  { user, session }: { user: User; session: Pick<Session, 'id' | 'beganAt'> },
  change: Change,
  named: Named = {},
): void {
  deps.log({ ...eventOf(change), userId: user.id, sid: session.id })
  deps.defer(mailOwner(deps, { user, session }, change, named))
}

async function mailOwner(
  deps: Deps,
  { user, session }: { user: User; session: Pick<Session, 'beganAt'> },
  change: Change,
  named: Named,
): Promise<void> {
  const link = await notMeLink(deps, { user, since: session.beganAt })
  const key = `factor-changed/${uuidv7(deps.now())}`
  const mail = { to: user.email, language: languageOf(user, deps), key, change, ...named }
  await deps.mailer.factorChanged({ ...mail, ...link, ...requestOrigin(deps) })
}
