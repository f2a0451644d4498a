/** Asks D1 for something, once: one round trip. */
type Trip = () => Promise<D1Result[]>

const originals = new WeakMap<object, D1PreparedStatement>()

/** D1 whose every round trip goes through a function. */
export const withTrips = (d1: D1Database, around: (trip: Trip) => Promise<D1Result[]>): D1Database => {
  function wrap(statement: D1PreparedStatement): D1PreparedStatement {
    const all = async () => (await around(async () => [await statement.all()]))[0] as D1Result<object>
    const wrapped = {
      bind: (...values: unknown[]) => wrap(statement.bind(...values)),
      all,
      run: all,
      first: async () => (await all()).results[0] ?? null,
      // D1's own `raw` returns no `meta`, which is counted.
      raw: async () => (await all()).results.map((row) => Object.values(row)),
    }
    originals.set(wrapped, statement)
    return wrapped as unknown as D1PreparedStatement
  }
  return {
    exec: (query: string) => d1.exec(query),
    prepare: (query: string) => wrap(d1.prepare(query)),
    batch: (statements: D1PreparedStatement[]) =>
      around(() => d1.batch(statements.map((one) => originals.get(one) as D1PreparedStatement))),
  } as unknown as D1Database
}
