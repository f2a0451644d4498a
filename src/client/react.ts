'use client'

import {
  createContext,
  createElement,
  type ReactNode,
  useContext,
  useEffect,
  useSyncExternalStore,
} from 'react'
import type { User } from './account-v1.ts'
import type { Client } from './client.ts'
import type { UserInfo } from './id-token.ts'
import { type SessionStatus, type Store, storeOf } from './react-store.ts'

const StoreContext = createContext<Store | null>(null)

/** Gives what is inside it the session of a client. */
export function PosternProvider({ client, children }: { client: Client; children?: ReactNode }): ReactNode {
  return createElement(StoreContext.Provider, { value: storeOf(client) }, children)
}

/** Whether somebody is signed in. It is `loading` on a server, and until the browser has looked. */
export function useSession(): { status: SessionStatus; client: Client } {
  const { store, state } = useStore()
  return { status: state.status, client: store.client }
}

type Known<Who> = {
  user: Who | null | undefined
  isLoading: boolean
  /** Why the service has not said it: a `Refusal` or an `Unreachable`. */
  error: unknown
  reload: () => Promise<void>
}

/**
 * Who is signed in: `undefined` until that is known, `null` when nobody is. The service is asked once,
 * however many components want it, and again after a sign-in or a `reload()`.
 */
export const useUser = () => useKnown() as Known<User>

/** The same with a client that signs in by redirect: what the scopes of the app say of the user. */
export const useUserInfo = () => useKnown() as Known<UserInfo>

function useKnown(): Known<User | UserInfo> {
  const { store, state } = useStore()
  useEffect(store.wantUser, [store])
  const { user, error } = state
  return { user, isLoading: user === undefined && error === undefined, error, reload: store.reload }
}

/** Shows its children while somebody is signed in. */
export function SignedIn({ children }: { children?: ReactNode }): ReactNode {
  return useSession().status === 'signed-in' ? children : null
}

/** Shows its children while nobody is signed in, and not while that is still unknown. */
export function SignedOut({ children }: { children?: ReactNode }): ReactNode {
  return useSession().status === 'signed-out' ? children : null
}

function useStore() {
  const store = useContext(StoreContext)
  if (store === null) throw new Error('There is no <PosternProvider client={client}> above this component.')
  return { store, state: useSyncExternalStore(store.subscribe, store.state, store.stateOnServer) }
}
