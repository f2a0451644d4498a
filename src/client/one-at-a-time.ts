import { browser } from './browser.ts'

/** Milliseconds in which what one tab writes reaches the others. */
const PROPAGATION = 100

/**
 * One at a time among all tabs of the origin, where the browser can do that. Tabs are processes and what
 * one writes to `localStorage` reaches the next a moment later than the lock would, so the lock lingers.
 *
 * @param signal ends the waiting for the lock. Work that has begun has to end by itself.
 */
export function oneAtATime<Result>(
  name: string,
  work: () => Promise<Result>,
  signal: AbortSignal,
): Promise<Result> {
  const locks = browser.navigator?.locks
  if (!locks) return work()
  return new Promise((resolve, reject) => {
    const locked = locks.request(name, { signal }, async () => {
      const working = work()
      resolve(working)
      await working.catch(() => {})
      await new Promise((over) => setTimeout(over, PROPAGATION))
    })
    // A sandboxed frame has locks and may not use them.
    locked.catch(() => (signal.aborted ? reject(signal.reason as Error) : resolve(work())))
  })
}
