import { LANGUAGES, type Language } from '../../src/core/language.ts'
import { type Manual, readWords } from '../../src/commands/words.ts'

const MANUAL: Manual = {
  usage: `npm run screenshots                      every page in every state, width and scheme, in .screenshots/
npm run screenshots -- reset             those whose name has this word
npm run screenshots -- --all-languages   in all five languages, not in English and Spanish alone
npm run screenshots -- readme            the pictures of README.md and the guides, in src/docs/pictures/

SERVICE=http://localhost:8787 looks at a service that runs in this folder already, and leaves out who
comes from a provider; CHROMIUM is the path of the browser.`,
  help: 'npm run screenshots -- --help',
}

/** The word that takes other pictures. */
export const README = 'readme'

/** @returns a part of the names of the states that are wanted, which is empty when all are, and the languages */
export function picturesWanted(argv: readonly string[]): { wanted: string; languages: readonly Language[] } {
  const { words, values } = readWords(MANUAL, argv, {
    options: { 'all-languages': { type: 'boolean' } },
    max: 1,
  })
  return { wanted: words[0] ?? '', languages: values['all-languages'] ? LANGUAGES : ['en', 'es'] }
}
