import * as z from 'zod/mini'
import { disconnect, listConnections } from '../../core/federation/own-connections.ts'
import { startConnection } from '../../core/federation/start-connection.ts'
import { timeOf } from '../../core/time.ts'
import { named } from '../../http/answer-schemas.ts'
import { signedIn } from '../../http/caller.ts'
import { jsonRoute, route } from '../../http/route.ts'
import type { Connection } from '../../store/tables/connections.ts'
import { FACTOR_REFUSALS } from './factors.ts'

export const connectionAnswer = ({
  id,
  provider,
  email,
  emailVerified,
  linkedAt,
  lastUsedAt,
}: Connection) => ({
  id,
  provider,
  email,
  email_verified: emailVerified,
  linked_at: timeOf(linkedAt),
  last_used_at: lastUsedAt === null ? null : timeOf(lastUsedAt),
})

const ConnectionShown = () =>
  z.strictObject({
    id: z.uuid(),
    provider: z.string(),
    email: z.nullable(z.string()),
    email_verified: z.boolean(),
    linked_at: z.iso.datetime(),
    last_used_at: z.nullable(z.iso.datetime()),
  })

/** Which providers there are, and the accounts there that sign the caller in. */
export const connectionRoutes = [
  jsonRoute({
    method: 'GET',
    path: '/api/v1/auth/providers',
    summary: 'List the providers that people sign in with',
    // An app shows them before anybody has signed in, and shows nobody's.
    forAnybody: true,
    answer: () => z.array(named('SignInProvider', z.strictObject({ id: z.string(), label: z.string() }))),
    handle: async ({ deps }) =>
      Promise.resolve(deps.config.PROVIDERS.map(({ id, label }) => ({ id, label }))),
  }),

  jsonRoute({
    method: 'GET',
    path: '/api/v1/users/me/connections',
    summary: 'List the accounts at providers that sign the caller in',
    caller: signedIn,
    answer: () => z.array(ConnectionShown()),
    handle: async ({ deps, caller }) => (await listConnections(deps, caller)).map(connectionAnswer),
  }),

  // Its name in the address is that of a provider, since there is no connection yet.
  jsonRoute({
    method: 'POST',
    path: '/api/v1/users/me/connections/:connection',
    summary: 'Get the address where the caller connects an account at a provider',
    caller: signedIn,
    answer: () => z.strictObject({ url: z.url() }),
    refusals: ['not_found', ...FACTOR_REFUSALS],
    handle: async ({ c, deps, caller }) => ({
      url: await startConnection(deps, { caller, id: c.req.param('connection') }),
    }),
  }),

  route({
    method: 'DELETE',
    path: '/api/v1/users/me/connections/:connection',
    summary: 'Take an account at a provider away from the ways to sign in',
    caller: signedIn,
    answers: () => [{ status: 204 }],
    refusals: ['not_found', 'last_way_in', ...FACTOR_REFUSALS],
    async handle({ c, deps, caller }) {
      await disconnect(deps, { caller, id: c.req.param('connection') })
      return c.body(null, 204)
    },
  }),
]
