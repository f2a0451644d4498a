import { type Manual, readWords } from '../../src/commands/words.ts'

const MANUAL: Manual = {
  usage: `npm run bench                what each operation costs, within eight minutes
npm run bench -- --growth    whether it costs more with a million users, within twenty minutes`,
  help: 'npm run bench -- --help',
}

export const benchWords = (argv: readonly string[]) =>
  readWords(MANUAL, argv, { options: { growth: { type: 'boolean', default: false } } }).values
