import type { Account } from '../../store/pieces/account.ts'
import type { Purpose } from '../../store/tables/challenges.ts'
import { PURPOSES, SURVIVES_EVERYTHING } from '../ledger/purposes.ts'
import { codeFailureList } from '../limits/code-failures.ts'
import { mailsOfAccount } from '../limits/mail-budgets.ts'
import { actOf, type Ended, ending } from './act.ts'
import type { AdministrationDeps } from './deps.ts'

/** What an administrator does for users who cannot help themselves: their mail does not come, or they are locked out. */

/**
 * Confirms an address without a mail: the administrator knows whose mailbox it is. Every session of the user
 * ends, because somebody else may have opened the account. Undefined when the address is verified already.
 */
export const verifyUser = (deps: AdministrationDeps, userId: string): Promise<Ended | undefined> =>
  ending(
    deps,
    deps.store.administration.verifyAccount,
    actOf(deps, userId, { event: 'email_verified', reason: 'by_admin' }),
  )

/**
 * Gives a user another address, and signs the user out everywhere. The new address counts as verified if the
 * old one did: the administrator knows whose mailbox it is. No mail is sent, and no link takes it back.
 * Undefined when somebody else has the address.
 */
export const moveUser = (
  deps: AdministrationDeps,
  { userId, email }: { userId: string; email: string },
): Promise<Ended | undefined> =>
  ending(deps, deps.store.administration.moveAccount, {
    ...actOf(deps, userId, { event: 'email_changed', reason: 'by_admin' }),
    email,
    // The link of a deletion went to the former address.
    surviving: SURVIVES_EVERYTHING.filter((purpose) => purpose !== 'keep_account'),
  })

/**
 * Lets a user try again at once: failed passwords of strangers, with the waits and the disabled password that
 * come of them, wrong codes, and mails that were sent. Undefined when nothing of that is counted.
 */
export const unlockUser = (deps: AdministrationDeps, userId: string): Promise<Account | undefined> =>
  deps.store.administration.unlockAccount({
    ...actOf(deps, userId, { event: 'account_unlocked' }),
    counters: countersOf(userId),
  })

/** The account of a user who has asked to delete it stays. Undefined when it is not being deleted. */
export const keepUser = (deps: AdministrationDeps, userId: string): Promise<Account | undefined> =>
  deps.store.administration.cancelDeletion(actOf(deps, userId, { event: 'deletion_cancelled' }))

const countersOf = (userId: string): string[] =>
  [
    ...(Object.keys(PURPOSES) as Purpose[]).flatMap((purpose) =>
      codeFailureList({ subject: userId, purpose }),
    ),
    ...mailsOfAccount(userId),
  ].map(({ owner }) => owner)
