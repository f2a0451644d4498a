import type { Sent } from '../../core/federation/provider.ts'
import { refused } from './trouble.ts'

/** What went with the browser, and what came back with it. */
export type Brought = Sent & { brought: URLSearchParams }

/** RFC 6749 appendix A.11. The longest are those of Microsoft, of less than two thousand characters. */
const CODE = /^[\x20-\x7e]{1,4096}$/

/**
 * Refuses what is no code. Strangers bring it: one that makes the provider stumble would be taken for a provider
 * that is down, and nobody would be sent there for a while.
 *
 * @throws Troubled
 */
export function checkCode(brought: URLSearchParams): void {
  if (!CODE.test(brought.get('code') ?? '')) throw refused('no_code')
}
