import type { User } from './account-v1.ts'
import type { AppClient, Client } from './client.ts'
import type { UserInfo } from './id-token.ts'

export type SessionStatus = 'loading' | 'signed-in' | 'signed-out'

type State = {
  status: SessionStatus
  /** Undefined until it is known, null when nobody is signed in. */
  user: User | UserInfo | null | undefined
  error: unknown
}

const LOADING: State = { status: 'loading', user: undefined, error: undefined }
const SIGNED_IN: State = { status: 'signed-in', user: undefined, error: undefined }
const SIGNED_OUT: State = { status: 'signed-out', user: null, error: undefined }

export type Store = ReturnType<typeof createStore>

const stores = new WeakMap<Client, Store>()

/** One for each client: a provider that is mounted again knows what is known. */
export function storeOf(client: Client): Store {
  const store = stores.get(client) ?? createStore(client)
  stores.set(client, store)
  return store
}

const isOfApp = (client: Client): client is AppClient => 'userInfo' in client

/** What React shows of a client. Nothing is read or asked before a component is there in a browser. */
function createStore(client: Client) {
  const listeners = new Set<() => void>()
  let state = LOADING
  let isUserWanted = false
  /** Counts the sessions: what is answered about an earlier one is of no use. */
  let turn = 0
  let isHearing = false

  function show(next: State) {
    state = next
    for (const listener of listeners) listener()
  }

  async function loadUser() {
    const mine = turn
    try {
      const user = await (isOfApp(client) ? client.userInfo() : client.account.me())
      if (mine === turn) show({ ...SIGNED_IN, user })
    } catch (error) {
      // If the session is over, the client has told so already.
      if (mine === turn) show({ ...state, error })
    }
  }

  function turnTo(isSignedIn: boolean) {
    turn += 1
    show(isSignedIn ? SIGNED_IN : SIGNED_OUT)
    if (isSignedIn && isUserWanted) void loadUser()
  }

  async function look() {
    const mine = turn
    try {
      const isSignedIn = await client.isSignedIn()
      const isKnown = state.status === (isSignedIn ? 'signed-in' : 'signed-out')
      if (mine === turn && !isKnown) turnTo(isSignedIn)
    } catch (error) {
      if (mine === turn) show({ ...SIGNED_OUT, error })
    }
  }

  function subscribe(listener: () => void): () => void {
    listeners.add(listener)
    // It hears of changes for as long as the client lives: what components see when they come back must not be of
    // somebody who has left meanwhile.
    if (!isHearing) client.onSessionChange(turnTo)
    isHearing = true
    if (listeners.size === 1) void look()
    return () => void listeners.delete(listener)
  }

  function wantUser(): void {
    if (!isUserWanted && state.status === 'signed-in') void loadUser()
    isUserWanted = true
  }

  /** Asks again who is signed in: after a change of the profile. */
  async function reload() {
    if (await client.isSignedIn()) await loadUser()
  }

  return { client, state: () => state, stateOnServer: () => LOADING, subscribe, wantUser, reload }
}
