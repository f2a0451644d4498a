import { WorkerEntrypoint } from 'cloudflare:workers'

/**
 * Wraps a built Worker and counts what it asks of D1 and KV. It answers `/counts` itself, with what it has
 * counted since the last request for it.
 */

export type Counts = {
  /** Round trips. */
  d1: number
  statements: number
  rowsRead: number
  rowsWritten: number
  kvReads: number
  kvWrites: number
}

type Env = { DB: D1Database; KV: KVNamespace }
type Built = { default: { fetch: ExportedHandlerFetchHandler<Env> }; Verifier?: typeof WorkerEntrypoint<Env> }

/** The built Worker beside this module. A variable, so that the compiler does not look for the file. */
const BUILT = './worker.js'
const built = (await import(BUILT)) as Built

const none = (): Counts => ({ d1: 0, statements: 0, rowsRead: 0, rowsWritten: 0, kvReads: 0, kvWrites: 0 })
let counts = none()
let counted: Env | undefined

const countedEnv = (env: Env): Env => (counted ??= { ...env, DB: countD1(env.DB), KV: countKv(env.KV) })

function countResults<Row>(results: D1Result<Row>[]): D1Result<Row>[] {
  counts.d1 += 1
  for (const { meta } of results) {
    counts.statements += 1
    counts.rowsRead += meta.rows_read
    counts.rowsWritten += meta.rows_written
  }
  return results
}

const originals = new WeakMap<object, D1PreparedStatement>()

function countStatement(statement: D1PreparedStatement): D1PreparedStatement {
  const all = async <Row>() => countResults([await statement.all<Row>()])[0] as D1Result<Row>
  const wrapped = {
    bind: (...values: unknown[]) => countStatement(statement.bind(...values)),
    all,
    run: all,
    first: async () => (await all()).results[0] ?? null,
    // D1's own `raw` returns no `meta` to count.
    raw: async () => (await all<object>()).results.map((row) => Object.values(row)),
  }
  originals.set(wrapped, statement)
  return wrapped as unknown as D1PreparedStatement
}

const countD1 = (d1: D1Database) =>
  ({
    exec: (query: string) => d1.exec(query),
    prepare: (query: string) => countStatement(d1.prepare(query)),
    batch: async (statements: D1PreparedStatement[]) =>
      countResults(await d1.batch(statements.map((one) => originals.get(one) as D1PreparedStatement))),
  }) as unknown as D1Database

const countKv = (kv: KVNamespace) =>
  ({
    get(key: string, type: 'text') {
      counts.kvReads += 1
      return kv.get(key, type)
    },
    put(key: string, value: string, options?: KVNamespacePutOptions) {
      counts.kvWrites += 1
      return kv.put(key, value, options)
    },
  }) as unknown as KVNamespace

export default {
  fetch(request, env, context) {
    if (new URL(request.url).pathname !== '/counts')
      return built.default.fetch(request, countedEnv(env), context)
    const answer = Response.json(counts)
    counts = none()
    return answer
  },
} satisfies ExportedHandler<Env>

/** For a Worker that exports one. */
export class Verifier extends (built.Verifier ?? WorkerEntrypoint<Env>) {
  constructor(context: ExecutionContext, env: Env) {
    super(context, countedEnv(env))
  }
}
