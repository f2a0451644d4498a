import type { Deps } from '../core/deps.ts'

/** Browsers show their users nothing but "CORS error". So often the log names an origin: once in so long. */
const PAUSE_MS = 60_000
/** Origins that are named in that time. Anybody can invent more. */
const MAX_NAMED = 50
/** Longer ones are cut: an origin is whatever a client writes into the header. */
const MAX_LENGTH = 200
const INVISIBLE = /[\p{Cc}\p{Cf}]/gu

/** When each was named, in this isolate. */
const named = new Map<string, number>()

/** Writes down that a page was refused, and which setting would let it in. */
export function noteRefusedOrigin({ now, record }: Pick<Deps, 'now' | 'record'>, sent: string): void {
  const origin = sent.replaceAll(INVISIBLE, '').slice(0, MAX_LENGTH)
  const at = now()
  for (const [each, moment] of named) if (Math.abs(at - moment) >= PAUSE_MS) named.delete(each)
  if (named.has(origin) || named.size >= MAX_NAMED) return
  named.set(origin, at)
  record({ event: 'origin_refused', outcome: 'refused', reason: `${origin} is not in ALLOWED_ORIGINS` })
}
