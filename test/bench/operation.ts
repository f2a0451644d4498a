import type { Ask } from './client.ts'
import type { Runtime } from './runtime.ts'

/** Something a Worker does, and how it is asked for it. */
export type Operation = {
  name: string
  of: 'Postern' | 'Better Auth' | 'floor'
  runtime: Runtime
  /** Which Worker of the runtime is asked. */
  worker: string
  /** Status of a good answer. */
  status: number
  /** How many requests one measurement makes: enough for a second or so. */
  requests: number
  /** Makes requests ready. What that costs is not measured. */
  prepare: (count: number) => Promise<Ask[]>
}

export const MANY = 500
/** For what hashes a password: eight connections and three parts. */
export const FEW = 24

/** Numbers below `count` in an order that leads everywhere: a prime that divides no power of ten. */
export function wander(count: number): () => number {
  let steps = 0
  return () => (steps++ * 7_919) % count
}

/** So many things, made by their number. */
export const times = <Thing>(count: number, make: (index: number) => Thing): Thing[] =>
  Array.from({ length: count }, (_, index) => make(index))

let clients = 0

/** A request with a body, by a client at an address nobody else has: limits by client are not measured. */
export function post(path: string, body: object, headers: Record<string, string> = {}): Ask {
  clients += 1
  const address = `2001:db8:${(clients >> 16).toString(16)}:${(clients & 0xffff).toString(16)}::1`
  const client = { 'CF-Connecting-IP': address, 'X-Forwarded-For': address }
  return { path, method: 'POST', headers: { ...client, ...headers }, body }
}

/** The operations of what was started, in their order. */
export const operationsOf = (started: object): Operation[] =>
  Object.values(started as Record<string, Operation | Runtime>).filter((part) => 'prepare' in part)
