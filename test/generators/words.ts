import { type Manual, readWords } from '../../src/commands/words.ts'

const MANUAL: Manual = {
  usage: `npm run try:generators        makes clients from the API document, and signs in and out with each

It installs hundreds of packages in a temporary folder, and takes some minutes.`,
  help: 'npm run try:generators -- --help',
}

export const generatorWords = (argv: readonly string[]) => readWords(MANUAL, argv, { options: {} })
