import { both, markdown } from './markdown.ts'
import { CONNECTIONS, compare, type Samples } from './measure.ts'
import type { Operation } from './operation.ts'

/** The CPU that one operation may take in relation to another one: a ratio, or a difference. */
type CpuGoal = { what: string; of: [Operation, Operation]; difference?: true; atMost: number }

/** Something that may be so much at most, as it was measured. */
export type Goal = { what: string; atMost: number; measured: string; isReached: boolean }

/** A goal is reached only if it is reached with each number of connections. */
export function cpuGoal({ what, of, difference, atMost }: CpuGoal, samples: Samples): Goal {
  const value = (connections: number) =>
    compare(samples, of, connections, (one, other) => (difference ? one - other : one / other))
  const isReached = CONNECTIONS.every((connections) => value(connections) <= atMost)
  return { what, atMost, measured: both((connections) => value(connections).toFixed(2)), isReached }
}

export const goalTable = (goals: Goal[]): string =>
  markdown(
    ['goal, by CPU', 'at most', 'measured', 'result'],
    goals.map(({ what, atMost, measured, isReached }) => [
      what,
      String(atMost),
      measured,
      isReached ? 'reached' : 'missed',
    ]),
  )
