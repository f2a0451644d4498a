import * as z from 'zod/mini'

/** How a setting is read from its text. What it refuses is a rule to be logged, never the value. */

export const DAY = 86_400

export function wholeNumber(fallback: number, { min, max }: { min: number; max: number }) {
  const rule = `a whole number from ${min} to ${max}`
  return z.pipe(
    z.transform((value: unknown) => {
      if (value === undefined) return fallback
      const text = typeof value === 'number' ? String(value) : value // TOML has numbers
      return typeof text === 'string' && /^\d{1,10}$/.test(text) ? Number(text) : NaN
    }),
    z.number(rule).check(z.gte(min, rule), z.lte(max, rule)),
  )
}

/** Separated by commas. Spaces around an item and a comma at the end do no harm. */
export const list = z.pipe(
  z._default(z.string(), ''),
  z.transform((value) =>
    value
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  ),
)

const URL_RULE = 'an absolute http(s) address'
export const url = z
  .string(URL_RULE)
  .check(z.refine((value) => /^https?:$/.test(URL.parse(value)?.protocol ?? ''), URL_RULE))

/** An origin as browsers write it: scheme, host, port, and nothing behind them but perhaps a slash. */
export const origin = (rule: string) =>
  z.pipe(
    z.string(rule),
    z.pipe(
      z.transform((value: string) => value.replace(/\/$/, '')),
      z
        .string()
        .check(z.refine((value) => /^https?:/.test(value) && URL.parse(value)?.origin === value, rule)),
    ),
  )

const MIN_SECRET_LENGTH = 32
const SECRET_RULE = `at least ${MIN_SECRET_LENGTH} characters`
/** Marks a previous secret that has leaked: it still checks passwords, and nothing else. */
const PASSWORDS_ONLY = 'passwords:'

/** One day it becomes a previous secret, and in that list a comma, spaces and the mark have a meaning. */
const canBecomePrevious = (secret: string) =>
  !secret.includes(',') && secret === secret.trim() && !secret.startsWith(PASSWORDS_ONLY)

export const secret = z
  .string(SECRET_RULE)
  .check(
    z.minLength(MIN_SECRET_LENGTH, SECRET_RULE),
    z.refine(canBecomePrevious, `no comma, no space at its ends, no "${PASSWORDS_ONLY}" in front`),
  )

export const previousSecrets = z.pipe(
  list,
  z.pipe(
    z.transform((items: string[]) =>
      items.map((item) =>
        item.startsWith(PASSWORDS_ONLY)
          ? { secret: item.slice(PASSWORDS_ONLY.length), passwordsOnly: true }
          : { secret: item, passwordsOnly: false },
      ),
    ),
    z
      .array(z.object({ secret: z.string(), passwordsOnly: z.boolean() }))
      .check(
        z.refine(
          (items) => items.every(({ secret }) => secret.length >= MIN_SECRET_LENGTH),
          `each ${SECRET_RULE}`,
        ),
      ),
  ),
)
