import type { Surface } from '../../http/surface.ts'
import { addressRoutes } from './address.ts'
import { factorRoutes } from './factors.ts'
import { dialect } from './failures.ts'
import { connectionRoutes } from './connections.ts'
import { deletionRoutes } from './deletion.ts'
import { eventRoutes } from './events.ts'
import { exportRoutes } from './export.ts'
import { mailSignInRoutes } from './mail-sign-in.ts'
import { ownAppRoutes } from './own-apps.ts'
import { ownSessionRoutes } from './own-sessions.ts'
import { passkeySignInRoutes } from './passkey-sign-in.ts'
import { passkeyRoutes } from './passkeys.ts'
import { passwordRoutes } from './passwords.ts'
import { secondStepRoutes } from './second-step.ts'
import { sessionRoutes } from './sessions.ts'
import { userRoutes } from './users.ts'

/** `/api/v1/auth/*` and `/api/v1/users/*`: bearer tokens, plain JSON, as clients of FastAPI know it. */
export const accountV1: Surface = {
  name: 'account-v1',
  description: 'Bearer tokens, plain JSON.',
  prefixes: ['/api/v1/auth', '/api/v1/users'],
  dialect,
  routes: [
    ...sessionRoutes,
    ...secondStepRoutes,
    ...mailSignInRoutes,
    ...passwordRoutes,
    ...addressRoutes,
    ...passkeySignInRoutes,
    ...factorRoutes,
    ...passkeyRoutes,
    ...ownSessionRoutes,
    ...ownAppRoutes,
    ...connectionRoutes,
    ...eventRoutes,
    ...exportRoutes,
    ...deletionRoutes,
    ...userRoutes,
  ],
}
