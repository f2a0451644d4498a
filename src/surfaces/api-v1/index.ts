import type { Surface } from '../../http/surface.ts'
import { dialect } from './failures.ts'
import { passwordRoutes } from './passwords.ts'
import { sessionRoutes } from './sessions.ts'

/** `/api/v1/*` beside account-v1: bearer tokens, and every answer in an envelope, as clients of Laravel know it. */
export const apiV1: Surface = {
  name: 'api-v1',
  description:
    'Bearer tokens, every answer in an envelope whose `code` is the status. A member that is null or empty is taken for absent.',
  prefixes: ['/api/v1'],
  dialect,
  routes: [...sessionRoutes, ...passwordRoutes],
}
