import { type Manual, readWords } from '../../src/commands/words.ts'

const MANUAL: Manual = {
  usage: `npm run bench                what each operation costs, within eight minutes
npm run bench -- --far       how long somebody waits whose database is far away, within eight minutes
npm run bench -- --growth    whether it costs more with a million users, within twenty minutes
npm run bench -- --imported  what the first sign-in with a hash of another system costs, within twenty minutes`,
  help: 'npm run bench -- --help',
}

const option = { type: 'boolean', default: false } as const

export const benchWords = (argv: readonly string[]) =>
  readWords(MANUAL, argv, { options: { far: option, growth: option, imported: option } }).values
