import { getTableColumns, getTableName } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { describe, expect, it } from 'vitest'
import { EXPORTED } from '../../src/core/account/exported.ts'
import { auditEvents } from '../../src/store/tables/audit-events.ts'
import { challenges } from '../../src/store/tables/challenges.ts'
import { connections } from '../../src/store/tables/connections.ts'
import { grants } from '../../src/store/tables/grants.ts'
import { passkeys } from '../../src/store/tables/passkeys.ts'
import { passwordFailures } from '../../src/store/tables/password-failures.ts'
import { recoveryCodes } from '../../src/store/tables/recovery-codes.ts'
import { sessions } from '../../src/store/tables/sessions.ts'
import { totp } from '../../src/store/tables/totp.ts'
import { users } from '../../src/store/tables/users.ts'
import { filesOf, read } from './sources.ts'

/** Tables with rows under the id of a user, and the column that has it. */
const OF_USERS: Record<string, { table: SQLiteTable; key: string }> = Object.fromEntries(
  [
    { table: users, key: 'id' },
    { table: sessions, key: 'userId' },
    { table: auditEvents, key: 'subject' },
    { table: challenges, key: 'subject' },
    { table: passwordFailures, key: 'subject' },
    { table: passkeys, key: 'userId' },
    { table: totp, key: 'userId' },
    { table: recoveryCodes, key: 'userId' },
    { table: grants, key: 'userId' },
    { table: connections, key: 'userId' },
  ].map((each) => [getTableName(each.table), each]),
)

/** Tables that have no row of a user, each with the reason. */
const OF_NOBODY: Record<string, string> = {
  budgets: 'counts under names that end within a day, and says nothing but how often',
  mail_buckets: 'counts mails by the MAC of an address, alike whether it has an account or not',
  marks: 'the state of the database itself',
  walks: 'how far cleaning has come, by the key of one row, which the next step replaces',
  import_runs: 'the imports that run now',
  apps: 'what an operator has registered',
  signing_keys: 'the keys of the service',
}

/** What an export has besides columns: the name of the app that a column names, and what the sessions say. */
const BESIDES = new Set(['appName', 'lastLoginAt'])

const IS_THE_ID = 'the id of the user, which the profile has'
const OF_TOKENS = 'counts refreshes, and says nothing but that they happened'
const NAMES_A_REQUEST = 'a random name of a request'

/** Columns that no export holds, each with the reason. */
const NOT_EXPORTED: Record<string, Record<string, string>> = {
  users: {
    password: 'a hash that passwords could be guessed with',
    securityVersion: 'counts changes that the history lists',
    lastLoginKept: 'is in `last_login_at`, once the sessions that say it are gone',
    deviceEpoch: 'counts how often the devices became unknown',
    reclaimedAt: 'a moment that the history has',
    changedBy: NAMES_A_REQUEST,
  },
  sessions: {
    userId: IS_THE_ID,
    beganAt: 'a moment that the history has',
    passkeyId: 'names a passkey, and the methods say that one was used',
    authPasskeyId: 'names a passkey, and `proven_by` says that one was used',
    generation: OF_TOKENS,
    previousGeneration: OF_TOKENS,
    lateRepeats: OF_TOKENS,
    lateSince: OF_TOKENS,
    repeats: OF_TOKENS,
    revokedBy: NAMES_A_REQUEST,
    parentId: 'the id of a session, which the sessions have',
    openedBy: NAMES_A_REQUEST,
  },
  audit_events: { subject: IS_THE_ID, actor: 'the id of another person' },
  challenges: {
    id: 'a hash of a secret',
    subject: 'the id of the user, or a MAC of the address that the profile has',
    askedBy: 'the id of a session, which the sessions have',
    since: 'when a session began, which the history has',
    tries: 'would tell a thief of a session how many guesses are left',
    claim: NAMES_A_REQUEST,
  },
  password_failures: Object.fromEntries(
    Object.keys(getTableColumns(passwordFailures)).map((column) => [
      column,
      'counts guesses of others; would tell a thief of a session how many are left',
    ]),
  ),
  passkeys: { userId: IS_THE_ID },
  totp: {
    id: 'names nothing that can be asked for',
    userId: IS_THE_ID,
    secret: 'the secret itself',
    lastStep: 'which codes are used up',
    sessionId: 'the id of a session, which the sessions have',
    tries: 'would tell a thief of a session how many guesses are left',
  },
  recovery_codes: { mac: 'stands for a secret', userId: IS_THE_ID },
  grants: { userId: IS_THE_ID },
  connections: { userId: IS_THE_ID },
}

describe('what is kept of people', () => {
  it('is in tables that are known: a new one is a user’s, or has a reason why not', () => {
    const tables = filesOf('src/store/tables/*.ts').flatMap((file) =>
      [...read(file).matchAll(/sqliteTable\(\s*'(\w+)'/g)].map(([, name = '']) => name),
    )
    expect(tables.toSorted()).toEqual([...Object.keys(OF_USERS), ...Object.keys(OF_NOBODY)].toSorted())
  })

  it.each(Object.entries(OF_USERS))(
    'is exported, every column of %s, or there is a reason why not',
    (name, { table }) => {
      const exported = Object.keys({ ...EXPORTED }[name as keyof typeof EXPORTED] ?? {})
      const excepted = Object.keys(NOT_EXPORTED[name] ?? {})
      const columns = exported.filter((each) => !BESIDES.has(each))
      expect([...columns, ...excepted].toSorted()).toEqual(Object.keys(getTableColumns(table)).toSorted())
    },
  )

  it.each(Object.entries(OF_USERS))(
    'is erased with the account, by every way: %s',
    (name, { table, key }) => {
      const [symbol] = Object.entries({
        users,
        sessions,
        auditEvents,
        challenges,
        passwordFailures,
        passkeys,
        totp,
        recoveryCodes,
        grants,
        connections,
      }).find(([, each]) => each === table) ?? ['']
      const erase = read('src/store/pieces/erase.ts')
      expect(erase).toMatch(new RegExp(`\\.(?:delete|update)\\(${symbol}\\)`))
      if (table === users) return
      // A request that runs at the same moment can write one more row, and an import erases without Drizzle.
      const rules = read('src/store/cleaning/rules.ts')
      expect(rules).toMatch(new RegExp(`(isOrphan\\(|ofUsers\\(\\[.*\\], )${symbol}\\.${key}\\b`))
      expect(read('src/store/import-export.ts')).toContain(`  ${name}: '`)
    },
  )

  it('leaves of an erased session nothing but its id and its times', () => {
    const [, cleared = ''] =
      /update\(sessions\)\s*\.set\(\{(.*?)\}\)/s.exec(read('src/store/pieces/erase.ts')) ?? []
    for (const column of ['userId', 'userAgent', 'ipPrefix', 'device', 'country', 'appId', 'scope'])
      expect(cleared).toContain(`${column}:`)
  })
})
