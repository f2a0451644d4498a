import { setTimeout } from 'node:timers/promises'
import { clientOf } from './client.ts'
import { load } from './load.ts'
import type { Operation } from './operation.ts'
import type { Counts } from './workers/counted.ts'

/** More than one, because two requests may differ. */
const REQUESTS = 10
/** Work after the answer is counted too, a mail and what follows it included. */
const SETTLING_MS = 150

/** What one request asks of D1 and KV, also after its answer, by the name of the operation. */
export type CountsByName = Map<string, Counts>

export const nameOf = ({ of, name }: Operation) => `${of}, ${name}`

/** Counts what the operations of a counted Worker ask for (workers/counted.ts). */
export async function countAll(operations: Operation[]): Promise<CountsByName> {
  const counts: CountsByName = new Map()
  for (const operation of operations) counts.set(nameOf(operation), await count(operation))
  return counts
}

async function count(operation: Operation): Promise<Counts> {
  const client = clientOf(operation.runtime.ports[operation.runtime.main] as number, 1)
  const read = async () => JSON.parse((await client.ask({ path: '/counts' })).text) as Counts
  // The first request may find empty caches.
  await load(operation, { asks: await operation.prepare(1), connections: 1 })
  const asks = await operation.prepare(REQUESTS)
  await setTimeout(SETTLING_MS)
  await read()
  await load(operation, { asks, connections: 1 })
  await setTimeout(SETTLING_MS)
  const counts = await read()
  client.close()
  return Object.fromEntries(Object.entries(counts).map(([name, sum]) => [name, sum / REQUESTS])) as Counts
}
