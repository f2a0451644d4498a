import { type CountsByName, nameOf } from './count.ts'
import { CONNECTIONS, compare, figure, type Figures, type Samples } from './measure.ts'
import type { Operation } from './operation.ts'
import type { Counts } from './workers/counted.ts'

/** Rows of cells as Markdown. */
export const markdown = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

/** The figures with each number of connections, in one cell. */
export const both = (write: (connections: number) => string) => CONNECTIONS.map(write).join(' / ')

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
      ...(['p50', 'p95', 'p99'] as const).map((name) => ms(name, 1)),
      ...countCells(counts.get(nameOf(operation))),
    ]
  }
  const head = ['operation', 'of', 'CPU, ms', 'Postern ÷ this', 'median, ms', '95 %', '99 %']
  return markdown(
    [...head, 'D1 calls (statements)', 'rows read, written', 'KV read, written'],
    groups.flatMap((group) => group.map((operation) => row(operation, group[0]))),
  )
}

function countCells(counts: Counts | undefined): string[] {
  if (!counts) return ['', '', '']
  const { d1, statements, rowsRead, rowsWritten, kvReads, kvWrites } = counts
  return [`${d1} (${statements})`, `${rowsRead}, ${rowsWritten}`, `${kvReads}, ${kvWrites}`]
}
