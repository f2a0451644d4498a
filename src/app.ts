import { Hono } from 'hono'
import { SmartRouter } from 'hono/router/smart-router'
import { TrieRouter } from 'hono/router/trie-router'
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

/**
 * `strict: false` answers each path with and without a trailing slash by the same handler. Hono would try its
 * RegExpRouter first, which cannot tell some of our paths apart: each start would add all routes there for nothing. A
 * SmartRouter adds them with the first request.
 */
export const app = new Hono<AppEnv>({
  strict: false,
  router: new SmartRouter({ routers: [new TrieRouter()] }),
})
app.use(answerHeaders)
for (const surface of Object.values(SURFACES)) app.route('/', createSurface(surface, platform.dialect))
