/** Where a session is kept: `localStorage` is one, and so is whatever else keeps text by a key. */
export type SessionStorage = {
  getItem(key: string): string | null | Promise<string | null>
  setItem(key: string, value: string): void | Promise<void>
  removeItem(key: string): void | Promise<void>
}

/** What we use of a browser, if there is one. */
type Browser = {
  document?: unknown
  localStorage?: SessionStorage
  navigator?: {
    locks?: {
      request<Result>(
        name: string,
        options: { signal: AbortSignal },
        work: () => Promise<Result>,
      ): Promise<Result>
    }
  }
}

const browser = globalThis as Browser

/** All tabs of an origin share `localStorage`. Elsewhere, and where it is forbidden, memory does. */
export function defaultStorage(): SessionStorage {
  try {
    // Node has a localStorage too, and warns about it.
    if (browser.document && browser.localStorage) return browser.localStorage
  } catch {
    // A sandboxed frame may not even look at it.
  }
  const items = new Map<string, string>()
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  }
}

/** Milliseconds in which what one tab writes reaches the others. */
const PROPAGATION = 100

/**
 * One at a time among all tabs of the origin, where the browser can do that. Tabs are processes and what
 * one writes to `localStorage` reaches the next a moment later than the lock would, so the lock lingers.
 *
 * @param signal ends the waiting for the lock. Work that has begun has to end by itself.
 */
export function oneAtATime<Result>(
  name: string,
  work: () => Promise<Result>,
  signal: AbortSignal,
): Promise<Result> {
  const locks = browser.navigator?.locks
  if (!locks) return work()
  return new Promise((resolve, reject) => {
    const locked = locks.request(name, { signal }, async () => {
      const working = work()
      resolve(working)
      await working.catch(() => {})
      await new Promise((over) => setTimeout(over, PROPAGATION))
    })
    // A sandboxed frame has locks and may not use them.
    locked.catch(() => (signal.aborted ? reject(signal.reason as Error) : resolve(work())))
  })
}
