import type { Budget } from '../../store/pieces/budgets.ts'
import type { Purpose } from '../../store/tables/challenges.ts'
import type { Deps } from '../deps.ts'
import { addressSubject } from './subject.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/**
 * What mails with codes and links are taken from, in this order: the client's own first, so that one who
 * has spent it cannot spend an address's; the service's last. Notices about what has happened are not
 * counted.
 */
export async function mailBudgets(
  { client, config, keyring }: Pick<Deps, 'client' | 'config' | 'keyring'>,
  { purpose, addresses }: { purpose: Purpose; addresses: string[] },
): Promise<Budget[]> {
  const names = await Promise.all(addresses.map((email) => addressSubject(keyring, email)))
  return [
    { key: `mail/client/${client.bucket}`, limit: 30, windowMs: HOUR_MS },
    ...names.flatMap((name) => [
      { key: `mail/${purpose}/${name}`, limit: 5, windowMs: 15 * MINUTE_MS },
      { key: `mail/${name}`, limit: 30, windowMs: 24 * HOUR_MS },
    ]),
    { key: 'mail/all', limit: config.MAIL_PER_MINUTE, windowMs: MINUTE_MS },
  ]
}
