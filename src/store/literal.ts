/** Characters without a special meaning for SQLite. */
const PLAIN = /^[\w@.$/+,=:-]*$/

/**
 * A value as SQL text. An import writes so many values in one statement that D1 has not enough parameters for
 * them. A value with other characters is written as bytes.
 */
export function literal(value: string | number | null): string {
  if (value === null) return 'null'
  if (typeof value === 'number') return String(value)
  return PLAIN.test(value) ? `'${value}'` : `cast(x'${hex(value)}' as text)`
}

const hex = (text: string) =>
  Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, '0')).join('')
