import { type Manual, readWords, wholeNumber } from '../../src/commands/words.ts'

/** What the commands of this folder are told on the command line. */

const LONGEST_S = 600
const MAX_ROWS = 200_000
const MAX_USERS = 1_000_000

const TRAFFIC: Manual = {
  usage: `npm run load              mixed traffic for a minute
npm run load -- --seconds 600      for so long, at most ${LONGEST_S}
            --concurrency 8        so many people at a time
            --iterations 10000     cost of a password hash; production has 600 000, which would take nearly all of the time`,
  help: 'npm run load -- --help',
}

export function trafficWords(argv: readonly string[]) {
  const { values } = readWords(TRAFFIC, argv, {
    options: {
      seconds: { type: 'string', default: '60' },
      concurrency: { type: 'string', default: '8' },
      iterations: { type: 'string', default: '10000' },
    },
  })
  const number = (name: keyof typeof values, max: number) =>
    wholeNumber(TRAFFIC, name, values[name], { min: 1, max })
  return {
    seconds: number('seconds', LONGEST_S),
    concurrency: number('concurrency', 1_000),
    iterations: number('iterations', 1_200_000),
  }
}

const CLEANING: Manual = {
  usage: `npm run load:cleaning -- --rows 20000      deletes so many rows of three kinds, 1000 to ${MAX_ROWS}`,
  help: 'npm run load:cleaning -- --help',
}

export function cleaningWords(argv: readonly string[]) {
  const { values } = readWords(CLEANING, argv, { options: { rows: { type: 'string', default: '20000' } } })
  return { rows: wholeNumber(CLEANING, 'rows', values.rows, { min: 1_000, max: MAX_ROWS }) }
}

/** @param min one user of each kind of hash */
export function importWords(argv: readonly string[], min: number) {
  const manual: Manual = {
    usage: `npm run load:import -- --users 100000      imports so many users, ${min} to ${MAX_USERS}, and exports them`,
    help: 'npm run load:import -- --help',
  }
  const { values } = readWords(manual, argv, { options: { users: { type: 'string', default: '100000' } } })
  return { users: wholeNumber(manual, 'users', values.users, { min, max: MAX_USERS }) }
}
