import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { SqlRunner } from '../../src/commands/database.ts'
import { exportUsers } from '../../src/commands/users/export.ts'
import { importUsers } from '../../src/commands/users/import.ts'
import { IMPORTED } from '../crypto/imported-hashes.ts'
import { writeUsers } from './moving-users.ts'
import { sqlInMemory } from './sqlite.ts'

/** More than two steps of an import hold, and than it gives reasons; `npm run load:import` has 100 000. */
const USERS = 1_200

/** In this process, on SQLite in memory. The command itself runs in first-day.test.ts, with a user of each system. */
describe('the import and export of users', () => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-moving-'))
  const here = (name: string) => join(folder, name)
  let { sql, close } = sqlInMemory()
  let printed: string[]
  let complaints: string[]

  beforeAll(() => {
    writeUsers(here('users.jsonl'), USERS)
    writeFileSync(here('bad.jsonl'), readFileSync(here('users.jsonl')))
    appendFileSync(
      here('bad.jsonl'),
      '{"email":"new@example.com","verfied":true}\n\nnonsense\n{"email":"user7@EXAMPLE.com"}',
    )
  })
  beforeEach(() => {
    ;({ sql, close } = sqlInMemory())
    ;[printed, complaints] = [[], []]
    vi.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line))
    vi.spyOn(console, 'error').mockImplementation((line: string) => void complaints.push(line))
  })
  afterEach(() => {
    close()
    vi.restoreAllMocks()
    vi.unstubAllEnvs()
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const count = async () =>
    (await sql<{ users: { count: number } }>({ users: 'select count(*) as count from users' })).users[0]
      ?.count
  const tables = async () => {
    const statement = "select name from sqlite_master where name glob 'moving_in_*'"
    return (await sql<{ tables: { name: string } }>({ tables: statement })).tables
  }
  const all = { skipRefused: false }

  it('import nobody when lines are refused, and name these lines', async () => {
    await expect(importUsers(sql, here('bad.jsonl'), all)).rejects.toThrow(
      '2 lines are refused, so nobody was imported. --skip-refused imports the others.',
    )
    expect(complaints).toEqual([
      `line ${USERS + 1}: unknown member "verfied"`,
      `line ${USERS + 3}: not JSON in UTF-8, or longer than 64 KiB`,
    ])
    expect(await count()).toBe(0)
  })

  it('import the other lines when told to', async () => {
    await importUsers(sql, here('bad.jsonl'), { skipRefused: true })
    expect(complaints).toContain(`line ${USERS + 4}: email: line 8 has it`)
    expect(printed).toEqual([`Imported ${USERS} users. Refused 3 lines.`])
    expect(await count()).toBe(USERS)
  })

  it('count one user and one line as one', async () => {
    writeFileSync(here('one.jsonl'), '{"email":"one@example.com"}\nnonsense\n')
    await importUsers(sql, here('one.jsonl'), { skipRefused: true })
    await exportUsers(sql, here('one.jsonl'), { overwrite: true })
    expect(printed).toEqual([
      'Imported 1 user. Refused 1 line.',
      expect.stringContaining('Exported 1 user to '),
    ])
  })

  it('refuse the same file a second time, and change nothing', async () => {
    await importUsers(sql, here('users.jsonl'), all)
    await expect(importUsers(sql, here('users.jsonl'), all)).rejects.toThrow(`${USERS} lines are refused`)
    expect(complaints).toContain('line 1: email: a user has it')
    expect(await count()).toBe(USERS)
  })

  it('export for their owner only, and into no other file, what can be imported again', async () => {
    await importUsers(sql, here('users.jsonl'), all)
    await exportUsers(sql, here('out.jsonl'), { overwrite: false })
    expect(printed.at(-1)).toContain(`Exported ${USERS} users`)
    expect(statSync(here('out.jsonl')).mode & 0o777).toBe(0o600)
    const before = readFileSync(here('out.jsonl'), 'utf8')
    expect(before.trimEnd().split('\n')).toHaveLength(USERS)
    await expect(exportUsers(sql, here('out.jsonl'), { overwrite: false })).rejects.toThrow('--overwrite')

    await sql({ all: 'delete from users' })
    await importUsers(sql, here('out.jsonl'), all)
    await exportUsers(sql, here('out.jsonl'), { overwrite: true })
    expect(readFileSync(here('out.jsonl'), 'utf8')).toBe(before)
  })

  it('say how many hashes take long at the first sign-in', async () => {
    const argon = JSON.stringify({ email: 'a@example.com', password: IMPORTED.laravelArgon.hash })
    const bcrypt = JSON.stringify({ email: 'b@example.com', password: IMPORTED.laravel.hash })
    writeFileSync(here('slow.jsonl'), `${argon}\n${bcrypt}\n`)
    await importUsers(sql, here('slow.jsonl'), all)
    expect(complaints).toEqual([
      'Note: 1 hash takes more than 10 times the CPU of one of ours, until the user has signed in once. ' +
        'The guide "Moving in" has the figures.',
    ])
  })

  it('say which hash is unknown and which is over a limit, and the way out', async () => {
    const argon =
      '$argon2id$v=19$m=102400,t=2,p=8$7fC4LjRbdRV3Ka+7MiTigA$FdWprsaXchspb3RShO+7tn0HOCbBoTy1FMlsvgjtPkQ'
    const lines = [argon, 'secret'].map((password) => JSON.stringify({ email: 'a@example.com', password }))
    writeFileSync(here('refused.jsonl'), lines.join('\n'))
    await expect(importUsers(sql, here('refused.jsonl'), all)).rejects.toThrow('2 lines are refused')
    expect(complaints).toEqual([
      'line 1: password: too costly: m=102400 KiB is over the limit of 65536 KiB. With null instead, the user sets a new password by mail',
      'line 2: password: unknown format. With null instead, the user sets a new password by mail',
    ])
  })

  it('say what is wrong with a file or folder', async () => {
    await expect(exportUsers(sql, here('none/out.jsonl'), { overwrite: false })).rejects.toThrow(
      `There is no folder ${here('none')}.`,
    )
    writeFileSync(here('empty.jsonl'), '\n')
    await expect(importUsers(sql, here('empty.jsonl'), all)).rejects.toThrow('no line to import')
  })

  it('run beside each other, and neither takes the table of the other for a leftover', async () => {
    writeUsers(here('first.jsonl'), 1_200)
    const lines = readFileSync(here('first.jsonl'), 'utf8').replaceAll('@example.com', '@example.net')
    writeFileSync(here('second.jsonl'), lines)
    await Promise.all(['first', 'second'].map((name) => importUsers(sql, here(`${name}.jsonl`), all)))
    expect(printed).toEqual(Array(2).fill('Imported 1200 users.'))
    expect(await tables()).toEqual([])
  })

  it('leave no hash in any file while they run, and no table when they fail', async () => {
    const temporary = mkdtempSync(join(folder, 'tmp-'))
    vi.stubEnv('TMPDIR', temporary)
    const found: string[] = []
    const watched: SqlRunner = (statements) => {
      found.push(...readdirSync(temporary))
      return sql(statements)
    }
    await importUsers(watched, here('users.jsonl'), all)
    expect(found).toEqual([])
    await expect(importUsers(watched, here('users.jsonl'), all)).rejects.toThrow('refused')
    expect(await tables()).toEqual([])
  })

  it('import nobody, and say so, when somebody takes an address at the last moment', async () => {
    const late: SqlRunner = async (statements) => {
      if ('moved' in statements)
        await sql({
          late: `insert into users (id, email, password, role, security_version, created_at, updated_at)
                 values ('x', 'user5@example.com', '!', 'user', 0, 0, 0)`,
        })
      return sql(statements)
    }
    writeFileSync(here('unverified.jsonl'), '{"email":"user5@example.com"}')
    await expect(importUsers(late, here('unverified.jsonl'), all)).rejects.toThrow(
      'Somebody has taken an address or id of the file meanwhile, so nobody was imported.',
    )
    expect([await count(), await tables()]).toEqual([1, []])
  })

  it('export into a pipe or device as it is', async () => {
    await importUsers(sql, here('users.jsonl'), all)
    await exportUsers(sql, '/dev/null', { overwrite: false })
    expect(complaints.at(-1)).toContain(`Exported ${USERS} users to /dev/null`)
    await expect(exportUsers(sql, '/dev/full', { overwrite: false })).rejects.toThrow('ENOSPC')
  })
})
