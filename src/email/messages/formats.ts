import type { Language } from '../../core/language.ts'

/** A formatter of each language and kind, made once: to make one takes longer than the words of a mail. */
function remembered<Kind extends string, Format>(make: (language: Language, kind: Kind) => Format) {
  const made = new Map<string, Format>()
  return (language: Language, kind: Kind): Format => {
    const name = `${language} ${kind}`
    const format = made.get(name) ?? make(language, kind)
    made.set(name, format)
    return format
  }
}

const CLOCK = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: 'UTC' } as const

const moments = remembered(
  (language, shown: 'short' | 'long' | 'time') =>
    new Intl.DateTimeFormat(language, {
      ...(shown !== 'time' && { month: shown, day: 'numeric' }),
      ...CLOCK,
    }),
)

/** A moment in UTC: nobody knows the reader's time zone. */
export const moment = (at: number, language: Language, month: 'short' | 'long') =>
  `${moments(language, month).format(at)} UTC`

/** The time of day alone. It tells the subjects of two mails apart. */
export const clockTime = (at: number, language: Language) => `${moments(language, 'time').format(at)} UTC`

type Unit = 'minute' | 'hour' | 'day'

const lengths = remembered(
  (language, unit: Unit) => new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }),
)

export const lasting = (count: number, unit: Unit, language: Language) =>
  lengths(language, unit).format(count)

/** `in 7 Tagen`. Some languages give the word another ending there. */
export const fromNow = (count: number, unit: Unit, language: Language) =>
  new Intl.RelativeTimeFormat(language).format(count, unit)

/** Minutes as people say them: from two hours on in hours. */
export const minutesLong = (minutes: number, language: Language) =>
  minutes < 120 ? lasting(minutes, 'minute', language) : lasting(minutes / 60, 'hour', language)
