import { type Deadline, inTime, NO_DEADLINE } from './deadline.ts'
import { Failure } from './failure.ts'
import { whileBusy } from './while-busy.ts'

/** Something of the store, and whether a second run repeats nothing. */
type Operation = { mayRepeat: boolean; act: (...args: never[]) => Promise<unknown> }
type Rooms = Record<string, Record<string, Operation>>

/** The same, as the core calls it. */
export type Guarded<Store extends Rooms> = {
  [Room in keyof Store]: { [Name in keyof Store[Room]]: Store[Room][Name]['act'] }
}

/** Seconds a caller is asked to wait when something we stand on does not answer. */
export const RETRY_AFTER = 5

/** One try may take this long; a database that has not answered by then is treated as one that does not. */
const PATIENCE_MS = 3_000

/**
 * The functions of the store, failing in our words: whatever a vendor throws, or when it never answers,
 * becomes `unavailable`, with the vendor's message as the cause and nothing of it on the wire.
 *
 * The answer to a write can be lost after the write has happened, and then nobody knows. What may be
 * repeated is tried a second time; what counts is not, because it would count twice.
 */
export function guardStore<Store extends Rooms>(
  store: Store,
  { patienceMs = PATIENCE_MS, deadline = NO_DEADLINE }: { patienceMs?: number; deadline?: Deadline } = {},
): Guarded<Store> {
  const rooms = Object.entries(store).map(([room, operations]) => [
    room,
    // Each request has its own deadline, and calls a few of some hundred operations: one is guarded when it is asked for.
    new Proxy(operations, {
      get(_, name) {
        const operation = Object.hasOwn(operations, name) ? operations[String(name)] : undefined
        return (
          operation && guarded(operation, { reason: `store.${room}.${String(name)}`, patienceMs, deadline })
        )
      },
      // All requests of an isolate share the operations.
      defineProperty: () => false,
    }),
  ])
  return Object.fromEntries(rooms) as Guarded<Store>
}

const guarded =
  (
    { mayRepeat, act }: Operation,
    { reason, patienceMs, deadline }: { reason: string; patienceMs: number; deadline: Deadline },
  ) =>
  async (...args: never[]) => {
    const run = async () => {
      const patience = deadline.cut(patienceMs)
      // What nobody waits for any more must not begin: it would happen after the answer has said that it has not.
      if (patience === 0) throw new Error('the time of the request is over')
      let isAwaited = true
      const work = whileBusy(
        () => isAwaited,
        () => act(...args),
      )
      return inTime(patience, work).finally(() => (isAwaited = false))
    }
    try {
      return await run().catch((first: unknown) => {
        if (!mayRepeat || isOurMistake(first)) throw first
        return run()
      })
    } catch (cause) {
      if (isOurMistake(cause)) throw cause
      throw new Failure('unavailable', { cause, reason, retryAfter: RETRY_AFTER })
    }
  }

/** A wrong program stays visible as such, and does not get better by running again. */
const isOurMistake = (error: unknown) => error instanceof TypeError || error instanceof ReferenceError
