import { Hono } from 'hono'
import { answerHeaders } from './http/answer-headers.ts'
import type { AppEnv } from './http/app-env.ts'
import { createSurface } from './http/surface.ts'
import { accountV1 } from './surfaces/account-v1/index.ts'
import { apiV1 } from './surfaces/api-v1/index.ts'
import { authV1 } from './surfaces/auth-v1/index.ts'
import { oauth } from './surfaces/oauth/index.ts'
import { pages } from './surfaces/pages/index.ts'
import { platform } from './surfaces/platform/index.ts'

/**
 * The map: which prefix belongs to which surface. The one for new apps comes first, as in the API reference;
 * `api-v1` comes after `account-v1`, whose prefixes are narrower; `platform` owns what is left.
 */
export const SURFACES = {
  'account-v1': accountV1,
  'auth-v1': authV1,
  'api-v1': apiV1,
  pages,
  oauth,
  platform,
}

/** `strict: false` answers each path with and without a trailing slash by the same handler. */
export const app = new Hono<AppEnv>({ strict: false })
app.use(answerHeaders)
for (const surface of Object.values(SURFACES)) app.route('/', createSurface(surface, platform.dialect))
