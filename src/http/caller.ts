import { createMiddleware } from 'hono/factory'
import { Failure } from '../core/failure.ts'
import type { TokenClaims } from '../core/tokens/access-token.ts'
import type { AppContext, AppEnv } from './app-env.ts'
import { readCookie } from './cookies.ts'
import { refuseForgedCookieUse } from './origin.ts'

/** RFC 6750 §2.1; the scheme is case-insensitive (RFC 9110 §11.1), the token is one run of b64token. */
const BEARER = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i

/** Where a caller may be named besides the usual places. */
export type CallerFacts = { alsoIn?: 'Authentication' }

/** Lets nobody in without a valid access token, and says who came: `c.var.caller`. */
export const signedIn = (options: CallerFacts = {}) =>
  Object.assign(
    createMiddleware<AppEnv>(async (c, next) => {
      const caller = await identify(c, options)
      if (!caller) throw new Failure('unauthenticated')
      c.set('caller', caller)
      await next()
    }),
    { callers: options },
  )

/**
 * Says who came, if anybody: `c.var.optionalCaller`. A header that is there must be right all the same; a
 * cookie that no longer is may just be left over in the browser.
 */
export const maybeSignedIn = createMiddleware<AppEnv>(async (c, next) => {
  c.set('optionalCaller', await identify(c, { lenientCookie: true }))
  await next()
})

/**
 * The caller by bearer header, else by cookie. A header that is there decides, right or wrong: falling
 * back to the cookie would let a page with a bad token act as whoever is signed in. Whether the session
 * is still alive is for the D1 statement that follows.
 */
async function identify(
  c: AppContext,
  { alsoIn, lenientCookie = false }: CallerFacts & { lenientCookie?: boolean },
): Promise<TokenClaims | undefined> {
  const { accessTokens, now } = c.var.deps
  const header = c.req.header('Authorization') ?? (alsoIn && c.req.header(alsoIn))
  const cookie = readCookie(c, 'accessToken')
  if (header === undefined && cookie === undefined) return undefined
  if (header === undefined) refuseForgedCookieUse(c)
  const token = header === undefined ? cookie : BEARER.exec(header)?.[1]
  const claims = token ? await accessTokens.verify(token, now()) : undefined
  if (!claims && !(lenientCookie && header === undefined))
    throw new Failure('token_refused', { reason: 'not_valid' })
  return claims
}
