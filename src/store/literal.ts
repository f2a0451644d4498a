/** Characters without a special meaning, neither for SQLite nor for the code that splits a file into statements. */
const PLAIN = /^[\w@.$/+,=:-]*$/

/**
 * A value as SQL text, because `wrangler d1 execute` takes no parameters. It also changes the text it gets
 * (it removes `BEGIN TRANSACTION;`), so a value with other characters is written as bytes.
 */
export function literal(value: string | number | null): string {
  if (value === null) return 'null'
  if (typeof value === 'number') return String(value)
  return PLAIN.test(value) ? `'${value}'` : `cast(x'${hex(value)}' as text)`
}

const hex = (text: string) =>
  Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, '0')).join('')
