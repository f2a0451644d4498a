import { type CountsByName, nameOf } from './count.ts'
import { markdown } from './markdown.ts'
import { figure, type Samples } from './measure.ts'
import type { Operation } from './operation.ts'

/**
 * Prices of Workers Paid in dollars per million, and how many millions a month the subscription includes.
 * From developers.cloudflare.com/{workers,d1,kv}/platform/pricing, read on 2026-11-21.
 */
const SUBSCRIPTION = 5
const PRICES = {
  requests: { name: 'requests', perMillion: 0.3, included: 10 },
  cpuMs: { name: 'CPU', perMillion: 0.02, included: 30 },
  rowsRead: { name: 'rows read', perMillion: 0.001, included: 25_000 },
  rowsWritten: { name: 'rows written', perMillion: 1, included: 50 },
  kvReads: { name: 'KV read', perMillion: 0.5, included: 10 },
  kvWrites: { name: 'KV written', perMillion: 5, included: 1 },
}

/** The billed quantities of one operation, or of a month. */
type Usage = Record<keyof typeof PRICES, number>
const ITEMS = Object.keys(PRICES) as (keyof Usage)[]

/** An assumption: how often a monthly user does each operation. Apps check tokens through the binding. */
const MONTH: Record<string, number> = {
  register: 0.1,
  'sign in': 2,
  refresh: 60,
  'read own profile': 60,
  'verify a token': 300,
  'sign out': 1,
}
const MONTHLY_USERS = 10_000_000
const BY_VERIFIER = 'verify a token'

/** The price of a million of an operation, beyond what is included. */
export function dollarsOfMillion(operation: Operation, samples: Samples, counts: CountsByName): number {
  const usage = usageOf(operation, samples, counts)
  return ITEMS.reduce((sum, item) => sum + usage[item] * PRICES[item].perMillion, 0)
}

/** A month's bill for many users, and which part of it is what the Verifier reads of KV. */
export function billOfMonth(operations: Operation[], samples: Samples, counts: CountsByName): string {
  const usages = operations.map((operation) => {
    const times = (MONTH[operation.name] ?? 0) * MONTHLY_USERS
    const usage = usageOf(operation, samples, counts)
    return { name: operation.name, millions: (item: keyof Usage) => (usage[item] * times) / 1e6 }
  })
  const sum = (item: keyof Usage, of = usages) =>
    of.reduce((millions, usage) => millions + usage.millions(item), 0)
  const bill = ITEMS.map((item) => {
    const { name, perMillion, included } = PRICES[item]
    return { name, millions: sum(item), dollars: Math.max(0, sum(item) - included) * perMillion }
  })
  const total = bill.reduce((dollars, item) => dollars + item.dollars, SUBSCRIPTION)
  const readByVerifier = sum(
    'kvReads',
    usages.filter(({ name }) => name === BY_VERIFIER),
  )
  const dollarsOfReads = bill[ITEMS.indexOf('kvReads')]?.dollars ?? 0
  const dollarsOfVerifier = sum('kvReads') === 0 ? 0 : (dollarsOfReads * readByVerifier) / sum('kvReads')
  return markdown(
    [`${MONTHLY_USERS / 1e6} million monthly users`, 'millions', '$'],
    [
      ...bill.map(({ name, millions, dollars }) => [name, whole(millions), whole(dollars)]),
      ['with the subscription', '', whole(total)],
      [
        `of that KV read by Verifier, ${whole((100 * dollarsOfVerifier) / total)} %`,
        whole(readByVerifier),
        whole(dollarsOfVerifier),
      ],
    ],
  )
}

/** CPU is that with one connection. It includes the simulated D1 and KV, so Cloudflare will bill less. */
function usageOf(operation: Operation, samples: Samples, counts: CountsByName): Usage {
  const counted = counts.get(nameOf(operation))
  if (!counted) throw new Error(`no counts for ${nameOf(operation)}`)
  const { rowsRead, rowsWritten, kvReads, kvWrites } = counted
  // Cloudflare does not bill a call through a service binding as a request.
  const requests = operation.worker === 'caller' ? 0 : 1
  const cpuMs = figure(samples, operation, 1, 'cpu')
  return { requests, cpuMs, rowsRead, rowsWritten, kvReads, kvWrites }
}

const whole = (value: number) => Math.round(value).toLocaleString('en')
