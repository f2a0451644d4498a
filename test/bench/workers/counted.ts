import { builtWith } from './built.ts'
import { withTrips } from './d1-trips.ts'

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

const none = (): Counts => ({ d1: 0, statements: 0, rowsRead: 0, rowsWritten: 0, kvReads: 0, kvWrites: 0 })
let counts = none()

function countResults(results: D1Result[]): D1Result[] {
  counts.d1 += 1
  for (const { meta } of results) {
    counts.statements += 1
    counts.rowsRead += meta.rows_read
    counts.rowsWritten += meta.rows_written
  }
  return results
}

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

const built = builtWith((env: Env) => ({
  ...env,
  DB: withTrips(env.DB, async (trip) => countResults(await trip())),
  KV: countKv(env.KV),
}))

export default {
  fetch(request, env, context) {
    if (new URL(request.url).pathname !== '/counts') return built.fetch(request, env, context)
    const answer = Response.json(counts)
    counts = none()
    return answer
  },
} satisfies ExportedHandler<Env>

export class Verifier extends built.Verifier {}
