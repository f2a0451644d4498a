import { type AccountV1, accountV1 } from './account-v1.ts'
import { type ApiV1, apiV1 } from './api-v1.ts'
import { createAsk, type Fetch } from './ask.ts'
import { type AuthV1, authV1 } from './auth-v1.ts'
import { createDevices } from './devices.ts'
import { originOf } from './origin.ts'
import { createOwnApis } from './own-apis.ts'
import { createSession, type OnSessionChange } from './session.ts'
import { createSignedIn } from './signed-in.ts'
import { defaultStorage, portableKey, type SessionStorage } from './storage.ts'

export type Client = {
  /** account-v1: for new apps. */
  account: AccountV1
  /** api-v1: the same in envelopes. */
  api: ApiV1
  /** auth-v1: codes by mail, and a session in cookies. */
  auth: AuthV1

  /** `fetch` with the access token, for your own APIs. A request to another origin goes without it. */
  fetch: (input: string | URL, init?: RequestInit) => Promise<Response>

  /**
   * The access token, for WebSockets, GraphQL or gRPC: the one that is held, renewed if it soon expires. A
   * session in cookies gives a short one, which only memory keeps. Null when nobody is signed in.
   */
  token: (options?: { signal?: AbortSignal }) => Promise<string | null>

  isSignedIn: () => Promise<boolean>

  /**
   * Calls the listener when somebody has signed in or out, in any tab: with whether somebody is signed in
   * now. A renewal is no change.
   *
   * @returns a function that ends it
   */
  onSessionChange: (listener: OnSessionChange) => () => void

  /** Signs out here only: for when the service cannot be reached to end the session. */
  forget: () => Promise<void>
}

/**
 * A client of the service, without a dependency. It holds one session: the one opened last. Its tokens are in
 * the storage if `account` or `api` opened it, in cookies if `auth` did.
 *
 * @throws TypeError if `url` or one of the `apis` is not an origin
 */
export function createClient({
  url,
  storage = defaultStorage(),
  fetch = (request) => globalThis.fetch(request),
  apis = [],
  onSignedOut,
}: {
  /** The origin of the service: `https://auth.example.com`. */
  url: string
  /** Where the session is kept; `localStorage` unless said otherwise. Needed wherever there is no page. */
  storage?: SessionStorage | undefined
  fetch?: Fetch | undefined
  /** Origins of your own APIs, which `client.fetch` gives the access token to. */
  apis?: readonly string[] | undefined
  /** When the session is over, whoever ended it: once in each tab. */
  onSignedOut?: (() => void) | undefined
}): Client {
  const service = originOf(url, 'The url of a client')
  const session = createSession({ key: portableKey(service), storage })
  const devices = createDevices({ key: portableKey(service, 'devices'), storage })
  const ask = createAsk({ url: service, fetch, devices })
  const origins = new Set([service, ...apis.map((each) => originOf(each, 'Each of the apis'))])
  const signedIn = createSignedIn({ ask, session })
  const ownApis = createOwnApis({ signedIn, session, apis: origins, fetch })
  const parts = { ask, signedIn, session, url: service }
  if (onSignedOut) session.onChange((isSignedIn) => isSignedIn || onSignedOut())

  return {
    account: accountV1(parts),
    api: apiV1(parts),
    auth: authV1(parts),
    fetch: ownApis.fetch,
    token: ownApis.token,
    isSignedIn: async () => (await session.held()) !== null,
    onSessionChange: session.onChange,
    forget: session.drop,
  }
}
