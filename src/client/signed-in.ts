import { type Ask, bearer, type Fetch, isRedirect, type Question, refreshTokenOf, type Route } from './ask.ts'
import { Refusal, Unreachable } from './refusal.ts'
import { type Held, isInCookies, momentToRenew, nextInCookies } from './held.ts'
import type { Session } from './session.ts'

/** The members of every token answer that matter here. */
export type Tokens = {
  access_token: string
  refresh_token: string
  /** Of the access token, in seconds. */
  expires_in: number
}

type SignedInQuestion = Omit<Question, 'body'> & {
  body?: object | ((held: Held | null) => object) | undefined
}

export type SignedIn = ReturnType<typeof createSignedIn>

export function heldOf({ access_token, refresh_token, expires_in }: Tokens): Held {
  // The service does not answer so. Half a pair is not kept: the old one may still be good.
  if (!access_token || !refresh_token) throw new Unreachable('an answer without tokens')
  return { access: access_token, refresh: refresh_token, renewAt: momentToRenew(expires_in) }
}

/**
 * Asks as whoever is signed in. Tokens that soon expire are renewed meanwhile. A 401 renews the session and
 * asks once more, never twice.
 */
export function createSignedIn({
  ask,
  session,
  apis,
}: {
  ask: Ask
  session: Session
  /** Origins that may see the access token. */
  apis: ReadonlySet<string>
}) {
  const byToken = async (held: Held | null, signal: AbortSignal) =>
    heldOf(await ask('POST /api/v1/auth/refresh', tokenToRefresh(held, signal)))

  const byCookie = async (held: Held | null, signal: AbortSignal) => {
    await ask('GET /auth/v1/request/accessToken/', { cookies: true, options: { signal } })
    return nextInCookies(held)
  }

  /** What is held. Nobody waits for a renewal in good time: the tokens are still good. */
  async function present() {
    const held = await session.held()
    session.renewInGoodTime(held, byToken)
    return held
  }

  /** The session after the refused one, or null when there is none. */
  async function after(
    used: Held | null,
    {
      cookies = false,
      signal,
    }: { cookies?: boolean | undefined; signal?: AbortSignal | null | undefined } = {},
  ) {
    if (used === null && !cookies) return null
    try {
      return await session.renew(used, used === null || isInCookies(used) ? byCookie : byToken, signal)
    } catch (error) {
      if (error instanceof Refusal && error.kind === 'unauthenticated') return null
      throw error
    }
  }

  return {
    async ask<Answer>(route: Route, { body, ...question }: SignedInQuestion = {}): Promise<Answer> {
      const used = await present()
      const askAs = (as: Held | null) =>
        ask<Answer>(route, {
          ...question,
          as,
          body: typeof body === 'function' ? body(as) : body,
        })
      try {
        return await askAs(used)
      } catch (error) {
        if (!(error instanceof Refusal) || error.kind !== 'unauthenticated') throw error
        const { cookies, options } = question
        const next = await after(used, { cookies, signal: options?.signal })
        if (next === null) throw error
        return askAs(next)
      }
    },

    /** For an app's own API, which takes the access token too. Another origin gets the request without it. */
    async fetch(fetch: Fetch, input: string | URL, init: RequestInit = {}): Promise<Response> {
      const isOurs = apis.has(new URL(new Request(input).url).origin)
      const fetchAs = async (held: Held | null) => {
        const plain = new Request(input, init)
        if (held === null || isInCookies(held) || !isOurs) return fetch(plain)
        const request = new Request(plain, { redirect: 'manual' })
        request.headers.set('Authorization', bearer(held))
        const answer = await fetch(request)
        if (isRedirect(answer)) throw new TypeError('A request with an access token follows no redirect.')
        return answer
      }
      const used = await (isOurs ? present() : session.held())
      const answer = await fetchAs(used)
      const refused = isOurs && answer.status === 401 && !isInCookies(used)
      const next = refused ? await after(used, { signal: init.signal }) : null
      return next === null ? answer : fetchAs(next)
    },

    /** Renews now, though nothing was refused. */
    renew: async (renewal: (held: Held | null, signal: AbortSignal) => Promise<Held>) => {
      await session.renew(await session.held(), renewal)
    },
    byToken,
    byCookie,
  }
}

export const tokenToRefresh = (held: Held | null, signal: AbortSignal) => ({
  byDevice: true,
  body: { refresh_token: refreshTokenOf(held) },
  options: { signal },
})
