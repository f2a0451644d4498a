import { repeatable } from '../repetition.ts'
import type { Purpose } from '../tables/challenges.ts'

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
  /** What makes a session fresh, where the change asks for that. */
  methods?: string[]
}

const isText = (value: unknown) => typeof value === 'string'
const isAbsentOr = (is: (value: unknown) => boolean, value: unknown) => value === undefined || is(value)

function isPendingCode(value: unknown): value is PendingCode {
  if (typeof value !== 'object' || value === null) return false
  const {
    purpose,
    subject,
    email,
    macs,
    newEmail,
    securityVersion,
    methods,
  }: { [Member in keyof PendingCode]?: unknown } = value
  return (
    [purpose, subject, email].every(isText) &&
    Array.isArray(macs) &&
    macs.every(isText) &&
    isAbsentOr(isText, newEmail) &&
    isAbsentOr(Number.isSafeInteger, securityVersion) &&
    isAbsentOr((value) => Array.isArray(value) && value.every(isText), methods)
  )
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const key = (id: string) => `code:${id}`

/**
 * Writes the payload of a code. Nothing is counted or decided in KV: it is stale elsewhere, and forgets
 * nothing at once.
 */
export const putPendingCode = (kv: KVNamespace) =>
  repeatable(async (id: string, pending: PendingCode, { seconds }: { seconds: number }): Promise<void> => {
    await kv.put(key(id), JSON.stringify(pending), { expirationTtl: Math.max(60, seconds) })
  })

export const getPendingCode = (kv: KVNamespace) =>
  repeatable(async (id: string): Promise<PendingCode | undefined> => {
    const stored = await kv.get(key(id))
    if (stored === null) return undefined
    const pending = parse(stored)
    // The caller gets an outage and the log a reason, which holds nothing of the payload.
    if (!isPendingCode(pending)) throw new Error('the payload of a code cannot be read')
    return pending
  })
