import { Failure } from './failure.ts'

type Room = Record<string, (...args: never[]) => Promise<unknown>>

/** Seconds a caller is asked to wait when something we stand on does not answer. */
const RETRY_AFTER = 5

/** A database that has not answered by then is treated as one that does not. */
const PATIENCE_MS = 10_000

/**
 * The same functions, failing in our words: whatever a vendor throws, or when it never answers, becomes
 * `unavailable`, with the vendor's message as the cause and nothing of it on the wire.
 */
export function guardStore<Store extends Record<keyof Store, Room>>(store: Store): Store {
  const guarded = Object.entries<Room>(store).map(([name, room]) => [name, guardRoom(room)])
  return Object.fromEntries(guarded) as Store
}

function guardRoom(room: Room): Room {
  return Object.fromEntries(
    Object.entries(room).map(([name, act]) => [
      name,
      async (...args: never[]) => {
        const tooLong = Promise.withResolvers<never>()
        const timer = setTimeout(
          () => tooLong.reject(new Error(`no answer in ${PATIENCE_MS} ms`)),
          PATIENCE_MS,
        )
        try {
          return await Promise.race([act(...args), tooLong.promise])
        } catch (cause) {
          // Our own mistakes stay visible as such.
          if (cause instanceof TypeError || cause instanceof ReferenceError) throw cause
          throw new Failure('unavailable', { cause, reason: `store.${name}`, retryAfter: RETRY_AFTER })
        } finally {
          clearTimeout(timer)
        }
      },
    ]),
  )
}
