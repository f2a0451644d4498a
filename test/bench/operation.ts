import type { Ask } from './client.ts'
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

export const MANY = 500
/** For operations that hash a password: one request for each of eight connections in each of three parts. */
export const FEW = 24

/** Numbers below `count`, far apart, and each of them: the step is a prime that divides no power of ten. */
export function wander(count: number): () => number {
  let steps = 0
  return () => (steps++ * 7_919) % count
}

/** Makes `count` things, each from its index. */
export const times = <Thing>(count: number, make: (index: number) => Thing): Thing[] =>
  Array.from({ length: count }, (_, index) => make(index))

let clients = 0

/** A request with a body, from a client address that no other request has: no limit by client stops it. */
export function post(path: string, body: object, headers: Record<string, string> = {}): Ask {
  clients += 1
  const address = `2001:db8:${(clients >> 16).toString(16)}:${(clients & 0xffff).toString(16)}::1`
  const client = { 'CF-Connecting-IP': address, 'X-Forwarded-For': address }
  return { path, method: 'POST', headers: { ...client, ...headers }, body }
}

/** The operations of a started service, in order. */
export const operationsOf = (started: object): Operation[] =>
  Object.values(started as Record<string, Operation | Runtime>).filter((part) => 'prepare' in part)
