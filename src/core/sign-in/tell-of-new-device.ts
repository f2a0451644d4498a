import type { Session } from '../../store/tables/sessions.ts'
import type { User } from '../../store/tables/users.ts'
import { notMeLink } from '../account/not-me.ts'
import type { Deps } from '../deps.ts'
import { languageOf, requestOrigin } from '../request-origin.ts'

/**
 * Tells the owner of an account that somebody has signed in from a device that it does not know (ASVS 6.3.5), with a
 * link that takes the account back.
 */
export async function tellOfNewDevice(
  deps: Pick<Deps, 'client' | 'config' | 'keyring' | 'mailer' | 'now'>,
  {
    user,
    session,
  }: { user: Pick<User, 'id' | 'email' | 'language'>; session: Pick<Session, 'id' | 'beganAt'> },
): Promise<void> {
  const link = await notMeLink(deps, { user, since: session.beganAt })
  const mail = { to: user.email, language: languageOf(user, deps), key: `new-device/${session.id}` }
  await deps.mailer.newDevice({ ...mail, ...link, ...requestOrigin(deps) })
}
