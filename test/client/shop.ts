import { vi } from 'vitest'
import { type AppClient, createClient } from '../../src/client/client.ts'
import type { SignInOptions } from '../../src/client/redirect.ts'
import { HOME } from '../support/person.ts'
import { APP, CALLBACK, ORIGIN, type Provider, provider } from './provider.ts'

/** What all tabs of a browser share: its items are members, and `Object.keys` sees nothing else. */
class Items {
  #isFull: Error | undefined
  set isFull(error: Error) {
    this.#isFull = error
  }
  getItem(key: string): string | null {
    return (Reflect.get(this, key) as string | undefined) ?? null
  }
  setItem(key: string, value: string): void {
    if (this.#isFull) throw this.#isFull
    Reflect.set(this, key, value)
  }
  removeItem(key: string): void {
    Reflect.deleteProperty(this, key)
  }
}

const storage = () => new Items()

type Tab = AppClient & { at: string; told: number; state: unknown; left: () => string }

/** A tab with the page of an app. Where it is, the globals of a browser say: one tab acts at a time. */
function openTab(
  { answer }: Pick<Provider, 'answer'>,
  {
    kept,
    at = `${ORIGIN}/`,
    redirectUri = CALLBACK,
  }: { kept: ReturnType<typeof storage>; at?: string; redirectUri?: string },
): Tab {
  let left = ''
  const tab = {
    at,
    told: 0,
    /** What the page has left in its history. */
    state: undefined as unknown,
    /** Where it was led last, once. */
    left: () => {
      const to = left
      left = ''
      return to
    },
  }
  vi.stubGlobal('localStorage', kept)
  vi.stubGlobal('location', {
    get href() {
      return tab.at
    },
    get origin() {
      return new URL(tab.at).origin
    },
    hostname: new URL(at).hostname,
    assign: (url: string) => {
      left = url
    },
  })
  vi.stubGlobal('history', {
    state: { of: 'the router' },
    replaceState(held: unknown, _unused: string, url: string) {
      tab.at = url
      tab.state = held
    },
  })
  const client = createClient({
    url: HOME,
    app: APP,
    redirectUri,
    storage: kept,
    fetch: answer,
    apis: ['https://api.example.com'],
    onSignedOut: () => {
      tab.told += 1
    },
  })
  return Object.assign(tab, client)
}

export type Browser = ReturnType<typeof browser>

/** A browser with the page of an app, and the provider that it leads to. */
export function browser() {
  const service = provider()
  const kept = storage()
  const opened = (at?: string) => openTab(service, { kept, ...(at !== undefined && { at }) })

  /** Signs in, up to the page that the provider leads back to. */
  async function cameBack(options?: SignInOptions, at?: string) {
    const tab = opened(at)
    await tab.signIn(options)
    tab.at = service.allow(tab.left())
    return tab
  }

  return {
    service,
    kept,
    opened,
    cameBack,
    signedIn: async (options?: SignInOptions) => {
      const tab = await cameBack(options)
      await tab.handleRedirect()
      return tab
    },
    /** The sign-ins that were begun, by their keys. */
    begun: () => Object.keys(kept).filter((key) => key.includes('sign-in.')),
  }
}

export const refuseWith = (status: number, error: string) => Response.json({ error }, { status })
