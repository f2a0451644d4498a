import { areOfOneSession, areSame, fromText, type Held, isDue, sessionOf, toText } from './held.ts'
import { inTime, orAborted } from './in-time.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { Refusal, Unreachable } from './refusal.ts'
import type { SessionStorage } from './storage.ts'
import { createTabs } from './tabs.ts'

/** Milliseconds. */
const REST = 60_000

/** Gets the successor of what is held from the service. */
export type Renewal = (held: Held | null, signal: AbortSignal) => Promise<Held>

export type Session = ReturnType<typeof createSession>

export type OnSessionChange = (isSignedIn: boolean) => void

/** Keeps the session of this app, for all its tabs, and renews it. */
export function createSession({ key, storage }: { key: string; storage: SessionStorage }) {
  const tabs = createTabs({ key, storage })
  const listeners = new Set<OnSessionChange>()
  /** The session that this tab has seen last: null is none, undefined is that nobody has looked. */
  let seen: string | null | undefined
  let stopHearing = () => {}
  let inFlight: Promise<Held | null> | undefined
  let restUntil = 0

  /** Tells of another session, or of none, once, whoever finds out first. A renewal is the same session. */
  function see(present: Held | null): boolean {
    const before = seen
    seen = sessionOf(present)
    if (seen === before) return false
    if (before !== undefined) for (const listener of listeners) tell(listener, present !== null)
    return true
  }

  /** What is read and written in one step is not interrupted: a sign-out must not come between. */
  let lastStep: Promise<unknown> = Promise.resolve()
  function step<Result>(act: () => Promise<Result>): Promise<Result> {
    const done = lastStep.then(act)
    lastStep = done.catch(() => {})
    return done
  }

  async function held() {
    const present = fromText(await storage.getItem(key))
    see(present)
    return present
  }

  async function write(next: Held) {
    await storage.setItem(key, toText(next))
    if (see(next)) tabs.tell()
  }

  const keep = (next: Held) => step(() => write(next))

  const drop = () =>
    step(async () => {
      await held()
      await storage.removeItem(key)
      if (see(null)) tabs.tell()
    })

  /** The same for a tab that leaves by itself: it is not told. */
  const leave = () =>
    step(async () => {
      await storage.removeItem(key)
      seen = null
      tabs.tell()
    })

  /** @returns what ends it */
  function onChange(listener: OnSessionChange): () => void {
    // A storage that fails rejects the next call of the app. Here nobody waits for it.
    const look = () => void held().catch(() => {})
    if (listeners.size === 0) stopHearing = tabs.hear(look)
    listeners.add(listener)
    look()
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0) stopHearing()
    }
  }

  async function renewAlone(used: Held | null, renewal: Renewal, signal: AbortSignal): Promise<Held | null> {
    // While we waited another tab may have renewed it, or have signed out.
    const present = await held()
    if (!areSame(present, used)) return present
    try {
      const successor = await renewal(used, signal).catch((error: unknown) => {
        // An answer that got lost: for half a minute the old token still yields the same successor.
        if (error instanceof Unreachable && !signal.aborted) return renewal(used, signal)
        throw error
      })
      // Whoever has signed out or in meanwhile, here or in a tab without locks, has the last word.
      await step(async () => {
        if (areSame(await held(), used)) await write(successor)
      })
    } catch (error) {
      const isOver = error instanceof Refusal && error.kind === 'unauthenticated'
      const isOurs = areSame(await held(), used)
      if (isOver && isOurs) await drop()
      if (!isOver || isOurs) throw error
    }
    return held()
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
    leave,
    renew,
    onChange,

    /** Renews in the background what has come to its moment. A service in trouble is left alone for a minute. */
    renewInGoodTime(used: Held | null, renewal: Renewal): void {
      if (!isDue(used) || Date.now() < restUntil) return
      renew(used, renewal).catch(() => {
        restUntil = Date.now() + REST
      })
    },
  }
}

/** A fault of a listener is the app's own: it is reported, and ends nothing of ours. */
function tell(listener: OnSessionChange, isSignedIn: boolean): void {
  try {
    listener(isSignedIn)
  } catch (error) {
    setTimeout(() => {
      throw error
    })
  }
}
