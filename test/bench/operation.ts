import { type Ask, clientOf } from './client.ts'
import type { Runtime } from './runtime.ts'

/** Something that a Worker does, and the requests that make it do so. */
export type Operation = {
  name: string
  of: 'Postern' | 'Better Auth' | 'floor'
  runtime: Runtime
  /** Which Worker of the runtime is asked. */
  worker: string
  /** Status of the expected answer. */
  status: number
  /** How many requests one measurement makes: enough for a second or so. */
  requests: number
  /** Prepares requests. Their preparation is not measured. */
  prepare: (count: number) => Promise<Ask[]>
}

export const MANY = 390
/** For operations of which each needs requests before it. */
export const SOME = 96
/** For operations that hash a password: one request for each of eight connections in each of three parts. */
export const FEW = 24

/** Numbers from … from+count-1, far apart, and each of them: the step is a prime that divides no power of ten. */
export function wander(count: number, { from = 0 } = {}): () => number {
  let steps = 0
  return () => from + ((steps++ * 7_919) % count)
}

/** Makes `count` things, each from its index. */
export const times = <Thing>(count: number, make: (index: number) => Thing): Thing[] =>
  Array.from({ length: count }, (_, index) => make(index))

let clients = 0

/** Headers of a client whose address no other request has: no limit by client stops it. */
export function newClient(): Record<string, string> {
  clients += 1
  const address = `2001:db8:${(clients >> 16).toString(16)}:${(clients & 0xffff).toString(16)}::1`
  return { 'CF-Connecting-IP': address, 'X-Forwarded-For': address }
}

/** A request with a body, from a client of its own. */
export const post = (path: string, body: object, headers: Record<string, string> = {}): Ask => ({
  path,
  method: 'POST',
  headers: { ...newClient(), ...headers },
  body,
})

/** Prepares requests of which each needs answers of the main Worker, some at a time. */
export async function preparedBy<Thing>(
  runtime: Runtime,
  things: Thing[],
  prepare: (client: ReturnType<typeof clientOf>, thing: Thing) => Promise<Ask>,
): Promise<Ask[]> {
  const client = clientOf(runtime.ports[runtime.main] as number, 8)
  const asks = await Promise.all(things.map((thing) => prepare(client, thing)))
  client.close()
  return asks
}

/** The operations of a started service, in order. */
export const operationsOf = (started: object): Operation[] =>
  Object.values(started as Record<string, Operation | Runtime>).filter((part) => 'prepare' in part)
