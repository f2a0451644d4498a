import type { Budget } from '../store/pieces/budgets.ts'
import type { User } from '../store/tables/users.ts'
import type { Deps } from './deps.ts'
import { addressSubject } from './limits/subject.ts'
import { unlessOff } from './limits/unless-off.ts'

const DAY_MS = 86_400_000
/** Notices that an address gets in a day while nobody has proven that it is theirs. */
const MAX_UNPROVEN = 3

/**
 * Tells the owner of an account what has happened to it. An unverified account can be a stranger's who has
 * opened it with the address of somebody else. What such an account causes must not flood that mailbox. It
 * counts by address: another account there gets no more.
 */
export async function notify(
  deps: Pick<Deps, 'config' | 'keyring' | 'now' | 'store'>,
  user: Pick<User, 'email' | 'verifiedAt'>,
  send: () => Promise<unknown>,
): Promise<void> {
  const budget = await noticesOf(deps, user)
  if (budget && !(await deps.store.deeds.takeBudget(budget, deps.now()))) return
  await send()
}

/** The budget that a notice to this address is taken from, in the transaction that it tells of. */
export async function noticesOf(
  { config, keyring }: Pick<Deps, 'config' | 'keyring'>,
  { email, verifiedAt }: Pick<User, 'email' | 'verifiedAt'>,
): Promise<Budget | undefined> {
  if (verifiedAt !== null) return undefined
  const owner = `notice/unproven/${await addressSubject(keyring, email)}`
  return { owner, name: 'day', limit: unlessOff(config, MAX_UNPROVEN), windowMs: DAY_MS }
}
