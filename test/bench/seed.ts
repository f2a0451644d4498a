import { globSync, readFileSync } from 'node:fs'
import { sqlEmail, sqlId, sqlTime } from './ids.ts'

const DAY = 86_400_000
/** Rows per statement: D1 stops a statement after 30 seconds. */
const CHUNK = 50_000

/** Applies all migrations to an empty database. */
export async function migrate(d1: D1Database): Promise<void> {
  for (const file of globSync('migrations/*.sql').toSorted()) {
    const statements = readFileSync(file, 'utf8').split('--> statement-breakpoint')
    await d1.batch(statements.map((statement) => d1.prepare(statement)))
  }
}

/** Makes users 0 … count-1 with one password. Each has an event; one in ten has used a code. */
export async function seedUsers(d1: D1Database, count: number, { password }: { password: string }) {
  const [id, email, at] = [sqlId('n'), sqlEmail('n'), sqlTime('n')]
  await insert(d1, { from: 0, count }, [
    `insert into users (id, email, password, first_name, last_name, language, role, verified_at, security_version, created_at, updated_at)
     select ${id}, ${email}, '${password}', 'Ada', 'Lovelace', 'en', 'user', ${at}, 0, ${at}, ${at} from numbers`,
    `insert into audit_events (id, subject, event, outcome, at)
     select ${id}, ${id}, 'signed_in', 'success', ${at} from numbers`,
    `insert into challenges (id, subject, purpose, tries, created_at, expires_at, consumed_at, claim)
     select lower(hex(randomblob(32))), ${id}, 'sign_in', 1, ${at}, ${at} + ${DAY}, ${at}, ${id} from numbers where n % 10 = 0`,
  ])
}

/** Makes live sessions from … from+count-1. They belong to all users by turns. */
export async function seedSessions(
  d1: D1Database,
  { from, count, users }: { from: number; count: number; users: number },
) {
  const [id, user, at] = [sqlId('n'), sqlId(`(n % ${users})`), sqlTime('n')]
  await insert(d1, { from, count }, [
    `insert into sessions (id, user_id, generation, rotated_at, repeats, auth_time, created_at, began_at, idle_expires_at, expires_at)
     select ${id}, ${user}, 0, ${at}, 0, ${at}, ${at}, ${at}, ${at} + ${14 * DAY}, ${at} + ${30 * DAY} from numbers`,
  ])
}

/** Runs the statements for the numbers from … from+count-1. A statement reads its number as `n`. */
export async function insert(
  d1: D1Database,
  { from, count }: { from: number; count: number },
  statements: string[],
) {
  for (let first = from; first < from + count; first += CHUNK) {
    const last = Math.min(first + CHUNK, from + count) - 1
    const numbers = `with recursive numbers (n) as (select ${first} union all select n + 1 from numbers where n < ${last})`
    for (const statement of statements) await d1.prepare(`${numbers} ${statement}`).run()
  }
}
