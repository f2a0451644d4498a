import type { Asking } from '../core/apps/authorize.ts'

/** Characters. The request is part of other addresses, and cookies and servers bear no longer ones. */
const LONGEST = 6_000

const LONGEST_STATE = 2_000

/** Our own parameter: since when the request waits for a proof. */
const ASKED = 'asked'

/** A request of an app, as the query of an address has it. A parameter that is there twice has no value (RFC 6749 §3.1). */
export function appRequestIn(search: URLSearchParams): Asking {
  const asked = search.get(ASKED) ?? undefined
  search.delete(ASKED)
  const names = new Set(search.keys())
  const once = [...names].filter((name) => search.getAll(name).length === 1)
  // RFC 6749 §3.1: a parameter without a value is one that was left out.
  const params: Record<string, string> = Object.fromEntries(
    once.map((name) => [name, search.get(name) ?? '']).filter(([, value]) => value !== ''),
  )
  const query = search.toString()
  // The app is told of its mistake, and an answer as long as that would not reach it.
  if (query.length > LONGEST && (params['state'] ?? '').length > LONGEST_STATE) delete params['state']
  const problem =
    once.length < names.size
      ? 'A parameter is there twice.'
      : query.length > LONGEST
        ? 'The request is too long.'
        : undefined
  return { query, params, asked, problem }
}
