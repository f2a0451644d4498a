import { browser } from './browser.ts'
import type { SessionStorage } from './storage.ts'

/** How the tabs of an origin learn that one of them has changed an item. They then read it again. */
export function createTabs({ key, storage }: { key: string; storage: SessionStorage }) {
  const { document, BroadcastChannel } = browser
  // localStorage tells by itself, and not before the others can read the change.
  const needsChannel = document !== undefined && BroadcastChannel !== undefined && !isLocalStorage(storage)

  return {
    /** Tells the other tabs. */
    tell(): void {
      if (!needsChannel) return
      const channel = new BroadcastChannel(key)
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel is of one origin
      channel.postMessage('changed')
      channel.close()
    },

    /** @returns what ends it */
    hear(listener: () => void): () => void {
      if (!document) return () => {}
      const channel = needsChannel ? new BroadcastChannel(key) : undefined
      channel?.addEventListener('message', listener)
      // Whatever its key is: the storage of an app may be localStorage with names of its own.
      browser.addEventListener?.('storage', listener)
      // A page that was frozen has missed what happened.
      browser.addEventListener?.('pageshow', listener)
      return () => {
        channel?.close()
        browser.removeEventListener?.('storage', listener)
        browser.removeEventListener?.('pageshow', listener)
      }
    },
  }
}

function isLocalStorage(storage: SessionStorage): boolean {
  try {
    return storage === browser.localStorage
  } catch {
    return false
  }
}
