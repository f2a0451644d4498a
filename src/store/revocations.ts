/**
 * Ended sessions whose access tokens have not expired yet. Whoever checks a token without asking D1 asks
 * here; other locations see an entry after up to 60 s. The truth is the session row.
 */
export function revocationsStore(kv: KVNamespace) {
  const key = (sid: string) => `revoked:${sid}`
  return {
    async add(sid: string, { seconds }: { seconds: number }): Promise<void> {
      await kv.put(key(sid), '', { expirationTtl: Math.max(60, seconds) })
    },
    async has(sid: string): Promise<boolean> {
      return (await kv.get(key(sid))) !== null
    },
  }
}
