import type { Deps } from '../core/deps.ts'

/** The log names an origin once in this time. A browser shows nothing but "CORS error". */
const PAUSE_MS = 60_000
/** The most origins that the log names in that time: anybody can invent more. */
const MAX_NAMED = 50
/** Longer ones are cut, because a client can write anything into the header. */
const MAX_LENGTH = 200
/** Stands once for those that are not named: a flood must not look like silence. */
const OTHERS = 'one more of many origins'
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

/** When this isolate has named each of them. */
const named = new Map<string, number>()

/** Logs that a page was refused, and which setting would let it in. */
export function noteRefusedOrigin({ now, record }: Pick<Deps, 'now' | 'record'>, sent: string): void {
  const origin = sent.replaceAll(INVISIBLE, '').slice(0, MAX_LENGTH)
  const at = now()
  for (const [each, moment] of named) if (Math.abs(at - moment) >= PAUSE_MS) named.delete(each)
  const name = named.has(origin) || named.size < MAX_NAMED ? origin : OTHERS
  if (named.has(name)) return
  named.set(name, at)
  record({ event: 'origin_refused', outcome: 'refused', reason: `${name} is not in ALLOWED_ORIGINS` })
}
