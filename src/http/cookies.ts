import { getCookie, setCookie } from 'hono/cookie'
import type { AppContext } from './app-env.ts'

/** Every cookie of the service. `__Host-`: this host only, by TLS only, for all paths (RFC 6265bis §4.1.3.2). */
export type CookieName =
  'accessToken' | 'refreshToken' | 'code' | 'account' | 'login' | 'change' | 'pwdChange'

export const readCookie = (c: AppContext, name: CookieName) => getCookie(c, name, 'host')

/** @param seconds the life of what is inside; 0 clears, with the same attributes */
export function writeCookie(c: AppContext, name: CookieName, value: string, seconds: number): void {
  setCookie(c, name, value, {
    prefix: 'host',
    path: '/',
    secure: true,
    httpOnly: true,
    sameSite: c.var.deps.config.COOKIE_SAMESITE,
    maxAge: Math.max(0, Math.floor(seconds)),
  })
}

export const clearCookie = (c: AppContext, name: CookieName) => writeCookie(c, name, '', 0)
