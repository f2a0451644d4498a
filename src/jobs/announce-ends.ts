import type { Deps } from '../core/deps.ts'
import { announcedFor } from '../core/sessions/announce-end.ts'

/** One run of a Worker may send 1 000 queries; an end costs two at most. */
const ENDS_A_RUN = 400
const AT_ONCE = 20

/**
 * Announces ended sessions again whose announcement KV did not take, as long as one of their access tokens may
 * live. The newest come first: their tokens live longest.
 */
export async function announceEnds(
  { store, config, now, record }: Pick<Deps, 'store' | 'config' | 'now' | 'record'>,
  max = ENDS_A_RUN,
): Promise<void> {
  const seconds = announcedFor(config)
  const ended = await store.queries.sessionsEndedSince({ since: now() - seconds * 1_000, max })
  let count = 0
  for (let from = 0; from < ended.length; from += AT_ONCE) {
    const announced = ended.slice(from, from + AT_ONCE).map(async (sid) => {
      if (await store.keyValue.hasRevocation(sid)) return
      await store.keyValue.addRevocation(sid, { seconds })
      count += 1
    })
    await Promise.all(announced)
  }
  if (count > 0) record({ event: 'ends_announced_again', outcome: 'success', count })
}
