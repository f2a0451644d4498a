import * as z from 'zod/mini'
import { MAX_EVENTS, readHistory } from '../../core/account/history.ts'
import { signedIn } from '../../http/caller.ts'
import { pageIn, pageQuery } from '../../http/page-query.ts'
import { jsonRoute } from '../../http/route.ts'
import { timeOf } from '../../core/time.ts'
import type { OwnEvent } from '../../store/queries/events.ts'

/** Who did it, when it was not whoever has the account. An administrator is not named to others. */
const byOf = (actor: string | null) => {
  if (actor === null) return null
  return actor === 'operator' ? ('operator' as const) : ('administrator' as const)
}

export const eventAnswer = ({ id, at, event, outcome, device, country, actor }: OwnEvent) => ({
  id,
  at: timeOf(at),
  event,
  outcome,
  device,
  place: country,
  by: byOf(actor),
})

const Event = () =>
  z.strictObject({
    id: z.uuid(),
    at: z.iso.datetime(),
    event: z.string(),
    outcome: z.string(),
    device: z.nullable(z.string()),
    place: z.nullable(z.string()),
    by: z.nullable(z.enum(['administrator', 'operator'])),
  })

/** What has happened to the account. */
export const eventRoutes = [
  jsonRoute({
    method: 'GET',
    path: '/api/v1/users/me/events',
    summary: 'List what has happened to the caller’s account, newest first',
    caller: signedIn,
    query: pageQuery(MAX_EVENTS),
    answer: () => z.array(Event()),
    refusals: ['invalid_input'],
    async handle({ c, deps, caller }) {
      const events = await readHistory(deps, { caller, page: pageIn(c, { most: MAX_EVENTS }) })
      return events.map(eventAnswer)
    },
  }),
]
