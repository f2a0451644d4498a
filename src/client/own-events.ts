import type { Options } from './ask.ts'
import type { SignedIn } from './signed-in.ts'

/** A line of the history of the account. `by` says who it was, when it was nobody with the account. */
export type OwnEvent = {
  id: string
  at: string
  event: string
  outcome: string
  device: string | null
  place: string | null
  by: 'administrator' | 'operator' | null
}

/** The history of one's account. */
export const ownEvents = ({ signedIn }: { signedIn: SignedIn }) => ({
  /** What has happened to the account in the last 90 days, the newest first. `cursor` is the last `id` of the page before. */
  events: ({ cursor, limit }: { cursor?: string; limit?: number } = {}, options?: Options) => {
    const query = new URLSearchParams({ ...(cursor && { cursor }), ...(limit && { limit: String(limit) }) })
    const route = 'GET /api/v1/users/me/events'
    return signedIn.ask<OwnEvent[]>(query.size > 0 ? `${route}?${query}` : route, { options })
  },
})
