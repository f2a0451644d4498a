import { literal } from './literal.ts'
import type { User } from './tables/users.ts'

/**
 * Users that come from elsewhere, and users that leave, as SQL text for `wrangler d1 execute`. Who comes
 * waits in a table that is there for one import only: out of it, all become users in one statement.
 */

/** What tables of waiting users are called, each with the name of its import behind it. */
const WAITING = 'moving_in_'

/** By hand: to ask Drizzle's schema would cost the command 200 MB. The compiler misses none. */
const COLUMNS = {
  id: 'id',
  email: 'email',
  password: 'password',
  firstName: 'first_name',
  lastName: 'last_name',
  bio: 'bio',
  documentNumber: 'document_number',
  phoneNumber: 'phone_number',
  address: 'address',
  language: 'language',
  role: 'role',
  verifiedAt: 'verified_at',
  disabledAt: 'disabled_at',
  securityVersion: 'security_version',
  lastLoginAt: 'last_login_at',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
  changedBy: 'changed_by',
} satisfies Record<keyof User, string>

const MEMBERS = Object.keys(COLUMNS) as (keyof User)[]
const LIST = Object.values(COLUMNS).join(', ')
const LIST_OF_MEMBERS = MEMBERS.map((member) => `${COLUMNS[member]} as "${member}"`).join(', ')

/** D1 takes statements of at most 100 000 bytes. All that is written here is ASCII. */
const MAX_BYTES = 90_000

/** The lines that cannot become users, with the reason. Of those that say the same, the first is good. */
const refused = (table: string) =>
  ['email', 'id']
    .map(
      (column) => `
select line, '${column}: somebody has it' as reason from ${table}
where ${column} in (select ${column} from users)
union all
select line, '${column}: line ' || first || ' has it' from
(select line, min(line) over (partition by ${column}) as first from ${table}) where line > first`,
    )
    .join('\nunion all')

export const movingIn = {
  tableOf: (run: string) => WAITING + run,

  /** Answers the tables of imports that were broken off, and makes one for this import. */
  begin: (table: string) => [
    `select name from sqlite_master where type = 'table' and name glob '${WAITING}*'`,
    `create table ${table} as select 0 as line, ${LIST} from users where false`,
  ],

  /** Puts users into the table, in statements as long as D1 takes them. */
  wait(table: string, waiting: { line: number; user: User }[]): string[] {
    const head = `insert into ${table} (line, ${LIST}) values\n`
    const statements: string[] = []
    let length = Infinity
    for (const { line, user } of waiting) {
      const row = `(${[line, ...MEMBERS.map((member) => user[member])].map(literal).join(',')})`
      length += row.length + 2
      if (length > MAX_BYTES) {
        statements.push(head + row)
        length = head.length + row.length
      } else statements[statements.length - 1] += `,\n${row}`
    }
    return statements
  },

  /** How many lines are refused, and the first reasons. */
  refused: (table: string, most: number) => [
    `select count(distinct line) as count from (${refused(table)})`,
    `select line, reason from (${refused(table)}) order by line, reason limit ${most}`,
  ],

  /** All who wait become users, or nobody does: an address that was taken since breaks it off. */
  moveIn: (table: string, { skipRefused }: { skipRefused: boolean }) => [
    ...(skipRefused ? [`delete from ${table} where line in (select line from (${refused(table)}))`] : []),
    `insert into users (${LIST}) select ${LIST} from ${table} order by id`,
    `select count(*) as count from ${table}`,
  ],

  end: (tables: string[]) => tables.map((table) => `drop table ${table}`),
}

export const movingOut = {
  count: () => ['select count(*) as count from users'],

  /** A page of users in the order of their ids. */
  page: ({ after, most }: { after: string; most: number }) => [
    `select ${LIST_OF_MEMBERS} from users where id > ${literal(after)} order by id limit ${most}`,
  ],
}
