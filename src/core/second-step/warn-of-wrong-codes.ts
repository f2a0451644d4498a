import type { User } from '../../store/tables/users.ts'
import type { Deps } from '../deps.ts'
import { codesRefusedNotice, wrongSecondSteps } from '../limits/code-failures.ts'
import { languageOf } from '../request-origin.ts'
import { mailOfWrongCodes } from '../ledger/mail-of-wrong-codes.ts'

/**
 * Counts a wrong code of an authenticator app or a wrong recovery code, typed after the right password. The owner is
 * told by the rule of wrong mailed codes: at the fourth in an hour, once a day for both.
 */
export async function warnOfWrongCodes(deps: Deps, user: User): Promise<void> {
  const { id: userId, email } = user
  const now = deps.now()
  const isTold = await deps.store.deeds.noteWrongCode({
    failures: wrongSecondSteps(userId),
    notice: codesRefusedNotice(userId),
    now,
  })
  if (isTold) await mailOfWrongCodes(deps, { userId, email, language: languageOf(user, deps), now })
}
