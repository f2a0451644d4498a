import { createLocalJWKSet, type JSONWebKeySet } from 'jose'

type Keys = { find: ReturnType<typeof createLocalJWKSet>; ids: Set<unknown>; since: number }

/** What the key set's own `Cache-Control` says: a key that has left it is refused after this time. */
const FRESH_MS = 300_000
/** While the service does not answer, keys are used on. An hour is longer than tokens live, unless told otherwise. */
const USABLE_MS = 3_600_000
/** A key nobody knows makes us ask, but not more often than this: anybody can invent one. */
const COOL_DOWN_MS = 30_000
/** The same after a failure. */
const RETRY_MS = 5_000
const PATIENCE_MS = 5_000

const opened = new Map<string, ReturnType<typeof openKeySet>>()

/** One per address, however many routes are guarded. */
export function keySetAt(url: string) {
  const keySet = opened.get(url) ?? openKeySet(url)
  opened.set(url, keySet)
  return keySet
}

/**
 * The public keys of the service, fetched when needed and kept in memory. Not jose's `createRemoteJWKSet`:
 * on workerd 50 requests at once made it fetch 50 times, with 50 invented keys after the cool-down too, and
 * with as many one after another while the service was down; after ten minutes of that it knew no key.
 */
function openKeySet(url: string) {
  let keys: Keys | undefined
  let askedAt = -Infinity
  let pause = RETRY_MS
  let isAsked = false

  const usable = () => (keys && Date.now() < keys.since + USABLE_MS ? keys : undefined)
  const isAnswerDue = () => isAsked && Date.now() < askedAt + PATIENCE_MS

  async function ask() {
    if (Date.now() < askedAt + pause) return
    askedAt = Date.now()
    isAsked = true
    try {
      keys = await fetchKeys(url)
      pause = COOL_DOWN_MS
    } catch (error) {
      pause = RETRY_MS
      console.error(`No keys from ${url}: ${String(error)}`)
    } finally {
      isAsked = false
    }
  }

  return {
    /** The keys, with the one of this name if there is such a one. Undefined when there are none to be had. */
    async withKey(id: string): Promise<Keys['find'] | undefined> {
      const known = usable()?.ids.has(id) ?? false
      if (known && keys && Date.now() < keys.since + FRESH_MS) return keys.find
      await ask()
      // On workerd a request may not await what another one has begun, and that one may never end: look again.
      while (!known && isAnswerDue()) await new Promise((resolve) => setTimeout(resolve, 20))
      return usable()?.find
    },
  }
}

async function fetchKeys(url: string): Promise<Keys> {
  const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(PATIENCE_MS) })
  if (answer.status !== 200) throw new Error(`it answers ${answer.status}`)
  const set: JSONWebKeySet = await answer.json()
  const find = createLocalJWKSet(set)
  return { find, ids: new Set(set.keys.map(({ kid }) => kid)), since: Date.now() }
}
