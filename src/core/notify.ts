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
  { config, keyring, now, store }: Pick<Deps, 'config' | 'keyring' | 'now' | 'store'>,
  { email, verifiedAt }: Pick<User, 'email' | 'verifiedAt'>,
  send: () => Promise<unknown>,
): Promise<void> {
  if (verifiedAt === null) {
    const key = `notice/unproven/${await addressSubject(keyring, email)}`
    const budget = { key, limit: unlessOff(config, MAX_UNPROVEN), windowMs: DAY_MS }
    if (!(await store.deeds.takeBudget(budget, now()))) return
  }
  await send()
}
