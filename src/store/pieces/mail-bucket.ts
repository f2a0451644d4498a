import { and, eq, gt, type SQL, sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { mailBuckets } from '../tables/mail-buckets.ts'

/** Of mails that anonymous callers cause: it takes `size` at once, and then one more each `refillMs`. */
export type MailBucket = {
  key: string
  size: number
  refillMs: number
  /** From so many mails that nobody has redeemed on, it takes longer. */
  flood: { from: number; refillMs: number }
}

/** After a day without a mail nothing is left of it. */
export const FORGOTTEN_AFTER_MS = 86_400_000
/** Sums of fractions are not exact. */
const TOLERANCE = 1e-9

const { level, filledAt, unredeemed } = mailBuckets

const isForgotten = (now: number) => sql`${filledAt} <= ${now - FORGOTTEN_AFTER_MS}`

const levelAt = ({ refillMs, flood }: MailBucket, now: number) =>
  sql`max(0.0, ${level} - max(0.0, ${now} - ${filledAt}) / case when ${unredeemed} >= ${flood.from} then ${flood.refillMs} else ${refillMs} end)`

const rowOf = ({ key }: MailBucket, now: number) =>
  and(eq(mailBuckets.key, key), gt(filledAt, now - FORGOTTEN_AFTER_MS))

/** Whether one more mail fits in. */
export const hasRoom = (bucket: MailBucket, now: number): SQL =>
  sql`not exists (select 1 from ${mailBuckets} where ${rowOf(bucket, now)} and ${levelAt(bucket, now)} > ${bucket.size - 1 + TOLERANCE})`

/** Whether the next mail is one of a flood. */
export const isFlooded = (bucket: MailBucket, now: number): SQL =>
  sql`exists (select 1 from ${mailBuckets} where ${rowOf(bucket, now)} and ${unredeemed} + 1 >= ${bucket.flood.from})`

/** Counts a mail where `condition` holds: a statement before it has looked whether there is room. */
export const pour = (db: Database, bucket: MailBucket, { now, condition }: { now: number; condition: SQL }) =>
  db
    .insert(mailBuckets)
    .select(sql`select ${bucket.key}, 1.0, ${now}, 1 where ${condition}`)
    .onConflictDoUpdate({
      target: mailBuckets.key,
      set: {
        level: sql`case when ${isForgotten(now)} then 1.0 else ${levelAt(bucket, now)} + 1 end`,
        filledAt: sql`max(${filledAt}, ${now})`,
        unredeemed: sql`case when ${isForgotten(now)} then 1 else ${unredeemed} + 1 end`,
      },
    })

/** Takes a mail back that was never made, where `condition` holds. */
export const drain = (db: Database, { key }: MailBucket, condition: SQL) =>
  db
    .update(mailBuckets)
    .set({ level: sql`max(0.0, ${level} - 1)`, unredeemed: sql`max(0, ${unredeemed} - 1)` })
    .where(and(eq(mailBuckets.key, key), condition))

/** Somebody has redeemed a mail: what went before was no flood. */
export const calm = (db: Database, key: string, condition: SQL) =>
  db
    .update(mailBuckets)
    .set({ unredeemed: 0 })
    .where(and(eq(mailBuckets.key, key), condition))

/** Its row, for `fullUntil`; none where there is no bucket. */
export const readBucket = (db: Database, bucket: MailBucket | undefined) =>
  db
    .select()
    .from(mailBuckets)
    .where(eq(mailBuckets.key, sql`${bucket?.key ?? null}`))

/** When a full bucket has room again; undefined when it has room now. */
export function fullUntil(
  row: typeof mailBuckets.$inferSelect | undefined,
  { size, refillMs, flood }: MailBucket,
  now: number,
): number | undefined {
  if (!row || row.filledAt <= now - FORGOTTEN_AFTER_MS) return undefined
  const leak = row.unredeemed >= flood.from ? flood.refillMs : refillMs
  const until = Math.ceil(row.filledAt + (row.level - (size - 1)) * leak)
  return until > now ? until : undefined
}
