import { uuidv7 } from '../../crypto/random.ts'
import type { Mails } from '../../email/mails.ts'
import type { Administrator, Telling } from '../../store/pieces/administrators-to-tell.ts'
import type { Deps } from '../deps.ts'
import { languageOf, requestOrigin } from '../request-origin.ts'

/** More people than this do not read such a mail, and one request must not send more. */
const MOST_TOLD = 20
/** Notices an hour about the acts of one administrator. The first of them say what is going on. */
const MOST_NOTICES = 20

/** How the transaction that does it finds whom to tell. */
export const tellingOf = ({ config }: Pick<Deps, 'config'>, actor: string): Telling => ({
  budget: {
    owner: `notice/administration/${actor}`,
    name: 'hour',
    limit: MOST_NOTICES,
    windowMs: 3_600_000,
  },
  listed: config.ADMIN_EMAILS,
  limit: MOST_TOLD,
})

/**
 * Tells every administrator what one of them has done, that one too: a thief who has the session does not
 * have the mailbox. Deferred, because the act is done already.
 */
export async function tellAdministrators(
  deps: Pick<Deps, 'client' | 'config' | 'mailer' | 'now'>,
  administrators: readonly Administrator[],
  { actor, act, about }: { actor: string } & Pick<Mails['administratorActed'], 'act' | 'about'>,
): Promise<void> {
  const by = administrators.find(({ id }) => id === actor)?.email ?? actor
  const key = uuidv7(deps.now())
  await Promise.all(
    administrators.map((administrator) =>
      deps.mailer.administratorActed({
        to: administrator.email,
        language: languageOf(administrator, deps),
        key: `${key}/${administrator.id}`,
        act,
        about,
        by,
        ...requestOrigin(deps),
      }),
    ),
  )
}
