import * as z from 'zod/mini'
import { listOwnApps, type OwnApp, removeOwnApp } from '../../core/apps/own-apps.ts'
import { SCOPES } from '../../core/apps/scopes.ts'
import { timeOf } from '../../core/time.ts'
import { signedIn } from '../../http/caller.ts'
import { jsonRoute, route } from '../../http/route.ts'

const appAnswer = ({ id, name, kind, host, logoUrl, scopes, since, lastUsedAt }: OwnApp) => ({
  id,
  name,
  kind,
  host: host ?? null,
  logo_url: logoUrl,
  scopes,
  granted_at: timeOf(since),
  last_used_at: lastUsedAt === undefined ? null : timeOf(lastUsedAt),
})

const App = () =>
  z.strictObject({
    id: z.string(),
    name: z.string(),
    kind: z.enum(['first_party', 'third_party']),
    host: z.nullable(z.string()),
    logo_url: z.nullable(z.url()),
    scopes: z.array(z.enum(SCOPES)),
    granted_at: z.iso.datetime(),
    last_used_at: z.nullable(z.iso.datetime()),
  })

/** The apps that may act for one, and taking that away. */
export const ownAppRoutes = [
  jsonRoute({
    method: 'GET',
    path: '/api/v1/users/me/apps',
    summary: 'List the apps that may act for the caller',
    caller: signedIn,
    answer: () => z.array(App()),
    handle: async ({ deps, caller }) => (await listOwnApps(deps, caller)).map(appAnswer),
  }),

  route({
    method: 'DELETE',
    path: '/api/v1/users/me/apps/:app_id',
    summary: 'Take an app away from the caller’s account, and end its sessions',
    caller: signedIn,
    answers: () => [{ status: 204 }],
    refusals: ['not_found'],
    async handle({ c, deps, caller }) {
      await removeOwnApp(deps, { caller, appId: c.req.param('app_id') })
      return c.body(null, 204)
    },
  }),
]
