import type { Language } from '../../core/language.ts'

/** A moment in UTC: nobody knows the reader's time zone. */
export const moment = (at: number, language: Language, month: 'short' | 'long') =>
  `${new Intl.DateTimeFormat(language, { month, day: 'numeric', ...CLOCK }).format(at)} UTC`

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
