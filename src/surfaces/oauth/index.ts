import type { Surface } from '../../http/surface.ts'
import { discoveryRoutes } from './discovery.ts'
import { dialect } from './failures.ts'
import { tokenRoutes } from './token.ts'
import { userInfoRoutes } from './user-info.ts'

/**
 * The part of the OpenID provider that speaks with programs (OpenID Connect Core 1.0, RFC 6749). People come to it by
 * /authorize, which is a page. It is there where the pages are.
 */
export const oauth: Surface = {
  name: 'pages',
  description: 'OpenID Connect for apps: by code and PKCE, as client libraries do it.',
  prefixes: [
    '/token',
    '/revoke',
    '/userinfo',
    '/.well-known/openid-configuration',
    '/.well-known/oauth-authorization-server',
  ],
  dialect,
  routes: [...tokenRoutes, ...userInfoRoutes, ...discoveryRoutes],
}
