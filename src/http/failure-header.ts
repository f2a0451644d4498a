import type { FailureCode, Issue } from '../core/failure.ts'

/** Every refusal of every surface carries this header. Programs read it; the body is for people. */
export const FAILURE_HEADER = 'Postern-Failure'

/**
 * The value: `<code>[; member=<name>; rule=<rule>[; limit=<n>]]…`. Each `member` starts a new group.
 * Names, rules and codes come from our own lists, never from a request, so nothing needs escaping.
 */
export const failureHeader = (code: FailureCode, issues: readonly Issue[] = []): string =>
  [code, ...issues.map(groupOf)].join('; ')

const groupOf = ({ member, rule, limit }: Issue) =>
  `member=${member}; rule=${rule}${limit === undefined ? '' : `; limit=${limit}`}`
