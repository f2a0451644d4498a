import { CONNECTIONS } from './measure.ts'

/** Rows of cells as Markdown. */
export const markdown = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

/** The figures with each number of connections, in one cell. */
export const both = (write: (connections: number) => string) => CONNECTIONS.map(write).join(' / ')
