import { LANGUAGES, type Language } from '../core/language.ts'

/** Browsers send under a hundred characters. To take a longer text apart would cost the square of its length. */
const MOST_READ = 256

/** The one that was chosen; else by RFC 9110 §12.5.4 of the languages we write the one with the highest weight, else English. */
export function languageOf(acceptLanguage: string, chosen?: string): Language {
  const known = LANGUAGES.find((language) => language === chosen)
  if (known) return known
  const wishes = acceptLanguage
    .slice(0, MOST_READ)
    .split(',')
    .map((wish) => {
      const [tag = '', weight = ''] = wish
        .trim()
        .toLowerCase()
        .split(/\s*;\s*q=/)
      return {
        language: LANGUAGES.find((language) => tag === language || tag.startsWith(`${language}-`)),
        weight: weight === '' ? 1 : Number(weight),
      }
    })
  const wanted = wishes.filter(({ language, weight }) => language && weight > 0)
  return wanted.toSorted((left, right) => right.weight - left.weight)[0]?.language ?? 'en'
}
