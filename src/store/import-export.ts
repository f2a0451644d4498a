import { literal } from './literal.ts'
import type { User } from './tables/users.ts'
import { ABANDONED_MS, WAITING, waitingTable } from './waiting-table.ts'
import { YIELDS } from './pieces/yields.ts'

/**
 * The import and export of users, as SQL text. An import first fills a table of its own. One transaction then
 * makes users of all rows of that table.
 */

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
  webauthnHandle: 'webauthn_handle',
  secondStepAt: 'second_step_at',
  mailSignInOffAt: 'mail_sign_in_off_at',
  recoveredAt: 'recovered_at',
  reclaimedAt: 'reclaimed_at',
  deletesAt: 'deletes_at',
  secondStepResetAskedAt: 'second_step_reset_asked_at',
  secondStepResetsAt: 'second_step_resets_at',
  lastLoginKept: 'last_login_at',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
  changedBy: 'changed_by',
} satisfies Record<keyof User, string>

const MEMBERS = Object.keys(COLUMNS) as (keyof User)[]
const LIST = Object.values(COLUMNS).join(', ')
const LIST_OF_MEMBERS = MEMBERS.map((member) => `${COLUMNS[member]} as "${member}"`).join(', ')

/** D1 accepts statements of at most 100 000 bytes. The text here is ASCII. */
const MAX_BYTES = 90_000

/** An account yields its address to a line whose address is verified. */
const YIELDS_TO_LINE = `${YIELDS} and waiting.verified_at is not null`

/** While such a link is good, its address is nobody else's. */
const isReserved = (now: number) => `select 1 from challenges where reserves = waiting.email
and purpose = 'undo_email_change' and consumed_at is null and superseded_at is null and expires_at > ${now}`

/** The lines that cannot become users, with the reason. Of several with the same address or id, the first can. */
const refused = (table: string, now: number) =>
  [
    `select line, 'email: a user has it' as reason from ${table} as waiting
where exists (select 1 from users where users.email = waiting.email and not (${YIELDS_TO_LINE}))`,
    `select line, 'email: its former owner can take it back' from ${table} as waiting
where exists (${isReserved(now)})`,
    `select line, 'id: a user has it' from ${table} as waiting
where exists (select 1 from users where users.id = waiting.id and not (users.email = waiting.email and ${YIELDS_TO_LINE}))`,
    ...['email', 'id'].map(
      (column) => `select line, '${column}: line ' || first || ' has it' from
(select line, min(line) over (partition by ${column}) as first from ${table}) where line > first`,
    ),
  ].join('\nunion all\n')

/** Where rows are kept under the id of a user, as deleting the user takes them. */
const KEPT = {
  challenges: 'subject',
  password_failures: 'subject',
  audit_events: 'subject',
  sessions: 'user_id',
  passkeys: 'user_id',
  totp: 'user_id',
  recovery_codes: 'user_id',
  grants: 'user_id',
  connections: 'user_id',
}

/** What else is counted of a user: under the id, and a slash or a colon behind it. */
const ofDevices = (table: string) => `select subject from ${table} cross join password_failures
on subject > evicts || '/' and subject < evicts || ';'`

/** Erases the accounts that yield, and answers which sessions were open. */
const evict = (table: string, now: number) => {
  const evicted = `(select evicts from ${table} where evicts is not null)`
  return {
    evict: `update ${table} as waiting
set evicts = (select id from users where users.email = waiting.email and ${YIELDS_TO_LINE}) where verified_at is not null`,
    ended: `select id from sessions where user_id in ${evicted} and revoked_at is null and expires_at > ${now}`,
    ...Object.fromEntries(
      Object.entries(KEPT).map(([kept, id]) => [kept, `delete from ${kept} where ${id} in ${evicted}`]),
    ),
    devices: `delete from password_failures where subject in (${ofDevices(table)})`,
    users: `delete from users where id in ${evicted}`,
  }
}

const seen = (run: string, now: number) =>
  `update import_runs set seen_at = ${now} where run = ${literal(run)}`

export const movingIn = {
  /**
   * Creates the table of this import, and answers the imports that were broken off. A table without a row in
   * `import_runs` gets one, and a day from now on.
   */
  begin: (run: string, now: number) => ({
    adopted: `insert into import_runs (run, seen_at) select substr(name, ${WAITING.length + 1}), ${now} from sqlite_master
where type = 'table' and name glob '${WAITING}*' and substr(name, ${WAITING.length + 1}) not in (select run from import_runs)`,
    begun: `insert into import_runs (run, seen_at) values (${literal(run)}, ${now})`,
    created: `create table ${waitingTable(run)} as select 0 as line, '' as evicts, ${LIST} from users where false`,
    leftOver: `select run from import_runs where seen_at <= ${now - ABANDONED_MS}`,
  }),

  /** Inserts users into the table, in statements of the length that D1 accepts. Also a sign of life. */
  wait(run: string, waiting: { line: number; user: User }[], now: number): Record<string, string> {
    const head = `insert into ${waitingTable(run)} (line, ${LIST}) values\n`
    const statements: string[] = [seen(run, now)]
    let length = Infinity
    for (const { line, user } of waiting) {
      const row = `(${[line, ...MEMBERS.map((member) => user[member])].map(literal).join(',')})`
      length += row.length + 2
      if (length > MAX_BYTES) {
        statements.push(head + row)
        length = head.length + row.length
      } else statements[statements.length - 1] += `,\n${row}`
    }
    return Object.fromEntries(statements.entries())
  },

  /** The number of lines that are refused, and the first reasons. */
  refused: (run: string, { max, now }: { max: number; now: number }) => ({
    seen: seen(run, now),
    count: `select count(distinct line) as count from (${refused(waitingTable(run), now)})`,
    reasons: `select line, reason from (${refused(waitingTable(run), now)}) order by line, reason limit ${max}`,
  }),

  /**
   * Makes users of all rows, or of none: it breaks a constraint if a line has come to be refused meanwhile.
   * An unverified account yields its address to a verified line, and is erased.
   */
  moveIn(run: string, { skipRefused, now }: { skipRefused: boolean; now: number }) {
    const table = waitingTable(run)
    const lines = refused(table, now)
    return {
      admitted: skipRefused
        ? `delete from ${table} where line in (select line from (${lines}))`
        : `insert into import_runs (run, seen_at) select null, 0 from (${lines}) limit 1`,
      ...evict(table, now),
      moved: `insert into users (${LIST}) select ${LIST} from ${table} order by id`,
      count: `select count(*) as count from ${table}`,
      ...movingIn.end([run]),
    }
  },

  /** Drops the tables of imports. */
  end: (runs: string[]): Record<string, string> =>
    Object.fromEntries(
      runs.flatMap((run) => [
        [`dropped ${run}`, `drop table if exists ${waitingTable(run)}`],
        [`ended ${run}`, `delete from import_runs where run = ${literal(run)}`],
      ]),
    ),
}

export const movingOut = {
  /** A page of users in the order of their ids, and how many there are. */
  page: ({ after, max }: { after: string; max: number }) => ({
    users: `select ${LIST_OF_MEMBERS} from users where id > ${literal(after)} order by id limit ${max}`,
  }),
  count: { count: 'select count(*) as count from users' },
}
