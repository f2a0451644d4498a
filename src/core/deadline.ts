/** Milliseconds after which every request is answered, whatever it waits for. */
export const REQUEST_MS = 10_000

/** How long one may still wait. Every wait of a request is cut to the same deadline, here and nowhere else. */
export type Deadline = {
  /** So many milliseconds, or what is left when that is less. */
  cut: (ms: number) => number
  /** Milliseconds since the epoch. */
  at: number
}

/** For work that nobody waits for. */
export const NO_DEADLINE: Deadline = { cut: (ms) => ms, at: Infinity }

export function deadlineIn(ms: number, now: () => number): Deadline {
  const at = now() + ms
  return { at, cut: (wait) => Math.max(0, Math.min(wait, at - now())) }
}

/** Nobody waits any longer. */
export class TooLate extends Error {}

/**
 * Work that is given up when it takes longer than this. What it does may still happen.
 *
 * @throws TooLate
 */
export async function inTime<Result>(patienceMs: number, work: Promise<Result>): Promise<Result> {
  const tooLong = Promise.withResolvers<never>()
  const timer = setTimeout(() => tooLong.reject(new TooLate(`no answer in ${patienceMs} ms`)), patienceMs)
  try {
    return await Promise.race([work, tooLong.promise])
  } finally {
    clearTimeout(timer)
  }
}
