import { browser } from './browser.ts'
import { portableKey } from './storage.ts'

/** What a sign-in needs on its way back. */
export type Begun = {
  /** PKCE (RFC 7636 §4.1): the code is of no use to whoever does not have it. */
  verifier: string
  /** In the ID token of this sign-in, and in no other. */
  nonce: string
  redirectUri: string
  returnTo: string
  /** Milliseconds. */
  at: number
}

/** A new account can take a while: its owner waits for a mail. */
const LONGEST_MS = 86_400_000
/** An app that begins one after the other must not fill the storage. */
const MAX = 20

/**
 * The sign-ins that were begun in this browser, by their state: several tabs, and several sign-ins of one tab, each find
 * their own. `localStorage` keeps them and not `sessionStorage`, because a mailed link on the way opens another tab.
 */
export function createBegun(...parts: string[]) {
  const prefix = portableKey(...parts, 'sign-in.')
  const storage = () => {
    // The getter of a sandboxed frame throws by itself.
    if (!browser.localStorage) throw new TypeError('Sign-in by redirect needs a browser.')
    return browser.localStorage
  }

  const read = (key: string): Begun | undefined => {
    try {
      const begun = JSON.parse(storage().getItem(key) ?? 'null') as Begun | null
      return begun && Date.now() - begun.at < LONGEST_MS ? begun : undefined
    } catch {
      return undefined
    }
  }

  return {
    /** Keeps one, and forgets those that nobody has come back from. */
    keep(state: string, begun: Begun): void {
      const keys = Object.keys(storage()).filter((key) => key.startsWith(prefix))
      const [old, young] = [keys.filter((key) => !read(key)), keys.filter((key) => read(key))]
      young.sort((one, other) => (read(other)?.at ?? 0) - (read(one)?.at ?? 0))
      for (const key of [...old, ...young.slice(MAX - 1)]) storage().removeItem(key)
      storage().setItem(prefix + state, JSON.stringify(begun))
    },

    /** The one of this state, once. */
    take(state: string): Begun | undefined {
      const begun = read(prefix + state)
      storage().removeItem(prefix + state)
      return begun
    },
  }
}
