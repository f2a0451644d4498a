import type { Options } from './ask.ts'
import type { Keeping } from './keeping.ts'

/** Whom people can sign in with: `label` is for a button, `id` for `signInWith` and `startConnection`. */
export type SignInProvider = { id: string; label: string }

/**
 * An account at a provider, which signs one in here. `provider` is an id. `email` is what the provider says: it may
 * differ from the address of the account here. Times are ISO 8601.
 */
export type Connection = {
  id: string
  provider: string
  email: string | null
  email_verified: boolean
  linked_at: string
  last_used_at: string | null
}

/** Accounts at Google and other providers, which sign one in here. */
export const connections = ({ ask, signedIn }: Pick<Keeping, 'ask' | 'signedIn'>) => ({
  /** Whom people can sign in with, in the order of the buttons. Anybody may ask: no token is sent. */
  providers: (options?: Options) => ask<SignInProvider[]>('GET /api/v1/auth/providers', { options }),

  /** The newest first. */
  connections: (options?: Options) =>
    signedIn.ask<Connection[]>('GET /api/v1/users/me/connections', { options }),

  /**
   * Begins to connect an account at a provider. Lead the browser to `url` within ten minutes: there the user signs in to
   * the pages of the service if need be, goes to the provider, and presses once. Within ten minutes of a proof.
   *
   * @param provider an `id` of `providers()`
   */
  startConnection: (provider: string, options?: Options) =>
    signedIn.ask<{ url: string }>(`POST /api/v1/users/me/connections/${encodeURIComponent(provider)}`, {
      options,
    }),

  /** Within ten minutes of a proof. Refused as `last_way_in` where nothing would be left to sign in with. */
  removeConnection: async (id: string, options?: Options) =>
    void (await signedIn.ask(`DELETE /api/v1/users/me/connections/${encodeURIComponent(id)}`, { options })),
})
