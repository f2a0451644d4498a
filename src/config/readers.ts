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
const isWeb = (value: string) => /^https?:$/.test(URL.parse(value)?.protocol ?? '')
export const url = z.string(URL_RULE).check(z.refine((value) => !/\s/.test(value) && isWeb(value), URL_RULE))

const isWebOrigin = (value: string) => /^https?:/.test(value) && URL.parse(value)?.origin === value

/** An origin as browsers write it: scheme, host, port, and nothing behind them but perhaps a slash. */
export const origin = (rule: string) => originWhere(isWebOrigin, rule)

export const originWhere = (isRight: (value: string) => boolean, rule: string) =>
  z.pipe(
    z.string(rule),
    z.pipe(
      z.transform((value: string) => value.replace(/\/$/, '')),
      z.string().check(z.refine(isRight, rule)),
    ),
  )
