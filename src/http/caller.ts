import { Failure } from '../core/failure.ts'
import type { TokenClaims } from '../core/tokens/access-token.ts'
import type { AppContext, Verified } from './app-env.ts'
import { readCookie } from './cookies.ts'
import { refuseForgedCookieUse } from './origin.ts'

/** RFC 6750 §2.1; the scheme is case-insensitive (RFC 9110 §11.1), the token is one run of b64token. */
const BEARER = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i

/** Who may call a route. `alsoIn` is a header that may hold the token instead of `Authorization`. */
export type CallerRule<Caller> = {
  optional: boolean
  alsoIn?: 'Authentication'
  /** A limited token is taken too. */
  alsoLimited?: true
  /** A token in a header is refused. */
  onlyInCookie?: true
  read: (c: AppContext) => Promise<Caller>
}

/** Nobody comes in without a valid access token. */
export const signedIn: CallerRule<TokenClaims> = {
  optional: false,
  read: async (c) => mustBeUnlimited(await mustBeSignedIn(c)),
}

/** The same for what an account needs that still lacks something: its tokens are limited. */
export const signedInAnyhow: CallerRule<TokenClaims> = {
  optional: false,
  alsoLimited: true,
  read: (c) => mustBeSignedIn(c),
}

/** The same, with the token in `Authorization` or in `Authentication`. */
export const signedInByEitherHeader: CallerRule<TokenClaims> = {
  optional: false,
  alsoIn: 'Authentication',
  read: async (c) => mustBeUnlimited(await mustBeSignedIn(c, 'Authentication')),
}

/**
 * For a page whose session is in cookies. A token in a header is refused, right or wrong: a client that has one
 * needs no second one. A request without `Origin` is refused too, because browsers send one. `guardOrigin` has
 * checked that it is allowed.
 */
export const signedInByCookie: CallerRule<TokenClaims> = {
  optional: false,
  onlyInCookie: true,
  alsoLimited: true,
  async read(c) {
    if (bearerHeader(c) !== undefined) {
      refuseApp(await presentedBy(c))
      throw new Failure('token_refused', { reason: 'not_a_cookie' })
    }
    const caller = await mustBeSignedIn(c)
    if (c.req.header('Origin') === undefined) throw new Failure('unauthenticated', { reason: 'no_origin' })
    return caller
  },
}

/**
 * Anybody comes in. A token in a header must be right all the same; a cookie that no longer is may just be
 * left over in the browser.
 */
export const maybeSignedIn: CallerRule<TokenClaims | undefined> = {
  optional: true,
  read: (c) => identify(c, { header: bearerHeader(c), lenientCookie: true }),
}

async function mustBeSignedIn(c: AppContext, alsoIn?: 'Authentication'): Promise<TokenClaims> {
  const caller = await identify(c, { header: bearerHeader(c) ?? (alsoIn && c.req.header(alsoIn)) })
  if (!caller) throw new Failure('unauthenticated')
  return caller
}

/**
 * RFC 6750 has no word for a token that is right and not enough, so the answer says what the account lacks.
 *
 * @throws Failure email_not_verified, second_step_required
 */
function mustBeUnlimited(claims: TokenClaims): TokenClaims {
  if (!claims.limited) return claims
  const reason = 'limited_token'
  // The address comes first: an unverified account adds no factor.
  if (!claims.emailVerified) throw new Failure('email_not_verified', { reason })
  throw new Failure('second_step_required', { reason, methods: [] })
}

/**
 * Any script in a page can get a token for it. What gives a caller other tokens would make a session of it that lasts.
 *
 * @throws Failure token_refused
 */
export function refuseTokenForPage(c: AppContext): void {
  if (c.get('verified')?.claims?.forPage) throw new Failure('token_refused', { reason: 'for_a_page' })
}

/**
 * The access token in the header, unchecked.
 *
 * @throws Failure token_refused for a header that has none
 */
export function bearerIn(c: AppContext): string | undefined {
  const header = bearerHeader(c)
  const token = header === undefined ? undefined : BEARER.exec(header)?.[1]
  if (header !== undefined && token === undefined) throw new Failure('token_refused', { reason: 'not_valid' })
  return token
}

const bearerHeader = (c: AppContext) => c.req.header('Authorization')

/** Whether the caller has come with a cookie: then new tokens go into cookies too. */
export const isCalledByCookie = (c: AppContext): boolean => bearerHeader(c) === undefined

/**
 * The caller by header, else by cookie. A header that is there decides, right or wrong: falling back to
 * the cookie would let a page with a bad token act as whoever is signed in. Whether the session is still
 * alive is for the D1 statement that follows.
 */
async function identify(
  c: AppContext,
  { header, lenientCookie = false }: { header: string | undefined; lenientCookie?: boolean },
): Promise<TokenClaims | undefined> {
  const cookie = readCookie(c, 'accessToken')
  if (header === undefined && cookie === undefined) return undefined
  if (header === undefined) refuseForgedCookieUse(c)
  const token = header === undefined ? cookie : BEARER.exec(header)?.[1]
  const found = token ? await verified(c, token) : undefined
  if (header !== undefined) refuseApp(found)
  // We put no token for a page into a cookie: whoever sends one there means to have the tokens of a session for it.
  const claims = header === undefined && found?.claims?.forPage ? undefined : found?.claims
  if (!claims && !(lenientCookie && header === undefined))
    throw new Failure('token_refused', { reason: 'not_valid' })
  return claims
}

/**
 * The token of an app is right, and not for this (RFC 6750 §3.1): whatever the user may do, the app may not. In a
 * cookie it is as good as none: no app can put it there.
 *
 * @throws Failure insufficient_scope
 */
function refuseApp(presented: Verified | undefined): void {
  if (presented?.ofApp) throw new Failure('insufficient_scope', { reason: 'token_of_an_app' })
}

/** What a valid token says. A request has its token looked at once, however often it is asked. */
async function verified(c: AppContext, token: string): Promise<Verified> {
  const known = c.get('verified')
  if (known?.token === token) return known
  const { accessTokens, now } = c.var.deps
  const claims = await accessTokens.verify(token, now())
  const found = { token, claims, ofApp: claims ? undefined : await accessTokens.verifyOfApp(token, now()) }
  c.set('verified', found)
  return found
}

/** What the access token of a request says, if it has one and that is valid. For limits: nobody is refused here. */
export async function presentedBy(c: AppContext): Promise<Verified | undefined> {
  const header = bearerHeader(c)
  const token = header === undefined ? readCookie(c, 'accessToken') : BEARER.exec(header)?.[1]
  if (!token) return undefined
  const found = await verified(c, token)
  return header === undefined ? { token, claims: found.claims } : found
}

/** The session of that token, if it is a user's own. */
export const sessionIn = async (c: AppContext): Promise<string | undefined> =>
  (await presentedBy(c))?.claims?.sid
