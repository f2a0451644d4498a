import type { Purpose } from './tables/challenges.ts'

/** What a code is for: written once, read by whoever holds the step cookie, gone when the code is. */
export type PendingCode = {
  purpose: Purpose
  /** The account it is about, or the MAC of an address. */
  subject: string
  /** The address that was asked for. */
  email: string
  /** MACs of the codes, base64url: one, or for a change of address the current and the new address's. */
  macs: string[]
  /** The other address of a change. */
  newEmail?: string
  /** `security_version` of the account when the change was asked for. */
  securityVersion?: number
}

/** Payloads of codes in KV. Nothing is counted or decided here: KV is stale elsewhere, and forgets nothing at once. */
export function pendingCodesStore(kv: KVNamespace) {
  const key = (id: string) => `code:${id}`
  return {
    async put(id: string, pending: PendingCode, { seconds }: { seconds: number }): Promise<void> {
      await kv.put(key(id), JSON.stringify(pending), { expirationTtl: Math.max(60, seconds) })
    },
    async get(id: string): Promise<PendingCode | undefined> {
      return (await kv.get<PendingCode>(key(id), 'json')) ?? undefined
    },
  }
}
