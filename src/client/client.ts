import { type AccountV1, accountV1 } from './account-v1.ts'
import { type ApiV1, apiV1 } from './api-v1.ts'
import { readUserInfo, refusing, refusingAccount, type SignInByRedirect } from './app-client.ts'
import { createAsk, type Fetch } from './ask.ts'
import { type AuthV1, authV1 } from './auth-v1.ts'
import { createDevices } from './devices.ts'
import { isAlive } from './held.ts'
import { createOAuth } from './oauth.ts'
import { originOf } from './origin.ts'
import { createOwnApis } from './own-apis.ts'
import { createRedirect } from './redirect.ts'
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
 * A client of an app that signs its users in by redirect. `account`, `api` and `auth` refuse: `insufficient_scope`. Only
 * `account.providers` answers.
 */
export type AppClient = Client & SignInByRedirect

export type ClientOptions = {
  /** The origin of the service: `https://auth.example.com`. */
  url: string
  /** Where the session is kept; `localStorage` unless said otherwise. Needed wherever there is no page. */
  storage?: SessionStorage | undefined
  fetch?: Fetch | undefined
  /** Origins of your own APIs, which `client.fetch` gives the access token to. */
  apis?: readonly string[] | undefined
  /** When the session is over, whoever ended it: once in each tab. */
  onSignedOut?: (() => void) | undefined
}

export type AppOptions = ClientOptions & {
  /** The client id: the app signs its users in by redirect, with `signIn`. */
  app: string
  /** Where the service leads back to, as it is registered; the root of this origin unless said otherwise. */
  redirectUri?: string | undefined
}

/**
 * A client of the service, without a dependency. It holds one session: the one opened last. Its tokens are in
 * the storage if `account` or `api` opened it, or a sign-in by redirect, in cookies if `auth` did.
 *
 * @throws TypeError if `url` or one of the `apis` is not an origin
 */
export function createClient(options: AppOptions): AppClient
export function createClient(options: ClientOptions): Client
export function createClient({
  url,
  storage = defaultStorage(),
  fetch = (request) => globalThis.fetch(request),
  apis = [],
  onSignedOut,
  ...named
}: ClientOptions & Partial<AppOptions>): Client | AppClient {
  const service = originOf(url, 'The url of a client')
  const origins = new Set([service, ...apis.map((each) => originOf(each, 'Each of the apis'))])
  const { app, redirectUri } = named
  // A setting that is missing: it must not make another kind of client.
  if ('app' in named && !app) throw new TypeError('The app of a client is its client id.')
  const oauth = app === undefined ? undefined : createOAuth({ url: service, app, fetch })
  const session = createSession({ key: portableKey(service, ...(app === undefined ? [] : [app])), storage })
  const devices = createDevices({ key: portableKey(service, 'devices'), storage })
  const ask = createAsk({ url: service, fetch, devices })
  const signedIn = createSignedIn({ ask, session, ...(oauth && { byToken: oauth.renew }) })
  const ownApis = createOwnApis({ signedIn, session, apis: origins, fetch })
  const parts = { ask, signedIn, session, url: service }
  if (onSignedOut) session.onChange((isSignedIn) => isSignedIn || onSignedOut())

  const client: Client = {
    account: accountV1(parts),
    api: apiV1(parts),
    auth: authV1(parts),
    fetch: ownApis.fetch,
    token: ownApis.token,
    isSignedIn: async () => isAlive(await session.held()),
    onSessionChange: session.onChange,
    forget: session.drop,
  }
  if (app === undefined || !oauth) return client
  return {
    ...client,
    account: refusingAccount(client.account),
    api: refusing(client.api),
    auth: refusing(client.auth),
    ...createRedirect({ url: service, app, redirectUri, session, oauth }),
    userInfo: () => readUserInfo(ownApis.fetch, service),
  }
}
