/**
 * A check of a token takes about a millisecond of CPU: these are all sessions that an isolate can meet in ten
 * seconds, in two megabytes of its 128.
 */
const MOST = 10_000

/**
 * What an isolate remembers of the list of ended sessions: which were not on it, and when it has asked. A page calls
 * an API several times in a row, and each read of KV is paid. Only "not ended" is remembered, and only where KV has
 * said so. How old an answer may be is for whoever asks to say.
 */
export function openRecentMisses() {
  /** Milliseconds by session, the oldest first. */
  const askedAt = new Map<string, number>()
  let ends = 0

  return {
    /** Also no when the clock was set back meanwhile: nothing may be good for longer than it should. */
    has(sid: string, { now, maxAgeMs }: { now: number; maxAgeMs: number }): boolean {
      const asked = askedAt.get(sid)
      return asked !== undefined && Math.abs(now - asked) < maxAgeMs
    },

    /**
     * To be called before KV is asked, since the answer is as old as the question. What it returns is called when
     * KV has no entry. It keeps nothing if a session has ended meanwhile: the answer may be from before that end.
     */
    asking(sid: string, now: number): () => void {
      const endsBefore = ends
      return () => {
        if (ends !== endsBefore) return
        askedAt.delete(sid)
        askedAt.set(sid, now)
        const [oldest] = askedAt.keys()
        if (askedAt.size > MOST && oldest !== undefined) askedAt.delete(oldest)
      }
    },

    forget(sid: string): void {
      ends += 1
      askedAt.delete(sid)
    },
  }
}
