import type { Options } from './ask.ts'
import type { SignedIn } from './signed-in.ts'

/**
 * An app that may act for the user. Times are ISO 8601. `host` is that of the page that it sends people back to, and
 * null for a program on a device. `last_used_at` is null where the app has no live session.
 */
export type OwnApp = {
  id: string
  name: string
  kind: 'first_party' | 'third_party'
  host: string | null
  logo_url: string | null
  scopes: ('openid' | 'profile' | 'email' | 'offline_access')[]
  granted_at: string
  last_used_at: string | null
}

/** The apps that may act for one's account. */
export const ownApps = ({ signedIn }: { signedIn: SignedIn }) => ({
  /** Those that one has allowed, or that have a session, the last one first. */
  apps: (options?: Options) => signedIn.ask<OwnApp[]>('GET /api/v1/users/me/apps', { options }),

  /** Takes what the app may do away, and ends its sessions at once. */
  removeApp: async (id: string, options?: Options) =>
    void (await signedIn.ask(`DELETE /api/v1/users/me/apps/${encodeURIComponent(id)}`, { options })),
})
