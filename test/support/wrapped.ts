import { bindings } from './bindings.ts'

/** One trip to D1, a statement or a batch, or to KV. */
type Trip = {
  part: 'd1' | 'kv'
  /** The text of the statements, or the operation and the kind of key: `put code`. */
  what: string
  /** None for KV. */
  statements: string[]
}

/** What writes answers no column of the same name twice. */
const WRITES = /^(insert|update|delete) /

type Act = () => Promise<unknown>
type Around = (trip: Trip, act: Act) => Promise<unknown>

/** D1 and KV whose every trip is made by `around`; `act` makes the real one. */
export const boundTo = (around: Around) => ({ DB: databaseBy(around), KV: keyValueBy(around) })

function databaseBy(around: Around): D1Database {
  const known = new WeakMap<object, { real: D1PreparedStatement; text: string }>()
  const run = (statements: string[], act: Act) =>
    around({ part: 'd1', what: statements.join(';'), statements }, act)

  function wrap(real: D1PreparedStatement, text: string): D1PreparedStatement {
    const methods = trips(real, ['first', 'run', 'all', 'raw'], async (method, _, act) => {
      if (method !== 'raw' || !WRITES.test(text)) return run([text], act)
      // D1's own `raw` does not say how many rows were written.
      const { results } = (await run([text], () => real.all<object>())) as D1Result<object>
      return results.map((row) => Object.values(row))
    })
    const bind = (...values: unknown[]) => wrap(real.bind(...values), text)
    const wrapped = { ...methods, bind } as unknown as D1PreparedStatement
    known.set(wrapped, { real, text })
    return wrapped
  }
  const realOf = (statement: D1PreparedStatement) => {
    const found = known.get(statement)
    if (!found) throw new Error('a statement that this database has not prepared')
    return found
  }
  const database = {
    prepare: (text: string) => wrap(bindings.DB.prepare(text), text),
    batch: (statements: D1PreparedStatement[]) => {
      const found = statements.map(realOf)
      return run(
        found.map(({ text }) => text),
        () => bindings.DB.batch(found.map(({ real }) => real)),
      )
    },
  }
  return database as unknown as D1Database
}

function keyValueBy(around: Around): KVNamespace {
  const methods = ['get', 'getWithMetadata', 'put', 'delete', 'list']
  const kindOf = (key: unknown) => (typeof key === 'string' ? key.split(':')[0] : 'keys')
  return trips(bindings.KV, methods, (method, [key], act) =>
    around({ part: 'kv', what: `${method} ${kindOf(key)}`, statements: [] }, act),
  ) as unknown as KVNamespace
}

/** Methods of a binding, each of which is made by `make`. */
function trips(
  binding: object,
  methods: string[],
  make: (method: string, args: unknown[], act: Act) => Promise<unknown>,
) {
  const real = binding as Record<string, (...args: unknown[]) => Promise<unknown>>
  return Object.fromEntries(
    methods.map((method) => [
      method,
      (...args: unknown[]) => make(method, args, async () => real[method]?.(...args)),
    ]),
  )
}

const OUTAGE = { d1: 'D1_ERROR: Network connection lost.', kv: 'KV GET failed: 503' }

/** D1 and KV as they fail in production: statements can be prepared, none can be run. */
export const failing = (error?: () => Error) =>
  boundTo(async ({ part }) => {
    throw error?.() ?? new Error(OUTAGE[part])
  })
