import type { ChallengeLimits } from '../../store/deeds/issue-challenge.ts'
import type { Budget } from '../../store/pieces/budgets.ts'
import type { Sender } from '../../store/pieces/sender.ts'
import type { Purpose } from '../../store/tables/challenges.ts'
import type { Deps } from '../deps.ts'
import { mailBucket } from './mail-bucket.ts'
import { addressSubject } from './subject.ts'
import { unlessOff } from './unless-off.ts'
import { widest } from './widest.ts'

/**
 * What mails with codes and links are taken from. A stranger can spend only what strangers share: what an
 * anonymous request takes from, no request after a right password or in a session takes from. The limit of
 * notices about what has happened is in notify.ts.
 */
export type MailLimits = Pick<ChallengeLimits, 'mails' | 'byClient' | 'bucket' | 'unlessHuman'>

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

type Needs = Pick<Deps, 'client' | 'config' | 'keyring'>

/** No mail: nothing is taken. */
export const NO_MAIL: MailLimits = { mails: [], byClient: undefined, bucket: undefined, unlessHuman: [] }

/** Mails of all together, by who can cause them: Resend has a limit of its own. */
const pool = ({ config }: Pick<Needs, 'config'>, name: string): Budget => ({
  owner: `mail/${name}`,
  name: 'all',
  limit: unlessOff(config, config.MAIL_PER_MINUTE),
  windowMs: MINUTE_MS,
  onTheClock: true,
})

/** Of the mails that anonymous callers cause, the network of one operator takes a quarter at most. */
export function anonymousPool(deps: Pick<Needs, 'client' | 'config'>): Budget[] {
  const all = pool(deps, 'anonymous')
  const { operator } = deps.client
  if (operator === undefined) return [all]
  return [all, { ...all, name: operator, limit: Math.ceil(all.limit / 4) }]
}

/** What a human check comes before, once half of the pool is spent. */
const halfOfPool = (deps: Pick<Needs, 'config'>): Budget => {
  const all = pool(deps, 'anonymous')
  return { ...all, limit: Math.ceil(all.limit / 2) }
}

const mailsOfClient = ({ client, config }: Pick<Needs, 'client' | 'config'>): Budget[] =>
  client.networks.map(({ name, times }) => ({
    owner: `mail/client/${widest(client)}`,
    name,
    limit: unlessOff(config, 30 * times),
    windowMs: HOUR_MS,
  }))

/** Mails that anybody can cause who knows an address. `isHuman` says that the caller has shown to be one. */
export async function anonymousMail(
  deps: Needs,
  { purpose, email, sender, isHuman }: { purpose: Purpose; email: string; sender: Sender; isHuman: boolean },
): Promise<MailLimits> {
  return {
    mails: anonymousPool(deps),
    byClient: { budgets: mailsOfClient(deps), email, sender },
    bucket: mailBucket(deps.config, await bucketOf(deps, { purpose, email })),
    unlessHuman: isHuman ? [] : [halfOfPool(deps)],
  }
}

/** The name of an address for one kind of mail: alike whether it has an account or not. */
export const bucketOf = async (
  { keyring }: Pick<Needs, 'keyring'>,
  { purpose, email }: { purpose: Purpose; email: string },
): Promise<string> => `${purpose}/${await addressSubject(keyring, email)}`

const afterPassword = (userId: string): Budget[] => [
  { owner: `mail/password/${userId}`, name: 'quarter', limit: 5, windowMs: HOUR_MS / 4 },
  { owner: `mail/password/${userId}`, name: 'day', limit: 30, windowMs: DAY_MS },
]

const toMoveTo = (name: string): Budget[] => [
  { owner: `mail/move/${name}`, name: 'hour', limit: 5, windowMs: HOUR_MS },
  { owner: `mail/move/${name}`, name: 'day', limit: 10, windowMs: DAY_MS },
]

const asSwitched =
  ({ config }: Pick<Needs, 'config'>) =>
  (budget: Budget): Budget => ({ ...budget, limit: unlessOff(config, budget.limit) })

/** The budgets of mails that belong to one account. */
export const mailsOfAccount = (userId: string): Budget[] => [...afterPassword(userId), ...toMoveTo(userId)]

/** Mails after a right password. */
export const mailAfterPassword = (deps: Pick<Needs, 'config'>, userId: string): MailLimits => ({
  ...NO_MAIL,
  mails: [...afterPassword(userId).map(asSwitched(deps)), pool(deps, 'password')],
})

/**
 * Mails that a signed-in caller causes. Those to another address are counted by that address too. Those to the own
 * address alone are not: everybody can name it as the one to move to, and would spend them.
 */
export async function mailInSession(
  deps: Pick<Needs, 'config' | 'keyring'>,
  { userId, newEmail }: { userId: string; newEmail: string | undefined },
): Promise<MailLimits> {
  const names = newEmail === undefined ? [userId] : [userId, await addressSubject(deps.keyring, newEmail)]
  return {
    ...NO_MAIL,
    mails: [...names.flatMap(toMoveTo).map(asSwitched(deps)), pool(deps, 'session')],
  }
}
