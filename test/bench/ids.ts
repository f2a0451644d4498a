/**
 * Ids, addresses and times of rows that SQL makes by the million. They follow from n, so the bench knows
 * them without reading the rows. The factor (Knuth's prime) puts neighbours far apart.
 */
const FACTOR = 2_654_435_761
const STEP_MS = 50
const began = Date.now() - 86_400_000

const hex = (value: number, length: number) => value.toString(16).padStart(length, '0')

/** UUIDv7, which sorts by time. */
export function idOf(n: number): string {
  const time = hex(began + n * STEP_MS, 12)
  const counter = hex(n % 4_096, 3)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter}-8${counter}-${hex((n * FACTOR) % 2 ** 48, 12)}`
}

export const emailOf = (n: number): string => `${hex((n * FACTOR) % 2 ** 32, 8)}@example.com`

/** The same in SQL. `n` is an SQL expression. */
export const sqlTime = (n: string) => `(${began} + ${n} * ${STEP_MS})`

export const sqlId = (n: string) => {
  const time = `printf('%012x', ${sqlTime(n)})`
  const rest = `${n} % 4096, ${n} % 4096, ${n} * ${FACTOR} % ${2 ** 48}`
  return `printf('%s-%s-7%03x-8%03x-%012x', substr(${time}, 1, 8), substr(${time}, 9), ${rest})`
}

export const sqlEmail = (n: string) => `printf('%08x@example.com', ${n} * ${FACTOR} % ${2 ** 32})`
