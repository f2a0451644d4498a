import { LANGUAGES, type Language } from '../core/language.ts'

/** Browsers send under a hundred characters. To take a longer text apart would cost the square of its length. */
const MOST_READ = 256

/** RFC 9110 §12.5.4: of the languages we write the one with the highest weight, else English. */
export function languageOf(acceptLanguage: string): Language {
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
  const known = wishes.filter(({ language, weight }) => language && weight > 0)
  return known.toSorted((left, right) => right.weight - left.weight)[0]?.language ?? 'en'
}
