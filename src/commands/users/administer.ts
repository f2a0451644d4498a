import {
  changeRole,
  deleteUser,
  disableUser,
  enableUser,
  endSessions,
} from '../../core/administration/change-users.ts'
import type { AdministrationDeps } from '../../core/administration/deps.ts'
import { findUser, listSessions, listUsers } from '../../core/administration/read-users.ts'
import type { Account } from '../../store/pieces/account.ts'
import { giveUp } from '../terminal.ts'

type Deed = {
  act: (
    deps: AdministrationDeps,
    userId: string,
  ) => Promise<{ account: Account; ended: string[] } | undefined>
  done: string
  /** Said when nothing was to be done. */
  already: string
  /** A sentence that says why this user must not be acted upon. */
  refusal?: (account: Account) => string | undefined
}

const signsNobodyOut = (account: Account | undefined) => account && { account, ended: [] }

/** What can be done to a user, by its name on the command line. */
export const DEEDS: Readonly<Record<string, Deed>> = {
  disable: {
    act: disableUser,
    done: 'is disabled and signed out everywhere',
    already: 'is disabled already',
  },
  enable: {
    act: async (deps, id) => signsNobodyOut(await enableUser(deps, id)),
    done: 'is enabled',
    already: 'is not disabled',
  },
  'make-admin': {
    act: async (deps, userId) => signsNobodyOut(await changeRole(deps, { userId, role: 'admin' })),
    done: 'is an administrator',
    already: 'is an administrator already',
    refusal: ({ email, verifiedAt }) =>
      verifiedAt === null
        ? `${email} has not confirmed that address, so somebody else may have opened the account.`
        : undefined,
  },
  'remove-admin': {
    act: async (deps, userId) => signsNobodyOut(await changeRole(deps, { userId, role: 'user' })),
    done: 'is no longer an administrator, unless ADMIN_EMAILS has the address',
    already: 'was not made an administrator',
  },
  'revoke-sessions': { act: endSessions, done: 'is signed out everywhere', already: 'is gone already' },
  delete: { act: deleteUser, done: 'is deleted', already: 'is gone already' },
}

/** Does one of these deeds. Answers the lines to print. */
export async function perform(deps: AdministrationDeps, { act, done, already, refusal }: Deed, who: string) {
  const user = await existing(deps, who)
  const refused = refusal?.(user)
  if (refused !== undefined) giveUp(refused)
  const result = await act(deps, user.id)
  if (!result) giveUp(`${user.email} ${already}.`)
  const { account, ended } = result
  return [`${account.email} ${done}.${ended.length > 0 ? ` Access tokens ended: ${ended.length}.` : ''}`]
}

/** A page of users. Answers the lines to print. */
export async function list(
  deps: AdministrationDeps,
  { after, limit }: { after: string; limit: number },
): Promise<string[]> {
  const users = await listUsers(deps, { after, limit })
  const last = users.at(-1)
  if (!last) return ['There are no users.']
  const more = users.length === limit ? ['', `More: npm run users -- list --after ${last.id}`] : []
  return [...users.map(line), ...more]
}

/** A user and their live sessions. Answers the lines to print. */
export async function show(deps: AdministrationDeps, who: string): Promise<string[]> {
  const user = await existing(deps, who)
  const sessions = await listSessions(deps, user.id)
  return [
    line(user),
    `${sessions.length} live session${sessions.length === 1 ? '' : 's'}`,
    ...sessions.map(
      ({ id, createdAt, ipPrefix, userAgent }) =>
        `  ${id}  since ${moment(createdAt)}  ${ipPrefix ?? '-'}  ${userAgent ?? '-'}`,
    ),
  ]
}

const existing = async (deps: AdministrationDeps, who: string): Promise<Account> =>
  (await findUser(deps, who)) ?? giveUp(`No user has the address or id ${who}.`)

function line({ id, email, role, verifiedAt, disabledAt, lastLoginAt, createdAt }: Account): string {
  const states = [
    role,
    verifiedAt === null ? 'unverified' : 'verified',
    ...(disabledAt === null ? [] : ['disabled']),
  ]
  const seen = lastLoginAt === null ? 'never signed in' : `signed in ${moment(lastLoginAt)}`
  return `${id}  ${email}  ${states.join(', ')}  created ${moment(createdAt)}  ${seen}`
}

const moment = (at: number) => new Date(at).toISOString().slice(0, 16).replace('T', ' ')
