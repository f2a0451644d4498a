import { uuidv7 } from '../../crypto/random.ts'
import type { User } from '../../store/tables/users.ts'
import { notMeLink } from '../account/not-me.ts'
import type { Deps } from '../deps.ts'
import { languageOf, requestOrigin } from '../request-origin.ts'

/**
 * A recovery code was used up, by an owner who has lost their factors or by somebody who has found the codes. The
 * owner gets a mail with a link that takes the account back.
 *
 * @param used.since milliseconds: when the session began in which it was used
 */
export function tellOfRecoveryCode(
  deps: Deps,
  used: { user: User; since: number; codesLeft: number | undefined },
): void {
  const { user, since, codesLeft } = used
  if (codesLeft === undefined) return
  deps.defer(mailOwner(deps, { user, since, codesLeft }))
}

async function mailOwner(
  deps: Deps,
  { user, since, codesLeft }: { user: User; since: number; codesLeft: number },
): Promise<void> {
  const link = await notMeLink(deps, { user, since })
  const key = `recovery-code-used/${uuidv7(deps.now())}`
  const mail = { to: user.email, language: languageOf(user, deps), key, codesLeft }
  await deps.mailer.recoveryCodeUsed({ ...mail, ...link, ...requestOrigin(deps) })
}
