import { and, eq, gt, lte, sql } from 'drizzle-orm'
import type { Connection } from '../connection.ts'
import { transaction } from '../database.ts'
import type { Cleaned, Step } from './cleaned.ts'
import { repeatable } from '../repetition.ts'
import { importRuns } from '../tables/import-runs.ts'
import { ABANDONED_MS, waitingTable } from '../waiting-table.ts'

/**
 * Empties the table of an import that has given no sign of life for a day, step by step, and then drops it: it
 * holds password hashes.
 */
export const deleteImportLeftovers = ({ db }: Connection) =>
  repeatable(async ({ now, max }: Step): Promise<Cleaned> => {
    const isAbandoned = lte(importRuns.seenAt, now - ABANDONED_MS)
    const [found] = await db
      .select({ run: importRuns.run })
      .from(importRuns)
      // The condition on the key makes SQLite use the index; the table has hardly a row.
      .where(and(gt(importRuns.run, ''), isAbandoned))
      .limit(1)
    if (!found) return { deleted: 0, hasMore: false }
    const table = sql.identifier(waitingTable(found.run))
    const { meta } = await db.run(
      sql`delete from ${table} where rowid in (select rowid from ${table} order by rowid limit ${max})`,
    )
    if (meta.changes < max) {
      await transaction(db, {
        dropped: db.run(sql`drop table if exists ${table}`),
        ended: db.delete(importRuns).where(and(eq(importRuns.run, found.run), isAbandoned)),
      })
    }
    return { deleted: meta.changes, hasMore: true }
  })
