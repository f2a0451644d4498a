import { type CountsByName, nameOf } from './count.ts'
import { figure, type Samples } from './measure.ts'
import type { Operation } from './operation.ts'
import { markdown } from './table.ts'

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

/** The price of a million of each operation beyond what is included, and a month's bill for many users. */
export function costTables(operations: Operation[], samples: Samples, counts: CountsByName): string {
  const usages = operations.map((operation) => ({ operation, usage: usageOf(operation, samples, counts) }))
  const rows = usages.map(({ operation, usage }) => {
    const dollars = ITEMS.reduce((sum, item) => sum + usage[item] * PRICES[item].perMillion, 0)
    return [operation.name, ...ITEMS.map((item) => String(round(usage[item]))), dollars.toFixed(2)]
  })
  const head = ['a million of', 'requests', 'CPU, ms', 'rows read', 'written', 'KV read', 'written', '$']

  const month = ITEMS.map((item) => {
    const used = usages.reduce(
      (sum, { operation, usage }) => sum + usage[item] * (MONTH[operation.name] ?? 0) * MONTHLY_USERS,
      0,
    )
    const { name, perMillion, included } = PRICES[item]
    return { name, millions: used / 1e6, dollars: Math.max(0, used / 1e6 - included) * perMillion }
  })
  const total = month.reduce((sum, { dollars }) => sum + dollars, SUBSCRIPTION)
  const bill = month.map(({ name, millions, dollars }) => [name, whole(millions), whole(dollars)])
  return [
    markdown(head, rows),
    markdown(
      [`${MONTHLY_USERS / 1e6} million monthly users`, 'millions', '$'],
      [...bill, ['with the subscription', '', whole(total)]],
    ),
  ].join('\n\n')
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

const round = (value: number) => Math.round(value * 10) / 10
const whole = (value: number) => Math.round(value).toLocaleString('en')
