import { areOfOneSession, areSame, fromText, type Held, toText } from './held.ts'
import { inTime, orAborted } from './in-time.ts'
import { Refusal, Unreachable } from './refusal.ts'
import { oneAtATime, type SessionStorage } from './storage.ts'

/** Milliseconds. */
const REST = 60_000

/** Gets the successor of what is held from the service. */
type Renewal = (held: Held | null, signal: AbortSignal) => Promise<Held>

export type Session = ReturnType<typeof createSession>

/** Keeps the session of this app, for all its tabs, and renews it. */
export function createSession({
  key,
  storage,
  onSignedOut,
}: {
  key: string
  storage: SessionStorage
  onSignedOut: () => void
}) {
  let inFlight: Promise<Held | null> | undefined
  let ended: Held | null = null
  let restUntil = 0

  const held = async () => fromText(await storage.getItem(key))
  const keep = async (next: Held) => storage.setItem(key, toText(next))

  /** Once for each session, whoever finds out first. */
  function tell(about: Held | null) {
    if (about === null || areSame(about, ended)) return
    ended = about
    onSignedOut()
  }

  async function drop() {
    const last = await held()
    await storage.removeItem(key)
    tell(last)
  }

  async function renewAlone(used: Held | null, renewal: Renewal, signal: AbortSignal): Promise<Held | null> {
    // While we waited another tab may have renewed it, or have signed out.
    const present = await held()
    if (!areSame(present, used)) {
      if (present === null) tell(used)
      return present
    }
    try {
      const successor = await renewal(used, signal).catch((error: unknown) => {
        // An answer that got lost: for half a minute the old token still yields the same successor.
        if (error instanceof Unreachable && !signal.aborted) return renewal(used, signal)
        throw error
      })
      // Whoever has signed out or in meanwhile, here or in a tab without locks, has the last word.
      if (areSame(await held(), used)) await keep(successor)
    } catch (error) {
      const isOver = error instanceof Refusal && error.kind === 'unauthenticated'
      const isOurs = areSame(await held(), used)
      if (isOver && isOurs) await drop()
      if (!isOver || isOurs) throw error
    }
    const last = await held()
    if (last === null) tell(used)
    return last
  }

  /**
   * The session after `used`, which was refused. One renewal is in flight, whatever the number of callers
   * and of tabs. Null when the session of `used` is no longer the one that is held.
   *
   * @param signal the caller's own: the renewal goes on for the others
   * @throws Refusal when the service ends it now
   * @throws Unreachable after ten seconds, which are also the longest that another tab waits for this one
   */
  async function renew(
    used: Held | null,
    renewal: Renewal,
    signal?: AbortSignal | null,
  ): Promise<Held | null> {
    inFlight ??= inTime((over) =>
      oneAtATime(key, () => orAborted(renewAlone(used, renewal, over), over), over),
    ).finally(() => {
      inFlight = undefined
    })
    const present = await orAborted(inFlight, signal)
    // If somebody else has signed in through another tab, the request is not sent again as them.
    return used === null || areOfOneSession(present, used) ? present : null
  }

  return {
    held,
    keep,
    drop,
    renew,

    /** Renews in the background what has come to its moment. A service in trouble is left alone for a minute. */
    renewInGoodTime(used: Held | null, renewal: Renewal): void {
      const now = Date.now()
      const isDue = used?.renewAt !== undefined && now >= used.renewAt
      if (!isDue || now < restUntil) return
      renew(used, renewal).catch(() => {
        restUntil = now + REST
      })
    },
  }
}
