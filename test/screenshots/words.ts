import { type Manual, readWords } from '../../src/commands/words.ts'

const MANUAL: Manual = {
  usage: `npm run screenshots            every page in every state, width, scheme and language, in .screenshots/
npm run screenshots -- reset   those whose name has this word
npm run screenshots -- readme  the pictures of README.md and the guides, in src/docs/pictures/

SERVICE=http://localhost:8787 looks at a service that runs already; CHROMIUM is the path of the browser.`,
  help: 'npm run screenshots -- --help',
}

/** The word that takes other pictures. */
export const README = 'readme'

/** @returns a part of the names of the states that are wanted; an empty one is a part of all. */
export const stateWanted = (argv: readonly string[]): string =>
  readWords(MANUAL, argv, { options: {}, max: 1 }).words[0] ?? ''
