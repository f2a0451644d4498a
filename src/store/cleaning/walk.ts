import { and, getTableName, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { BatchItem } from 'drizzle-orm/batch'
import type { Connection } from '../connection.ts'
import { transaction } from '../database.ts'
import { type Operation, repeatable } from '../repetition.ts'
import { walks } from '../tables/walks.ts'
import type { Cleaned, Step } from './cleaned.ts'

/** A walk begins anew so long after the last one began: a row that is over goes within that time and one walk. */
const EVERY_MS = 6 * 3_600_000
/** No key is this text or behind it. */
const BEHIND_ALL = '\u{10FFFF}'

type Rule = {
  /** The primary key. */
  key: readonly [SQLiteColumn, ...SQLiteColumn[]]
  /** Of a row that goes. */
  isOver: (now: number) => SQL | undefined
  /** What has to be kept of the rows that go. `goes` holds for these in statements on the table. */
  before?: (goes: SQL | undefined, now: number) => BatchItem<'sqlite'>
}

/**
 * Cleaning of one table. It walks along the primary key, so many rows a step, and deletes what is over. An index that
 * finds such rows at once would cost a row for each row that is ever written; reading every row four times a day costs
 * a fraction of that. A walk goes on in the next run where the last one has stopped.
 */
export const walk = (
  { db }: Connection,
  { key, isOver, before }: Rule,
): Operation<(step: Step) => Promise<Cleaned>> => {
  const { table } = key[0]
  const name = getTableName(table)
  const keys = sql.join([...key], sql`, `)
  /** The members of a key that stands as JSON; where none stands, `end` for each. */
  const members = (place: SQL | SQLiteColumn, end: string) =>
    key.map((_, index) => sql`coalesce(json_extract(${place}, ${`$[${index}]`}), ${end})`)
  const next = (place: SQL, max: number) =>
    sql`(select json_array(${keys}) from ${table} where (${keys}) > (${sql.join(members(place, ''), sql`, `)}) order by ${keys} limit 1 offset ${max - 1})`
  /** The same as this step has noted it. Null when it has not moved: then no row is looked at. */
  const noted = (place: SQLiteColumn, end: string, step: string) =>
    sql.join(
      members(place, end).map(
        (member) =>
          sql`(select ${member} from ${walks} where ${walks.name} = ${name} and ${walks.step} = ${step})`,
      ),
      sql`, `,
    )

  return repeatable(async ({ now, max }: Step): Promise<Cleaned> => {
    const step = crypto.randomUUID()
    const isFirst = sql`not exists (select 1 from ${walks} where ${walks.name} = ${name})`
    const isDone = sql`${walks.upTo} is null`
    const goes = and(
      sql`(${keys}) > (${noted(walks.after, '', step)})`,
      sql`(${keys}) <= (${noted(walks.upTo, BEHIND_ALL, step)})`,
      isOver(now),
    )
    const { moved, deleted } = await transaction(db, {
      moved: db
        .insert(walks)
        .values({
          name,
          beganAt: now,
          step,
          upTo: sql`case when ${isFirst} then ${next(sql`null`, max)} end`,
        })
        .onConflictDoUpdate({
          target: walks.name,
          set: {
            beganAt: sql`case when ${isDone} then ${now} else ${walks.beganAt} end`,
            after: walks.upTo,
            upTo: next(sql`${walks.upTo}`, max),
            step,
          },
          setWhere: sql`not ${isDone} or ${walks.beganAt} <= ${now - EVERY_MS}`,
        })
        .returning({ upTo: walks.upTo }),
      ...(before && { before: before(goes, now) }),
      deleted: db.delete(table).where(goes),
    })
    return { deleted: deleted.meta.changes, hasMore: moved[0] !== undefined && moved[0].upTo !== null }
  })
}
