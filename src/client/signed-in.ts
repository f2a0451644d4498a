import { type Ask, bearer, type Fetch, type Question, refreshTokenOf, type Route } from './ask.ts'
import { Refusal, Unreachable } from './refusal.ts'
import { type Held, isInCookies, nextInCookies } from './held.ts'
import type { Session } from './session.ts'

/** The members of every token answer that matter here. */
export type Tokens = { access_token: string; refresh_token: string }

type SignedInQuestion = Omit<Question, 'body'> & {
  body?: object | ((held: Held | null) => object) | undefined
}

export type SignedIn = ReturnType<typeof createSignedIn>

export function heldOf({ access_token, refresh_token }: Tokens): Held {
  // The service does not answer so. Half a pair is not kept: the old one may still be good.
  if (!access_token || !refresh_token) throw new Unreachable('an answer without tokens')
  return { access: access_token, refresh: refresh_token }
}

/** Asks as whoever is signed in. A 401 renews the session and asks once more, never twice. */
export function createSignedIn({ ask, session }: { ask: Ask; session: Session }) {
  const byToken = async (held: Held | null) =>
    heldOf(await ask('POST /api/v1/auth/refresh', tokenToRefresh(held)))

  const byCookie = async (held: Held | null) => {
    await ask('GET /auth/v1/request/accessToken/', { cookies: true })
    return nextInCookies(held)
  }

  /** The session after the refused one, or null when there is none. */
  async function after(used: Held | null, { cookies = false }: { cookies?: boolean } = {}) {
    if (used === null && !cookies) return null
    try {
      return await session.renew(used, used === null || isInCookies(used) ? byCookie : byToken)
    } catch (error) {
      if (error instanceof Refusal && error.kind === 'unauthenticated') return null
      throw error
    }
  }

  return {
    async ask<Answer>(route: Route, { body, ...question }: SignedInQuestion = {}): Promise<Answer> {
      const used = await session.held()
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
        const next = await after(used, question)
        if (next === null) throw error
        return askAs(next)
      }
    },

    /** For an app's own API, which takes the access token too. */
    async fetch(fetch: Fetch, input: string | URL, init: RequestInit = {}): Promise<Response> {
      const fetchAs = (held: Held | null) => {
        const request = new Request(input, init)
        if (held !== null && !isInCookies(held)) request.headers.set('Authorization', bearer(held))
        return fetch(request)
      }
      const used = await session.held()
      const answer = await fetchAs(used)
      const next = answer.status === 401 && !isInCookies(used) ? await after(used) : null
      return next === null ? answer : fetchAs(next)
    },

    /** Renews now, though nothing was refused. */
    renew: async (renewal: (held: Held | null) => Promise<Held>) => {
      await session.renew(await session.held(), renewal)
    },
    byToken,
    byCookie,
  }
}

export const tokenToRefresh = (held: Held | null) => ({
  body: { refresh_token: refreshTokenOf(held) },
})
