import { clientOf } from './client.ts'
import { load } from './load.ts'
import type { Operation } from './operation.ts'
import type { Counts } from './workers/counted.ts'

/** Not one, in case two differ. */
const REQUESTS = 10

/** By what the operation and its Worker are called: what one request asks of D1 and KV, after its answer too. */
export type CountsByName = Map<string, Counts>

export const nameOf = ({ of, name }: Operation) => `${of}, ${name}`

/** Counts the operations of a counted Worker (workers/counted.ts). */
export async function countAll(operations: Operation[]): Promise<CountsByName> {
  const counts: CountsByName = new Map()
  for (const operation of operations) counts.set(nameOf(operation), await count(operation))
  return counts
}

async function count(operation: Operation): Promise<Counts> {
  const client = clientOf(operation.runtime.ports[operation.runtime.main] as number, 1)
  const read = async () => JSON.parse((await client.ask({ path: '/counts' })).text) as Counts
  // The first one may find that caches are empty.
  await load(operation, { asks: await operation.prepare(1), connections: 1 })
  const asks = await operation.prepare(REQUESTS)
  await read()
  await load(operation, { asks, connections: 1 })
  const counts = await read()
  client.close()
  return Object.fromEntries(Object.entries(counts).map(([name, sum]) => [name, sum / REQUESTS])) as Counts
}
