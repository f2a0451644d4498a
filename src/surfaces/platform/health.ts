import * as z from 'zod/mini'
import { failingParts } from '../../core/health.ts'
import { json } from '../../http/answer-schemas.ts'
import { FAILURE_HEADER, failureHeader } from '../../http/failure-header.ts'
import { route } from '../../http/route.ts'

/** Seconds after which asking again makes sense. */
const RETRY_AFTER = '5'

/** Asked by whoever watches the service. */
export const healthRoute = route({
  method: 'GET',
  path: '/healthz',
  summary: 'Check the health of the service',
  answers: () => [
    json(200, z.strictObject({ status: z.literal('ok') })),
    json(
      503,
      z.strictObject({
        status: z.literal('unavailable'),
        failing: z.array(z.enum(['configuration', 'database', 'key-value'])).check(z.minLength(1)),
      }),
    ),
  ],
  async handle({ c, deps }) {
    const failing = await failingParts(deps)
    if (failing.length === 0) return c.json({ status: 'ok' })
    const headers = { [FAILURE_HEADER]: failureHeader('unavailable'), 'Retry-After': RETRY_AFTER }
    return c.json({ status: 'unavailable', failing }, 503, headers)
  },
})
