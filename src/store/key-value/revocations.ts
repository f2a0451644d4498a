import { repeatable } from '../repetition.ts'
import { openRecentMisses } from './recent-misses.ts'

const key = (sid: string) => `revoked:${sid}`

/**
 * Ended sessions whose access tokens have not expired yet. Whoever checks a token without asking D1 asks
 * here; other locations see an entry after up to 60 s. The truth is the session row.
 */
export function revocations(kv: KVNamespace) {
  const misses = openRecentMisses()
  const isListed = async (sid: string) => (await kv.get(key(sid))) !== null

  return {
    addRevocation: repeatable(async (sid: string, { seconds }: { seconds: number }): Promise<void> => {
      try {
        await kv.put(key(sid), '', { expirationTtl: Math.max(60, seconds) })
      } finally {
        // Not before: until the entry is there, KV answers that it is not. Also when the answer to the write is lost.
        misses.forget(sid)
      }
    }),

    /**
     * With `memory` KV is not asked if it has told this isolate at most `maxAgeMs` milliseconds ago that there is no
     * such entry: the answer may be older by that much.
     */
    hasRevocation: repeatable(
      async (sid: string, memory?: { now: number; maxAgeMs: number }): Promise<boolean> => {
        if (!memory) return isListed(sid)
        if (misses.has(sid, memory)) return false
        const keep = misses.asking(sid, memory.now)
        const isEnded = await isListed(sid)
        if (!isEnded) keep()
        return isEnded
      },
    ),
  }
}
