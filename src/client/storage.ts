import { browser } from './browser.ts'

/** Where a session is kept: `localStorage` is one, and so is whatever else keeps text by a key. */
export type SessionStorage = {
  getItem(key: string): string | null | Promise<string | null>
  setItem(key: string, value: string): void | Promise<void>
  removeItem(key: string): void | Promise<void>
}

const NO_STORAGE =
  'Outside a browser a client needs a storage: create one client for each request or user, with `storage: memoryStorage()`.'

/** For one user, as long as the client lives: in a request on a server, in a script, in a test. */
export function memoryStorage(): SessionStorage {
  const items = new Map<string, string>()
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  }
}

/**
 * All tabs of an origin share `localStorage`. Where the browser forbids it, memory does. On a server all
 * visitors would share one session: there the first use fails, and not the creation, because a server
 * evaluates the modules of client components too.
 */
export function defaultStorage(): SessionStorage {
  if (!browser.document) return { getItem: refuse, setItem: refuse, removeItem: refuse }
  try {
    if (browser.localStorage) return browser.localStorage
  } catch {
    // A sandboxed frame may not even look at it.
  }
  return memoryStorage()
}

function refuse(): never {
  throw new TypeError(NO_STORAGE)
}

/** A name that every storage takes: some allow letters, digits, dots, dashes and underscores only. */
export const portableKey = (...parts: string[]) =>
  ['postern', ...parts].map((part) => part.replace(/[^\w.-]+/g, '_')).join('.')
