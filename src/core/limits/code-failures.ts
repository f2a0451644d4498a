import type { Budget } from '../../store/pieces/budgets.ts'
import type { Purpose } from '../../store/tables/challenges.ts'
import { digitsOf } from '../ledger/purposes.ts'

const HOUR_MS = 3_600_000

/** So many wrong codes in an hour are no slip of the owner, who is told. */
export const MANY_FAILURES = 4

/** Wrong codes of an authenticator app and wrong recovery codes. They only decide whether the owner is told. */
export const wrongSecondSteps = (userId: string): Budget => ({
  owner: `code/second_step/${userId}`,
  name: 'hour',
  limit: MANY_FAILURES,
  windowMs: HOUR_MS,
})

/** What the owner is told of wrong codes: once a day, whatever codes they were. */
export const codesRefusedNotice = (userId: string): Budget => ({
  owner: `notice/codes-refused/${userId}`,
  name: 'day',
  limit: 1,
  windowMs: 24 * HOUR_MS,
})

/**
 * By the digits of a code. Only who has the password gets one of 6. Anybody can begin a flow with 8, so
 * strangers must not be able to spend what its owner needs: 300 a day of 100 million are still next to nothing.
 */
const WRONG_CODES = { 6: { hour: 10, day: 30 }, 8: { hour: 100, day: 300 } }

/** Wrong codes a subject may have per purpose, whatever the number of codes: a new code refills nothing. */
export function codeFailureList({
  subject,
  purpose,
}: {
  subject: string
  purpose: Purpose
}): [Budget, Budget] {
  const { hour, day } = WRONG_CODES[digitsOf(purpose)]
  const owner = `code/${purpose}/${subject}`
  return [
    { owner, name: 'hour', limit: hour, windowMs: HOUR_MS },
    { owner, name: 'day', limit: day, windowMs: 24 * HOUR_MS },
  ]
}
