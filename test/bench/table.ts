import { dollarsOfMillion } from './cost.ts'
import { type CountsByName, nameOf } from './count.ts'
import { both, markdown } from './markdown.ts'
import { compare, figure, type Figures, type Samples } from './measure.ts'
import type { Operation } from './operation.ts'

/** One row per operation. The first operation of a group is Postern's; the others are compared with it. */
export function resultTable(groups: Operation[][], samples: Samples, counts: CountsByName): string {
  const row = (operation: Operation, postern: Operation | undefined) => {
    const ms = (name: keyof Figures, digits: number) =>
      both((connections) => figure(samples, operation, connections, name).toFixed(digits))
    const ratio = (connections: number) =>
      compare(samples, [postern as Operation, operation], connections, (one, other) => one / other).toFixed(2)
    const compared = postern && postern !== operation ? both(ratio) : ''
    return [
      operation.name,
      operation.of,
      ms('cpu', 2),
      compared,
      ms('p50', 1),
      ms('p95', 1),
      ...countCells(operation, samples, counts),
    ]
  }
  const head = ['operation', 'of', 'CPU, ms', 'Postern ÷ this', 'median, ms', '95 %']
  return markdown(
    [...head, 'D1 trips (statements)', 'rows read, written', 'KV read, written', '$ a million'],
    groups.flatMap((group) => group.map((operation) => row(operation, group[0]))),
  )
}

function countCells(operation: Operation, samples: Samples, counts: CountsByName): string[] {
  const counted = counts.get(nameOf(operation))
  if (!counted) return ['', '', '', '']
  const { d1, statements, rowsRead, rowsWritten, kvReads, kvWrites } = counted
  return [
    `${d1} (${statements})`,
    `${rowsRead}, ${rowsWritten}`,
    `${kvReads}, ${kvWrites}`,
    dollarsOfMillion(operation, samples, counts).toFixed(2),
  ]
}
