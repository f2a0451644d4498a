import { refuseForgedCookieUse } from '../../http/origin.ts'
import { createSurface } from '../../http/surface.ts'
import { accountRoutes } from './accounts.ts'
import { dialect } from './failures.ts'
import { passwordRoutes } from './passwords.ts'
import { sessionRoutes } from './sessions.ts'

/** `/auth/v1/*`: two-step e-mail codes, tokens in cookies (sources 0 and 1). */
export const authV1 = () =>
  createSurface({
    prefixes: ['/auth/v1'],
    dialect,
    routes: (surface) => {
      // Here every cookie is a credential, those of the steps too.
      surface.use('/auth/v1/*', async (c, next) => {
        if (c.req.header('Cookie') !== undefined) refuseForgedCookieUse(c)
        await next()
      })
      accountRoutes(surface)
      sessionRoutes(surface)
      passwordRoutes(surface)
    },
  })
