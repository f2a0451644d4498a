import { areOfOneSession, type Held, sessionOf } from './held.ts'
import { inTime, orAborted } from './in-time.ts'
import type { Session } from './session.ts'
import { isOver, type SignedIn } from './signed-in.ts'

type Answer = { access_token: string; token_type: string; expires_in: number }

type Waiting = {
  /** The token that somebody has refused. */
  refused?: string | undefined
  signal?: AbortSignal | null | undefined
}

/**
 * A session in cookies gives its page a short access token on request: for the app's own APIs, which do not
 * get the cookies of the service. It is kept in memory only, for three quarters of its life, or until the session is
 * renewed: then it may say something new of the account.
 */
export function createPageTokens({ signedIn, session }: { signedIn: SignedIn; session: Session }) {
  let last: { of: string; token: string; until: number } | undefined
  let inFlight: { of: string | null; answer: Promise<Answer> } | undefined

  const ask = () =>
    inTime((over) => signedIn.ask<Answer>('POST /api/v1/auth/token', { options: { signal: over } }))

  return {
    /** Null when the session of `held` is over, or no longer the one of this app. */
    async of(held: Held, { refused, signal }: Waiting = {}): Promise<string | null> {
      if (last?.of === held.refresh && last.token !== refused && Date.now() < last.until) return last.token
      // What was asked for an earlier session is answered with a token of that one.
      if (inFlight?.of !== sessionOf(held)) inFlight = { of: sessionOf(held), answer: ask() }
      const asking = inFlight
      const forget = () => {
        if (inFlight === asking) inFlight = undefined
      }
      asking.answer.then(forget, forget)
      try {
        const { access_token: token, expires_in } = await orAborted(asking.answer, signal)
        if (!areOfOneSession(await session.held(), held)) return null
        last = { of: held.refresh, token, until: Date.now() + expires_in * 750 }
        return token
      } catch (error) {
        if (isOver(error)) return null
        throw error
      }
    },
  }
}
