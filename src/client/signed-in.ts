import { type Ask, type Question, refreshTokenOf, type Route } from './ask.ts'
import { Refusal, Unreachable } from './refusal.ts'
import { areOfOneSession, type Held, isInCookies, momentToRenew, nextInCookies } from './held.ts'
import { inTime } from './in-time.ts'
import type { Renewal, Session } from './session.ts'

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

type Waiting = { cookies?: boolean | undefined; signal?: AbortSignal | null | undefined }

/**
 * Asks as whoever is signed in. Tokens that soon expire are renewed meanwhile. A 401 renews the session and
 * asks once more, never twice.
 */
export function createSignedIn({
  ask,
  session,
  byToken = async (held, signal) =>
    heldOf(await ask('POST /api/v1/auth/refresh', tokenToRefresh(held, signal))),
}: {
  ask: Ask
  session: Session
  /** Gets the successor of tokens. */
  byToken?: Renewal
}) {
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
  async function after(used: Held | null, { cookies = false, signal }: Waiting = {}) {
    if (used === null && !cookies) return null
    try {
      return await session.renew(used, used === null || isInCookies(used) ? byCookie : byToken, signal)
    } catch (error) {
      if (isOver(error)) return null
      throw error
    }
  }

  async function askAsUser<Answer>(
    route: Route,
    { body, ...question }: SignedInQuestion = {},
  ): Promise<Answer> {
    const used = await present()
    const askAs = (as: Held | null) =>
      ask<Answer>(route, { ...question, as, body: typeof body === 'function' ? body(as) : body })
    try {
      return await askAs(used)
    } catch (error) {
      if (!isOver(error)) throw error
      const { cookies, options } = question
      const next = await after(used, { cookies, signal: options?.signal })
      if (next === null) throw error
      return askAs(next)
    }
  }

  const end = (held: Held) =>
    isInCookies(held)
      ? ask('POST /auth/v1/request/logout/', { cookies: true })
      : ask('POST /api/v1/auth/logout', { as: held })

  return {
    ask: askAsUser,

    /** Keeps a session that was opened just now. One that cannot be kept is ended: nobody could end it later. */
    async keepOpened(opened: Held): Promise<void> {
      try {
        await session.keep(opened)
      } catch (error) {
        // The app learns of its storage, whether or not the service answers.
        await inTime(() => end(opened)).catch(() => {})
        throw error
      }
    },

    /** Ends the session and forgets it. What the service no longer knows is over already. */
    async signOut(route: Route, question: SignedInQuestion): Promise<void> {
      const before = await session.held()
      await askAsUser(route, question).catch((error: unknown) => {
        if (!isOver(error)) throw error
      })
      // Whoever has signed in meanwhile, through another tab, stays.
      if (areOfOneSession(await session.held(), before)) await session.drop()
    },

    /**
     * Brings a token that says what has just become of the account. If it fails, the next renewal brings it:
     * what was asked has worked.
     */
    renewAfter: async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
      const said = await answer
      await after(await session.held()).catch(() => {})
      return said
    },

    forget: session.drop,

    /** Renews now, though nothing was refused. */
    renew: async (renewal: (held: Held | null, signal: AbortSignal) => Promise<Held>) => {
      await session.renew(await session.held(), renewal)
    },
    present,
    after,
    byToken,
    byCookie,
  }
}

/** Nobody is signed in, or no longer. */
export const isOver = (error: unknown) => error instanceof Refusal && error.kind === 'unauthenticated'

export const tokenToRefresh = (held: Held | null, signal: AbortSignal) => ({
  byDevice: true,
  body: { refresh_token: refreshTokenOf(held) },
  options: { signal },
})
