import { LANGUAGES, type Language } from '../core/language.ts'

/** RFC 9110 §12.5.4: the heaviest language we write, English if there is none. */
export function languageOf(acceptLanguage: string): Language {
  const wishes = acceptLanguage.split(',').map((wish) => {
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
