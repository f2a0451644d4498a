import { Failure, type Issue } from '../core/failure.ts'
import type { AppContext } from './app-env.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const WHOLE = /^[1-9]\d{0,5}$/

/** What the members of the query string mean, for the API document. */
export const pageQuery = (most: number) => ({
  cursor: 'The `id` of the last line of the page before',
  limit: `Lines of the page, ${most} at most`,
})

/**
 * Which page of a list is asked for.
 *
 * @throws Failure invalid_input
 */
export function pageIn(
  c: AppContext,
  { most }: { most: number },
): { before: string | undefined; limit: number } {
  const { cursor, limit } = c.req.query()
  const issues: Issue[] = []
  if (cursor !== undefined && !UUID.test(cursor)) issues.push({ member: 'cursor', rule: 'not_valid' })
  if (limit !== undefined && !(WHOLE.test(limit) && Number(limit) <= most))
    issues.push({ member: 'limit', rule: 'not_valid' })
  if (issues.length > 0) throw new Failure('invalid_input', { issues, isInQuery: true })
  return { before: cursor, limit: limit === undefined ? most : Number(limit) }
}
