import { type PageSession, readPageSession } from '../core/tokens/page-session.ts'
import type { AppContext } from './app-env.ts'
import { readCookie } from './cookies.ts'
import { isOwnVisit } from './form-origin.ts'

/** The session that the browser says it has, where the request may bring one. Whether it is alive is for D1 to say. */
export async function pageSessionIn(c: AppContext): Promise<PageSession | undefined> {
  const cookie = isOwnVisit(c.req.raw) ? readCookie(c, 'session') : undefined
  return cookie === undefined ? undefined : readPageSession(c.var.deps.keyring, cookie)
}
