import { CONNECTIONS, compare, type Samples } from './measure.ts'
import type { Operation } from './operation.ts'
import { both, markdown } from './table.ts'

/** The CPU that one operation may take in relation to another one: a ratio, or a difference. */
export type Goal = { what: string; of: [Operation, Operation]; difference?: true; atMost: number }

/** A goal is reached only if it is reached with each number of connections. */
export function goalTable(goals: Goal[], samples: Samples): string {
  const rows = goals.map(({ what, of, difference, atMost }) => {
    const value = (connections: number) =>
      compare(samples, of, connections, (one, other) => (difference ? one - other : one / other))
    const isReached = CONNECTIONS.every((connections) => value(connections) <= atMost)
    const measured = both((connections) => value(connections).toFixed(2))
    return [what, String(atMost), measured, isReached ? 'reached' : 'missed']
  })
  return markdown(['goal, by CPU', 'at most', 'measured', 'result'], rows)
}
