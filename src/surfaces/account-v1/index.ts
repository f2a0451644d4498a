import { createSurface } from '../../http/surface.ts'
import { authRoutes } from './auth.ts'
import { dialect } from './failures.ts'
import { userRoutes } from './users.ts'

/** `/api/v1/auth/*` and `/api/v1/users/*`: bearer tokens, plain JSON (sources 3 and 4). */
export const accountV1 = () =>
  createSurface({
    prefixes: ['/api/v1/auth', '/api/v1/users'],
    dialect,
    routes: (surface) => {
      authRoutes(surface)
      userRoutes(surface)
    },
  })
