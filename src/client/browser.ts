import type { SessionStorage } from './storage.ts'

/** What we use of a browser, if there is one. Elsewhere these types and objects do not exist. */
type Browser = {
  document?: unknown
  location?: { hostname: string }
  localStorage?: SessionStorage
  addEventListener?: (type: 'storage' | 'pageshow', listener: () => void) => void
  removeEventListener?: (type: 'storage' | 'pageshow', listener: () => void) => void
  BroadcastChannel?: new (name: string) => {
    addEventListener(type: 'message', listener: () => void): void
    postMessage(message: string): void
    close(): void
  }
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

export const browser = globalThis as Browser
