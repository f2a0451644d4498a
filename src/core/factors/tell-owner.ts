import { uuidv7 } from '../../crypto/random.ts'
import type { Mails } from '../../email/mails.ts'
import type { User } from '../../store/tables/users.ts'
import type { Deps } from '../deps.ts'
import { languageOf, requestOrigin } from '../request-origin.ts'

/** Every change of a factor is mailed to the owner (NIST SP 800-63B 4.6), and stands in the history. */
export function tellOwner(
  deps: Deps,
  user: Pick<User, 'id' | 'email' | 'language'>,
  { change, sid }: { change: Mails['factorChanged']['change']; sid: string },
): void {
  deps.record({ event: 'factor_changed', outcome: 'success', reason: change, userId: user.id, sid })
  const key = `factor-changed/${uuidv7(deps.now())}`
  const mail = { to: user.email, language: languageOf(user, deps), key, change, ...requestOrigin(deps) }
  deps.defer(deps.mailer.factorChanged(mail))
}
