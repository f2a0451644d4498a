import type { FailureCode } from '../core/failure.ts'
import type { Route } from '../http/route.ts'

const OF_EVERY_ROUTE: FailureCode[] = ['method_not_allowed', 'too_many_requests', 'internal', 'unavailable']
const OF_BODIES: FailureCode[] = [
  'malformed_body',
  'body_too_large',
  'unsupported_media_type',
  'invalid_input',
]

/** A token is limited while its account lacks something. */
const LIMITED: FailureCode[] = ['email_not_verified', 'second_step_required']

/** All that a route can be refused with: what it says itself, and what its parts refuse. */
export function refusalsOf({
  method,
  refusals = [],
  cookie,
  caller,
  body,
  changesByReading,
  forAnybody = false,
}: Route) {
  return new Set<FailureCode>([
    ...(cookie?.refusal ? [cookie.refusal] : []),
    ...refusals,
    ...((method !== 'GET' && !forAnybody) || changesByReading ? (['origin_not_allowed'] as const) : []),
    ...(caller ? (['token_refused', 'insufficient_scope'] as const) : []),
    ...(caller && !caller.optional ? (['unauthenticated'] as const) : []),
    ...(caller && !caller.optional && !caller.alsoLimited ? LIMITED : []),
    ...(body ? OF_BODIES : []),
    ...OF_EVERY_ROUTE,
  ])
}
