import { bindings } from '../support/bindings.ts'

const CACHED_MS = 60_000
const BETWEEN_WRITES_MS = 1_000
const LEAST_TTL_S = 60

type Entry = { value: string; from: string; writtenAt: number; expiresAt: number }
type Cached = { value: string | null; until: number }

/**
 * KV as it behaves in production, which no local KV does: each location keeps what it has read, misses
 * too, for 60 s; a key takes one write per second; what is written elsewhere shows after `lagMs`. The
 * development mailbox, which production does not have, stays in the real binding.
 */
export function productionKeyValue({ lagMs = 0 }: { lagMs?: number } = {}) {
  const central = new Map<string, Entry>()

  function at(location: string): KVNamespace {
    const cache = new Map<string, Cached>()

    function read(key: string): string | null {
      const now = Date.now()
      const cached = cache.get(key)
      if (cached && cached.until > now) return cached.value
      const entry = central.get(key)
      const shows = entry && (entry.from === location || entry.writtenAt + lagMs <= now)
      const value = entry && shows && entry.expiresAt > now ? entry.value : null
      cache.set(key, { value, until: now + CACHED_MS })
      return value
    }

    const kv = {
      async get(key: string, type?: 'json') {
        if (isMailbox(key)) return type === 'json' ? bindings.KV.get(key, 'json') : bindings.KV.get(key)
        const value = read(key)
        return value !== null && type === 'json' ? (JSON.parse(value) as unknown) : value
      },
      async put(key: string, value: string, options: { expirationTtl?: number } = {}) {
        if (isMailbox(key)) return bindings.KV.put(key, value, options)
        const now = Date.now()
        const seconds = options.expirationTtl ?? Infinity
        if (seconds < LEAST_TTL_S) throw new Error('KV PUT failed: 400 Invalid expiration_ttl')
        const before = central.get(key)
        if (before && now - before.writtenAt < BETWEEN_WRITES_MS)
          throw new Error('KV PUT failed: 429 Too Many Requests')
        central.set(key, { value, from: location, writtenAt: now, expiresAt: now + seconds * 1000 })
        cache.set(key, { value, until: now + CACHED_MS })
      },
    }
    return kv as unknown as KVNamespace
  }

  return { at, keys: () => [...central.keys()] }
}

const isMailbox = (key: string) => key.startsWith('mailbox:')
