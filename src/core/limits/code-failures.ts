import type { Budget } from '../../store/pieces/budgets.ts'
import type { Purpose } from '../../store/tables/challenges.ts'

const HOUR_MS = 3_600_000

/** So many wrong codes in an hour are no slip of the owner, who is told. */
export const MANY_FAILURES = 4

/** Wrong codes a subject may have per purpose, whatever the number of codes: a new code refills nothing. */
export const codeFailures = ({
  subject,
  purpose,
}: {
  subject: string
  purpose: Purpose
}): { hour: Budget; day: Budget } => ({
  hour: { key: `code/${purpose}/${subject}/hour`, limit: 10, windowMs: HOUR_MS },
  day: { key: `code/${purpose}/${subject}/day`, limit: 30, windowMs: 24 * HOUR_MS },
})

/** The same as a list: what a success forgives. */
export const codeFailureList = (about: { subject: string; purpose: Purpose }): Budget[] =>
  Object.values(codeFailures(about))
