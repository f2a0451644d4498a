/** Languages the mails and pages are written in. `pt` is as written in Brazil. */
export const LANGUAGES = ['en', 'es', 'de', 'fr', 'pt'] as const

export type Language = (typeof LANGUAGES)[number]

/** A row may hold what is no language of ours. */
export const languageIn = (text: string | null | undefined): Language | null =>
  LANGUAGES.find((language) => language === text) ?? null
