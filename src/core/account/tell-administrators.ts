import { uuidv7 } from '../../crypto/random.ts'
import type { Mails } from '../../email/mails.ts'
import type { Deps } from '../deps.ts'
import { languageOf, requestOrigin } from '../request-origin.ts'

/** More people than this do not read such a mail, and one request must not send more. */
const MOST_TOLD = 20
/** Notices an hour about the acts of one administrator. The first of them say what is going on. */
const MOST_NOTICES = 20

/**
 * Tells every administrator what one of them has done, that one too: a thief who has the session does not
 * have the mailbox. Deferred, because the act is done already.
 */
export async function tellAdministrators(
  deps: Deps,
  { actor, act, about }: { actor: string } & Pick<Mails['administratorActed'], 'act' | 'about'>,
): Promise<void> {
  const { config, mailer, now, store } = deps
  const at = now()
  const budget = { key: `notice/administration/${actor}`, limit: MOST_NOTICES, windowMs: 3_600_000 }
  if (!(await store.deeds.takeBudget(budget, at))) return
  const administrators = await store.queries.administrators({ listed: config.ADMIN_EMAILS, limit: MOST_TOLD })
  const by = administrators.find(({ id }) => id === actor)?.email ?? actor
  const key = uuidv7(at)
  await Promise.all(
    administrators.map((administrator) =>
      mailer.administratorActed({
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
