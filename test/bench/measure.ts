import { cpuOf } from './cpu.ts'
import { load } from './load.ts'
import type { Operation } from './operation.ts'

/** Milliseconds: CPU of workerd per request; mean, median and 95th percentile of the time to an answer. */
export type Figures = { cpu: number; mean: number; p50: number; p95: number }

/** The figures of each operation: for each number of connections, one entry per repetition. */
export type Samples = Map<Operation, Map<number, Figures[]>>

export const CONNECTIONS = [1, 8]
const REPETITIONS = 3
/** Parts of one measurement. Between two parts, the operations that it is compared with have their turn. */
const PARTS = 3
/** Before measuring: V8 compiles the code, and caches fill. */
const WARM_UPS = PARTS + 1

/**
 * Measures all operations by turns. The operations of a group are compared, so they take shorter turns:
 * other work on this machine then slows all of them alike.
 */
export async function measureAll(groups: Operation[][], said: (line: string) => void): Promise<Samples> {
  said('warming up')
  for (const operation of groups.flat())
    for (let turn = 0; turn < WARM_UPS; turn += 1) await measurePart(operation, Math.max(...CONNECTIONS))
  const samples: Samples = new Map(groups.flat().map((operation) => [operation, new Map()]))
  for (let repetition = 0; repetition < REPETITIONS; repetition += 1) {
    for (const connections of CONNECTIONS) {
      said(`repetition ${repetition + 1} of ${REPETITIONS}, ${connections} at a time`)
      for (const group of repetition % 2 === 0 ? groups : groups.toReversed())
        for (const [operation, figures] of await measureGroup(group, connections)) {
          const byConnections = samples.get(operation)
          byConnections?.set(connections, [...(byConnections.get(connections) ?? []), figures])
        }
    }
  }
  return samples
}

type Part = { cpu: number; waits: number[] }

async function measureGroup(group: Operation[], connections: number): Promise<Map<Operation, Figures>> {
  const parts = new Map<Operation, Part[]>(group.map((operation) => [operation, []]))
  for (let turn = 0; turn < PARTS; turn += 1)
    for (const operation of turn % 2 === 0 ? group : group.toReversed())
      parts.get(operation)?.push(await measurePart(operation, connections))
  return new Map([...parts].map(([operation, measured]) => [operation, figuresOfParts(measured)]))
}

async function measurePart(operation: Operation, connections: number): Promise<Part> {
  const { pid } = operation.runtime
  const asks = await operation.prepare(Math.ceil(operation.requests / PARTS))
  const before = cpuOf(pid)
  const waits = await load(operation, { asks, connections })
  return { cpu: cpuOf(pid) - before, waits }
}

function figuresOfParts(parts: Part[]): Figures {
  const waits = parts.flatMap(({ waits }) => waits).toSorted((left, right) => left - right)
  const percentile = (part: number) => waits[Math.ceil(waits.length * part) - 1] as number
  const average = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / waits.length
  return {
    cpu: average(parts.map(({ cpu }) => cpu)),
    mean: average(waits),
    p50: percentile(0.5),
    p95: percentile(0.95),
  }
}

export const median = (values: number[]): number =>
  values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] as number

/** One figure of an operation: the median of its repetitions. */
export const figure = (samples: Samples, operation: Operation, connections: number, name: keyof Figures) =>
  median(figuresOf(samples, operation, connections).map((figures) => figures[name]))

/** Compares the CPU of two operations within each repetition, and returns the median of the results. */
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
