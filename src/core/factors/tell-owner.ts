import { uuidv7 } from '../../crypto/random.ts'
import type { Mails } from '../../email/mails.ts'
import type { Session } from '../../store/tables/sessions.ts'
import type { User } from '../../store/tables/users.ts'
import { notMeLink } from '../account/not-me.ts'
import type { Deps } from '../deps.ts'
import { languageOf, requestOrigin } from '../request-origin.ts'

/** What the mail says of a connection: with which provider. */
type Named = { provider?: string }

/**
 * Every change of a factor, and of the sign-in by mail, is mailed to the owner (NIST SP 800-63B 4.6), with a link that takes the account back, and
 * stands in the history.
 */
export function tellOwner(
  deps: Deps,
  { user, session }: { user: User; session: Pick<Session, 'id' | 'beganAt'> },
  change: Mails['factorChanged']['change'],
  named: Named = {},
): void {
  const sid = session.id
  deps.record({ event: 'factor_changed', outcome: 'success', reason: change, userId: user.id, sid })
  deps.defer(mailOwner(deps, { user, session }, change, named))
}

async function mailOwner(
  deps: Deps,
  { user, session }: { user: User; session: Pick<Session, 'beganAt'> },
  change: Mails['factorChanged']['change'],
  named: Named,
): Promise<void> {
  const link = await notMeLink(deps, { user, since: session.beganAt })
  const key = `factor-changed/${uuidv7(deps.now())}`
  const mail = { to: user.email, language: languageOf(user, deps), key, change, ...named }
  await deps.mailer.factorChanged({ ...mail, ...link, ...requestOrigin(deps) })
}
