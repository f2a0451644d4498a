import { repeatable } from '../repetition.ts'

/**
 * Ended sessions whose access tokens have not expired yet. Whoever checks a token without asking D1 asks
 * here; other locations see an entry after up to 60 s. The truth is the session row.
 */
const key = (sid: string) => `revoked:${sid}`

export const addRevocation = (kv: KVNamespace) =>
  repeatable(async (sid: string, { seconds }: { seconds: number }): Promise<void> => {
    await kv.put(key(sid), '', { expirationTtl: Math.max(60, seconds) })
  })

export const hasRevocation = (kv: KVNamespace) =>
  repeatable(async (sid: string): Promise<boolean> => (await kv.get(key(sid))) !== null)
