import type { Database } from './database.ts'

/** What every function of the store is made of. */
export type Connection = {
  db: Database
  d1: D1Database
  /** Milliseconds. Nothing from before this moment counts: for after a database was restored. */
  notBefore: number
}

/** For what stores hashes of new passwords: how many iterations each of them has. */
export type HashingConnection = Connection & { passwordIterations: number }
