import { cpuOf } from './cpu.ts'
import { load } from './load.ts'
import type { Operation } from './operation.ts'

/** Milliseconds: CPU of workerd by request; how long answers took on average, and half, 95 % and 99 % at most. */
export type Figures = { cpu: number; mean: number; p50: number; p95: number; p99: number }

/** What an operation has been measured to cost: for each number of connections, repetition by repetition. */
export type Samples = Map<Operation, Map<number, Figures[]>>

export const CONNECTIONS = [1, 8]
const REPETITIONS = 3
/** What has run a thousand times is compiled, and caches are full. */
const WARM_UPS = 2

/** All operations in turn, forwards and backwards, so that whatever happens on this machine happens to all. */
export async function measureAll(operations: Operation[], said: (line: string) => void): Promise<Samples> {
  said('warming up')
  for (const operation of operations)
    for (let turn = 0; turn < WARM_UPS; turn += 1) await measure(operation, 8)
  const samples: Samples = new Map(operations.map((operation) => [operation, new Map()]))
  for (let repetition = 0; repetition < REPETITIONS; repetition += 1) {
    for (const connections of CONNECTIONS) {
      said(`repetition ${repetition + 1} of ${REPETITIONS}, ${connections} at a time`)
      for (const operation of repetition % 2 === 0 ? operations : operations.toReversed()) {
        const byConnections = samples.get(operation)
        const before = byConnections?.get(connections) ?? []
        byConnections?.set(connections, [...before, await measure(operation, connections)])
      }
    }
  }
  return samples
}

async function measure(operation: Operation, connections: number): Promise<Figures> {
  const { pid } = operation.runtime
  const asks = await operation.prepare(operation.requests)
  const before = cpuOf(pid)
  const waits = await load(operation, { asks, connections })
  const cpu = (cpuOf(pid) - before) / waits.length
  const percentile = (part: number) => waits[Math.ceil(waits.length * part) - 1] as number
  const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length
  return { cpu, mean, p50: percentile(0.5), p95: percentile(0.95), p99: percentile(0.99) }
}

const median = (values: number[]): number =>
  values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] as number

/** One figure of an operation: the median of its repetitions. */
export const figure = (samples: Samples, operation: Operation, connections: number, name: keyof Figures) =>
  median(figuresOf(samples, operation, connections).map((figures) => figures[name]))

/** Two operations compared by CPU within each repetition, and the median of that. */
export const compare = (
  samples: Samples,
  [one, other]: [Operation, Operation],
  connections: number,
  how: (one: number, other: number) => number,
): number => {
  const others = figuresOf(samples, other, connections)
  return median(
    figuresOf(samples, one, connections).map(({ cpu }, repetition) =>
      how(cpu, others[repetition]?.cpu ?? NaN),
    ),
  )
}

const figuresOf = (samples: Samples, operation: Operation, connections: number): Figures[] =>
  samples.get(operation)?.get(connections) ?? []
