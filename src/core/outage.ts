import { Failure } from './failure.ts'

type Room = Record<string, (...args: never[]) => Promise<unknown>>

/** Seconds a caller is asked to wait when something we stand on does not answer. */
const RETRY_AFTER = 5

/**
 * One try may take this long; a database that has not answered by then is treated as one that does not.
 * Two tries stay well below the ten seconds in which a refresh may be repeated.
 */
const PATIENCE_MS = 3_000

/**
 * The same functions, failing in our words: whatever a vendor throws, or when it never answers, becomes
 * `unavailable`, with the vendor's message as the cause and nothing of it on the wire.
 *
 * Each is tried twice. The answer to a write can be lost after the write has happened, and then nobody
 * knows; every function of the store can therefore run again with the same arguments and finds its own
 * work done (claims carry a name, rows that are there stay). What the caller sees is what really is.
 */
export function guardStore<Store extends Record<keyof Store, Room>>(store: Store): Store {
  const guarded = Object.entries<Room>(store).map(([name, room]) => [name, guardRoom(name, room)])
  return Object.fromEntries(guarded) as Store
}

const guardRoom = (roomName: string, room: Room): Room =>
  Object.fromEntries(
    Object.entries(room).map(([name, act]) => [
      name,
      async (...args: never[]) => {
        try {
          return await inTime(PATIENCE_MS, act(...args)).catch((first: unknown) => {
            if (isOurMistake(first)) throw first
            return inTime(PATIENCE_MS, act(...args))
          })
        } catch (cause) {
          if (isOurMistake(cause)) throw cause
          throw new Failure('unavailable', {
            cause,
            reason: `store.${roomName}.${name}`,
            retryAfter: RETRY_AFTER,
          })
        }
      },
    ]),
  )

/** A wrong program stays visible as such, and does not get better by running again. */
const isOurMistake = (error: unknown) => error instanceof TypeError || error instanceof ReferenceError

/** Work that is given up when it takes longer than this. What it does may still happen. */
export async function inTime<Result>(patienceMs: number, work: Promise<Result>): Promise<Result> {
  const tooLong = Promise.withResolvers<never>()
  const timer = setTimeout(() => tooLong.reject(new Error(`no answer in ${patienceMs} ms`)), patienceMs)
  try {
    return await Promise.race([work, tooLong.promise])
  } finally {
    clearTimeout(timer)
  }
}
