import type { Session } from '../../store/tables/sessions.ts'
import type { Deps } from '../deps.ts'
import { idleEnd } from './idle-end.ts'

/** A session in a page is written at most once an hour, however many pages are read. One that idles shorter is written sooner. */
const pauseMs = ({ REFRESH_TOKEN_TTL }: Deps['config']) => Math.min(3_600_000, REFRESH_TOKEN_TTL * 500)

/**
 * A page was read: its session lives on, which a refresh does for others, and was last seen now. It is written after
 * the answer.
 */
export function touch(
  { client, config, defer, now: clock, store }: Pick<Deps, 'client' | 'config' | 'defer' | 'now' | 'store'>,
  { id, generation, rotatedAt }: Pick<Session, 'id' | 'generation' | 'rotatedAt'>,
): void {
  const now = clock()
  const unseenSince = now - pauseMs(config)
  if (rotatedAt > unseenSince) return
  defer(
    store.deeds.touchSession({
      held: { sid: id, generation },
      unseenSince,
      idleExpiresAt: idleEnd(config, now),
      userAgent: client.userAgent ?? null,
      ipPrefix: client.ipPrefix ?? null,
      now,
    }),
  )
}
