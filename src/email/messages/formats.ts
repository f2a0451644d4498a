import type { Language } from '../../core/language.ts'

/** A moment in UTC: nobody knows the reader's time zone. */
export const moment = (at: number, language: Language, month: 'short' | 'long') =>
  `${new Intl.DateTimeFormat(language, { month, day: 'numeric', ...CLOCK }).format(at)} UTC`

/** A day in UTC. */
export const date = (at: number, language: Language) =>
  new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(at)

/** The time of day alone. It tells the subjects of two mails apart. */
export const clockTime = (at: number, language: Language) =>
  `${new Intl.DateTimeFormat(language, CLOCK).format(at)} UTC`

const CLOCK = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: 'UTC' } as const

type Unit = 'minute' | 'hour' | 'day'

export const lasting = (count: number, unit: Unit, language: Language) =>
  new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(count)

/** `in 7 Tagen`. Some languages give the word another ending there. */
export const fromNow = (count: number, unit: Unit, language: Language) =>
  new Intl.RelativeTimeFormat(language).format(count, unit)

/** Minutes as people say them: from two hours on in hours. */
export const minutesLong = (minutes: number, language: Language) =>
  minutes < 120 ? lasting(minutes, 'minute', language) : lasting(minutes / 60, 'hour', language)

/** How Intl abbreviates two countries in French, and one in Spanish. Nobody writes so in a sentence. */
const UNREAD = /^(?:É\.-U\.|R\.-U\.|RU)$/

/** The name of a country; undefined for what is none: `XX` is unknown, and `T1` is the Tor network. */
export function countryName(code: string | undefined, language: Language): string | undefined {
  if (code === undefined || !/^[A-Z]{2}$/.test(code) || code === 'XX') return undefined
  const named = (style: 'short' | 'long') =>
    new Intl.DisplayNames(language, { type: 'region', style }).of(code)
  const short = named('short')
  return short !== undefined && UNREAD.test(short) ? named('long') : short
}
