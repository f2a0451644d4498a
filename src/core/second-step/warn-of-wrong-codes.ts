import type { Try } from '../../store/pieces/password-try.ts'
import type { ToldLine } from '../../store/pieces/write-event.ts'
import type { User } from '../../store/tables/users.ts'
import type { Deps } from '../deps.ts'
import { mailOfWrongCodes } from '../ledger/mail-of-wrong-codes.ts'
import { codesRefusedNotice, wrongSecondSteps } from '../limits/code-failures.ts'
import { languageOf } from '../request-origin.ts'

const warningOf = (userId: string) => ({
  failures: wrongSecondSteps(userId),
  notice: codesRefusedNotice(userId),
})

/**
 * Counts and writes down a wrong recovery code that was typed after the right password. The owner is told by the rule of
 * wrong mailed codes: at the fourth in an hour, once a day for all kinds of codes.
 */
export async function warnOfWrongCodes(deps: Deps, user: User, refused: ToldLine): Promise<void> {
  const now = deps.now()
  if (await deps.store.deeds.noteWrongCode({ ...warningOf(user.id), refused, now }))
    await tell(deps, user, now)
}

/** The same for a code of an authenticator app, in the round trip that counts its try. False when its place is no longer kept. */
export async function failAndWarn(deps: Deps, tried: Try, user: User, refused: ToldLine): Promise<boolean> {
  const now = deps.now()
  const failed = await deps.store.deeds.failCode({ tried, ...warningOf(user.id), refused, now })
  if (failed?.isTold) deps.defer(tell(deps, user, now))
  return failed !== undefined
}

const tell = (deps: Deps, user: User, now: number) =>
  mailOfWrongCodes(deps, { userId: user.id, email: user.email, language: languageOf(user, deps), now })
