/** What means nothing anywhere but itself: not to SQLite, and not to what cuts a file into statements. */
const PLAIN = /^[\w@.$/+,=:-]*$/

/**
 * A value as SQL text. `wrangler d1 execute` takes no values, and it looks into what it is given (a text
 * with `BEGIN TRANSACTION;` in it would lose that): whatever is not plain is written as its bytes.
 */
export function literal(value: string | number | null): string {
  if (value === null) return 'null'
  if (typeof value === 'number') return String(value)
  return PLAIN.test(value) ? `'${value}'` : `cast(x'${hex(value)}' as text)`
}

const hex = (text: string) =>
  Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, '0')).join('')
