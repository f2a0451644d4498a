import {
  changeRole,
  deleteUser,
  disableUser,
  enableUser,
  endSessions,
} from '../../core/administration/change-users.ts'
import type { AdministrationDeps } from '../../core/administration/deps.ts'
import { keepUser, unlockUser, verifyUser } from '../../core/administration/help-users.ts'
import { findUser } from '../../core/administration/read-users.ts'
import type { Account } from '../../store/pieces/account.ts'
import type { ShownAccount } from '../../store/queries/accounts.ts'
import { giveUp } from '../terminal.ts'

type Deed = {
  act: (
    deps: AdministrationDeps,
    userId: string,
  ) => Promise<{ account: Account; ended: string[] } | undefined>
  /** What the verb does, for its manual. */
  does: string
  done: string
  /** Said when nothing was to be done. */
  already: string
  /** A sentence that says why this user must not be acted upon. */
  refusal?: (account: Account) => string | undefined
  /** It cannot be undone. */
  isFinal?: true
}

const signsNobodyOut = (account: Account | undefined) => account && { account, ended: [] }

/** What can be done to a user, by its name on the command line. */
export const DEEDS: Readonly<Record<string, Deed>> = {
  disable: {
    act: disableUser,
    does: 'Signs a user out everywhere, and keeps them from signing in.',
    done: 'is disabled and signed out everywhere',
    already: 'is disabled already',
  },
  enable: {
    act: async (deps, id) => signsNobodyOut(await enableUser(deps, id)),
    does: 'Lets a disabled user sign in again.',
    done: 'is enabled',
    already: 'is not disabled',
  },
  'make-admin': {
    act: async (deps, userId) => signsNobodyOut(await changeRole(deps, { userId, role: 'admin' })),
    does: 'Makes an administrator of a user with a verified address.',
    done: 'is an administrator',
    already: 'is an administrator already',
    refusal: ({ email, verifiedAt }) =>
      verifiedAt === null
        ? `${email} has not confirmed that address, so somebody else may have opened the account.`
        : undefined,
  },
  'remove-admin': {
    act: async (deps, userId) => signsNobodyOut(await changeRole(deps, { userId, role: 'user' })),
    does: 'Takes the role of an administrator away.',
    done: 'is no longer an administrator, unless ADMIN_EMAILS has the address',
    already: 'was not made an administrator',
  },
  verify: {
    act: verifyUser,
    does: `Confirms the address of a user, because you know that the mailbox is theirs. The user is signed out
everywhere, because somebody else may have opened the account. The password stays that of whoever has opened it:
if that was not the user, have a reset link mailed to them, from the page /reset-password of the service.`,
    done: 'is verified and signed out everywhere',
    already: 'is verified already',
  },
  unlock: {
    act: async (deps, id) => signsNobodyOut(await unlockUser(deps, id)),
    does: `Lets a user try again at once, after wrong passwords, wrong codes or too many mails. Sessions and
passwords stay as they are.`,
    done: 'can try again at once',
    already: 'is not locked',
  },
  'revoke-sessions': {
    act: endSessions,
    does: 'Signs a user out everywhere, and makes their devices unknown.',
    done: 'is signed out everywhere',
    already: 'is gone already',
  },
  'cancel-deletion': {
    act: async (deps, id) => signsNobodyOut(await keepUser(deps, id)),
    does: 'Keeps the account of a user who has asked to delete it. The user can sign in again.',
    done: 'stays',
    already: 'is not being deleted',
  },
  delete: {
    act: deleteUser,
    does: 'Deletes a user with everything that is kept of them, their history too.',
    done: 'is deleted',
    already: 'is gone already',
    isFinal: true,
  },
}

/** Does one of these deeds. Answers the lines to print. */
export async function perform(deps: AdministrationDeps, { act, done, already, refusal }: Deed, who: string) {
  const user = await existing(deps, who)
  const refused = refusal?.(user)
  if (refused !== undefined) giveUp(refused)
  const result = await act(deps, user.id)
  if (!result) giveUp(`${user.email} ${already}.`)
  const { account, ended } = result
  return [`${account.email} ${done}.${tokensEnded(ended)}`]
}

export const existing = async (deps: AdministrationDeps, who: string): Promise<ShownAccount> =>
  (await findUser(deps, who)) ?? giveUp(`No user has the address or id ${who}.`)

export const tokensEnded = ({ length }: string[]) => (length > 0 ? ` Access tokens ended: ${length}.` : '')
