import { bindings } from './bindings.ts'

type Methods = Record<string, (...args: unknown[]) => unknown>

/** The same object, with a word before each call of a method. Throwing in `before` makes the call fail. */
function watched<Thing extends object>(thing: Thing, before: (method: string) => void): Thing {
  return new Proxy(thing, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      return (...args: unknown[]) => {
        before(String(name))
        return (target as Methods)[String(name)]?.(...args)
      }
    },
  })
}

type Trip = <Result>(run: () => Promise<Result>, statement: string) => Promise<Result>

/** D1 whose round trips (a statement that runs, or a batch) are made by `trip`. */
function databaseBy(trip: Trip): D1Database {
  const real = new WeakMap<object, D1PreparedStatement>()
  const wrap = (statement: D1PreparedStatement, text: string): D1PreparedStatement => {
    const wrapped = new Proxy(statement, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name)
        if (typeof value !== 'function') return value
        if (name === 'bind') return (...values: unknown[]) => wrap(target.bind(...values), text)
        const run = value as (...args: unknown[]) => Promise<unknown>
        return (...args: unknown[]) => trip(() => run.apply(target, args), text)
      },
    })
    real.set(wrapped, statement)
    return wrapped
  }
  return new Proxy(bindings.DB, {
    get(target, name) {
      if (name === 'prepare') return (text: string) => wrap(target.prepare(text), text)
      if (name !== 'batch') return Reflect.get(target, name) as unknown
      return (statements: D1PreparedStatement[]) =>
        trip(() => target.batch(statements.map((statement) => real.get(statement) ?? statement)), 'batch')
    },
  })
}

/** D1 with a word before each round trip; throwing in it makes the trip fail. */
export const watchedDatabase = (before: (statement: string) => void) =>
  databaseBy(async (run, statement) => {
    before(statement)
    return run()
  })

/** D1 that does what it is asked, and whose answers get lost on the way: all, or those that are chosen. */
export function databaseLosingAnswers(isLost: (trip: number) => boolean) {
  let made = 0
  return databaseBy(async (run) => {
    made += 1
    const lost = isLost(made)
    const result = await run()
    if (lost) throw new Error('D1_ERROR: Network connection lost.')
    return result
  })
}

/** KV with a word before each operation. */
export const watchedKeyValue = (before: (operation: string) => void): KVNamespace =>
  watched(bindings.KV, before)

/** A binding of which every use fails in this way. */
export function failing<Binding extends object>(binding: Binding, error: () => Error): Binding {
  return new Proxy(binding, {
    get: () => () => Promise.reject(error()),
  })
}

/** D1 as it fails in production: statements can be prepared, none can be run. */
export const failingDatabase = (error: () => Error = () => new Error('D1_ERROR: Network connection lost.')) =>
  watchedDatabase(() => {
    throw error()
  })

export const failingKeyValue = (error: () => Error = () => new Error('KV GET failed: 503')) =>
  watchedKeyValue(() => {
    throw error()
  })

/** Counts round trips to D1 and operations on KV; apart from them the rows of the audit trail, written after the answer. */
export function counting() {
  const counts = { d1: 0, kv: 0, audit: 0 }
  const count = (statement: string) => {
    if (statement.includes('audit_events')) counts.audit += 1
    else counts.d1 += 1
  }
  return {
    counts,
    DB: watchedDatabase(count),
    KV: watchedKeyValue(() => (counts.kv += 1)),
    reset: () => Object.assign(counts, { d1: 0, kv: 0, audit: 0 }),
  }
}
