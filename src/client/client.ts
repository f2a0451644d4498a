import { accountV1 } from './account-v1.ts'
import { apiV1 } from './api-v1.ts'
import { createAsk, type Fetch } from './ask.ts'
import { authV1 } from './auth-v1.ts'
import { createDevices } from './devices.ts'
import { createSession } from './session.ts'
import { createSignedIn } from './signed-in.ts'
import { defaultStorage, type SessionStorage } from './storage.ts'

export type Client = ReturnType<typeof createClient>

/**
 * A client of the service for a browser or a Worker, without a dependency. It holds one session: the one
 * opened last. Its tokens are in the storage if `account` or `api` opened it, in cookies if `auth` did.
 */
export function createClient({
  url,
  storage = defaultStorage(),
  fetch = (request) => globalThis.fetch(request),
  apis = [],
  onSignedOut = () => {},
}: {
  url: string
  storage?: SessionStorage
  fetch?: Fetch
  /** Origins of your own APIs, which `client.fetch` gives the access token to. */
  apis?: readonly string[]
  /** When the session is over, whoever ended it: once, in each tab that finds out. */
  onSignedOut?: () => void
}) {
  const session = createSession({ key: `postern ${url}`, storage, onSignedOut })
  const devices = createDevices({ key: `postern ${url} devices`, storage })
  const ask = createAsk({ url, fetch, devices })
  const origins = new Set([url, ...apis].map((each) => new URL(each).origin))
  const signedIn = createSignedIn({ ask, session, apis: origins })
  const parts = { ask, signedIn, session }

  return {
    account: accountV1(parts),
    api: apiV1(parts),
    auth: authV1(parts),

    /** `fetch` with the access token, for your own APIs. A request to another origin goes without it. */
    fetch: (input: string | URL, init?: RequestInit) => signedIn.fetch(fetch, input, init),

    isSignedIn: async () => (await session.held()) !== null,

    /** Signs out here only: for when the service cannot be reached to end the session. */
    forget: () => session.drop(),
  }
}
