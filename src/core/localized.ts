import type { Language } from './language.ts'

/** The first of a month is an ordinal there: `1er mars`, `1º de março`. */
const FIRST: Partial<Record<Language, string>> = { fr: '1er ', pt: '1º ' }

/** A day in UTC, as people write it. */
export const dayOf = (at: number, language: Language): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' })
    .format(at)
    .replace(/^1 /, FIRST[language] ?? '1 ')

/** How Intl abbreviates two countries in French, and one in Spanish. Nobody writes so in a sentence. */
const UNREAD = /^(?:É\.-U\.|R\.-U\.|RU)$/

/** The name of a country; undefined for what is none: `XX` is unknown, and `T1` is the Tor network. */
export function countryName(code: string | null | undefined, language: Language): string | undefined {
  if (!code || !/^[A-Z]{2}$/.test(code) || code === 'XX') return undefined
  const named = (style: 'short' | 'long') =>
    new Intl.DisplayNames(language, { type: 'region', style }).of(code)
  const short = named('short')
  return short !== undefined && UNREAD.test(short) ? named('long') : short
}
