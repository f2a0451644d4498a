import { getCookie, setCookie } from 'hono/cookie'
import { parse } from 'hono/utils/cookie'
import type { BrowserSession, Client } from '../core/deps.ts'
import { Failure, type FailureCode } from '../core/failure.ts'
import type { AppContext } from './app-env.ts'

/** Every cookie of the service. `__Host-`: this host only, by TLS only, for all paths (RFC 6265bis §4.1.3.2). */
export type CookieName =
  | 'accessToken'
  | 'refreshToken'
  | 'device'
  | 'code'
  | 'account'
  | 'login'
  | 'change'
  | 'pwdChange'
  | 'session'
  | 'form'
  | 'language'
  | 'step-mailed'
  | 'step-second'
  | 'step-reset'
  | 'step-keep'
  | 'step-move'
  | 'step-done'
  | 'step-sent'
  | 'step-connect'
  | 'provider'
  | 'provider-post'

/** The cookies of the pages are Lax, whatever apps need of theirs: a link leads to a page, and no other site sends its forms. */
const OF_PAGES = /^(session|form|language|provider|step-\w+)$/

/** What a provider answers with a form of its own site comes with this cookie, which opens nothing. */
const WITH_FOREIGN_FORMS = 'provider-post'

/** Where browsers keep their session. */
const SESSION_COOKIES: Record<BrowserSession, string> = {
  refresh: '__Host-refreshToken',
  page: '__Host-session',
}

const LANGUAGE_COOKIE = '__Host-language'

/** A cookie that a route reads. `refusal` is the answer to whoever does not have it. */
export type CookieRule<Value> = {
  name: CookieName
  refusal?: FailureCode
  read: (c: AppContext) => Value
}

/** What the first step of a flow has left in this browser, for the second one. */
export const stepCookie = (name: CookieName) => requiredCookie(name, 'first_step_missing')

export const requiredCookie = (name: CookieName, refusal: FailureCode): CookieRule<string> => ({
  name,
  refusal,
  read(c) {
    const value = readCookie(c, name)
    if (!value) throw new Failure(refusal)
    return value
  },
})

export const optionalCookie = (name: CookieName): CookieRule<string | undefined> => ({
  name,
  read: (c) => readCookie(c, name),
})

/** The session that the browser has, for who signs in anew. */
export function earlierSessionIn(headers: Headers, kind: BrowserSession): Client['earlier'] {
  const name = SESSION_COOKIES[kind]
  const text = parse(headers.get('Cookie') ?? '', name)[name]
  return text === undefined ? undefined : { kind, text }
}

/** The language that was chosen in this browser. */
export const languageChosenIn = (headers: Headers): string | undefined =>
  parse(headers.get('Cookie') ?? '', LANGUAGE_COOKIE)[LANGUAGE_COOKIE]

export const readCookie = (c: AppContext, name: CookieName) => getCookie(c, name, 'host')

/** @param seconds the life of what is inside; 0 clears, with the same attributes */
export function writeCookie(c: AppContext, name: CookieName, value: string, seconds: number): void {
  setCookie(c, name, value, {
    prefix: 'host',
    path: '/',
    secure: true,
    httpOnly: true,
    sameSite: sameSiteOf(c, name),
    maxAge: Math.max(0, Math.floor(seconds)),
  })
}

function sameSiteOf(c: AppContext, name: CookieName) {
  if (name === WITH_FOREIGN_FORMS) return 'None'
  return OF_PAGES.test(name) ? 'Lax' : c.var.deps.config.COOKIE_SAMESITE
}

export const clearCookie = (c: AppContext, name: CookieName) => writeCookie(c, name, '', 0)
