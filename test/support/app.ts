import { type Client, createClient } from '../../src/client/client.ts'
import { portableKey } from '../../src/client/storage.ts'
import { keepOutOfLog } from './log.ts'
import { HOME, randomAddress } from './person.ts'
import { theWorker } from './worker.ts'

export type App = Client & {
  /** What the service was asked, as method and path. */
  asked: string[]
  /** What is kept, by its key. */
  kept: Map<string, string>
  /** How often the app was told that its session is over. */
  told: () => number
  /** Another tab of the same browser. */
  tab: () => App
}

/**
 * An app in a browser: the client with the storage and the cookies of that browser, against the real
 * Worker. `spoil` answers in place of the service when it wants to.
 */
export function app({
  kept = new Map(),
  cookies = new Map(),
  address = randomAddress(),
  spoil = () => undefined,
  write = (key, value) => void kept.set(key, value),
  apis = [],
}: {
  kept?: Map<string, string>
  cookies?: Map<string, string>
  address?: string
  spoil?: (request: Request) => Promise<Response> | undefined
  /** What keeps an item. */
  write?: (key: string, value: string) => void
  apis?: readonly string[]
} = {}): App {
  const asked: string[] = []
  let told = 0
  const client = createClient({
    url: HOME,
    apis,
    storage: {
      getItem: async (key) => kept.get(key) ?? null,
      setItem: async (key, value) => write(key, value),
      removeItem: async (key) => void kept.delete(key),
    },
    fetch: async (request) => {
      asked.push(`${request.method} ${new URL(request.url).pathname}`)
      request.headers.set('CF-Connecting-IP', address)
      if (request.method !== 'GET') request.headers.set('Origin', 'https://app.example.com')
      request.headers.set('Cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '))
      const answer = await (spoil(request) ?? theWorker.fetch(request))
      for (const cookie of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
        keepOutOfLog(value)
        if (value === '') cookies.delete(name)
        else cookies.set(name, value)
      }
      return answer
    },
    onSignedOut: () => {
      told += 1
    },
  })
  return {
    ...client,
    asked,
    kept,
    told: () => told,
    tab: () => app({ kept, cookies, address, spoil, write, apis }),
  }
}

/** Where an app keeps its tokens. */
const PAIR = portableKey(HOME)

/** The tokens that an app keeps. */
export const pairOf = ({ kept }: App) => kept.get(PAIR)?.split(' ') ?? []

/** Exchanges the access token for one that is refused, in the storage that all tabs share. */
export function spoilAccessToken({ kept }: App) {
  kept.set(PAIR, (kept.get(PAIR) ?? '').replace(/^\S+/, 'stale'))
}
