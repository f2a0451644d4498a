import type { Deps } from '../core/deps.ts'

/** The log names an origin once in this time. A browser shows nothing but "CORS error". */
const PAUSE_MS = 60_000
/** The most origins that the log names in that time: anybody can invent more. */
const MAX_NAMED = 50
/** Longer ones are cut, because a client can write anything into the header. */
const MAX_LENGTH = 200
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

/** When this isolate has named each of them. */
const named = new Map<string, number>()

/** Logs that a page was refused, and which setting would let it in. */
export function noteRefusedOrigin({ now, record }: Pick<Deps, 'now' | 'record'>, sent: string): void {
  const origin = sent.replaceAll(INVISIBLE, '').slice(0, MAX_LENGTH)
  const at = now()
  for (const [each, moment] of named) if (Math.abs(at - moment) >= PAUSE_MS) named.delete(each)
  if (named.has(origin) || named.size >= MAX_NAMED) return
  named.set(origin, at)
  record({ event: 'origin_refused', outcome: 'refused', reason: `${origin} is not in ALLOWED_ORIGINS` })
}
