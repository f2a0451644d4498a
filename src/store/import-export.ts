import { literal } from './literal.ts'
import type { User } from './tables/users.ts'

/**
 * The import and export of users, as SQL text for `wrangler d1 execute`. An import first fills a table of its
 * own. One statement then makes users of all rows of that table.
 */

/** The tables of imports have this prefix, and the name of the import after it. */
const WAITING = 'moving_in_'

/** By hand, because Drizzle's schema would cost the command 200 MB. The compiler checks that none is missing. */
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
  deviceEpoch: 'device_epoch',
  openedBy: 'opened_by',
  warnedAt: 'warned_at',
  lastLoginAt: 'last_login_at',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
  changedBy: 'changed_by',
} satisfies Record<keyof User, string>

const MEMBERS = Object.keys(COLUMNS) as (keyof User)[]
const LIST = Object.values(COLUMNS).join(', ')
const LIST_OF_MEMBERS = MEMBERS.map((member) => `${COLUMNS[member]} as "${member}"`).join(', ')

/** D1 accepts statements of at most 100 000 bytes. The text here is ASCII. */
const MAX_BYTES = 90_000

/** The lines that cannot become users, with the reason. Of several with the same address or id, the first can. */
const refused = (table: string) =>
  ['email', 'id']
    .map(
      (column) => `
select line, '${column}: a user has it' as reason from ${table}
where ${column} in (select ${column} from users)
union all
select line, '${column}: line ' || first || ' has it' from
(select line, min(line) over (partition by ${column}) as first from ${table}) where line > first`,
    )
    .join('\nunion all')

export const movingIn = {
  tableOf: (run: string) => WAITING + run,

  /** Answers the tables of interrupted imports, and creates one for this import. */
  begin: (table: string) => [
    `select name from sqlite_master where type = 'table' and name glob '${WAITING}*'`,
    `create table ${table} as select 0 as line, ${LIST} from users where false`,
  ],

  /** Inserts users into the table, in statements of the length that D1 accepts. */
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

  /** The number of lines that are refused, and the first reasons. */
  refused: (table: string, max: number) => [
    `select count(distinct line) as count from (${refused(table)})`,
    `select line, reason from (${refused(table)}) order by line, reason limit ${max}`,
  ],

  /** Makes users of all rows, or of none: it fails if an address has been taken meanwhile. */
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
  page: ({ after, max }: { after: string; max: number }) => [
    `select ${LIST_OF_MEMBERS} from users where id > ${literal(after)} order by id limit ${max}`,
  ],
}
