import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { exportUsers } from '../../src/commands/users/export.ts'
import { importUsers } from '../../src/commands/users/import.ts'
import { writeUsers } from './moving-users.ts'
import { sqliteSql } from './sqlite.ts'

/** More than one statement of an import holds; `npm run load:import` has 100 000. */
const USERS = 2_000

/** In this process, on SQLite in memory. The command itself runs in first-day.test.ts, with a user of each system. */
describe('the import and export of users', () => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-moving-'))
  const here = (name: string) => join(folder, name)
  let sql: ReturnType<typeof sqliteSql>
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
    sql = sqliteSql()
    ;[printed, complaints] = [[], []]
    vi.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line))
    vi.spyOn(console, 'error').mockImplementation((line: string) => void complaints.push(line))
  })
  afterEach(() => {
    sql.close()
    vi.restoreAllMocks()
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const count = async () =>
    (await sql.run<{ count: number }>(['select count(*) as count from users']))[0]?.[0]?.count
  const all = { skipRefused: false }

  it('import nobody when lines are refused, and name these lines', async () => {
    await expect(importUsers(sql, here('bad.jsonl'), all)).rejects.toThrow(
      '2 lines are refused, so nobody was imported. --skip-refused imports the others.',
    )
    expect(complaints).toEqual([
      'line 2001: unknown member "verfied"',
      'line 2003: not JSON in UTF-8, or longer than 64 KiB',
    ])
    expect(await count()).toBe(0)
  })

  it('import the other lines when told to', async () => {
    await importUsers(sql, here('bad.jsonl'), { skipRefused: true })
    expect(complaints).toContain('line 2004: email: line 8 has it')
    expect(printed).toEqual([`Imported ${USERS} users. Refused 3 lines.`])
    expect(await count()).toBe(USERS)
  })

  it('refuse the same file a second time, and change nothing', async () => {
    await importUsers(sql, here('users.jsonl'), all)
    await expect(importUsers(sql, here('users.jsonl'), all)).rejects.toThrow(`${USERS} lines are refused`)
    expect(complaints[0]).toBe('line 1: email: a user has it')
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

    await sql.run(['delete from users'])
    await importUsers(sql, here('out.jsonl'), all)
    await exportUsers(sql, here('out.jsonl'), { overwrite: true })
    expect(readFileSync(here('out.jsonl'), 'utf8')).toBe(before)
  })

  it('say what is wrong with a file or folder', async () => {
    await expect(importUsers(sql, folder, all)).rejects.toThrow(`${folder} is not a file.`)
    await expect(exportUsers(sql, here('none/out.jsonl'), { overwrite: false })).rejects.toThrow(
      `There is no folder ${here('none')}.`,
    )
    writeFileSync(here('empty.jsonl'), '\n')
    await expect(importUsers(sql, here('empty.jsonl'), all)).rejects.toThrow('no line to import')
  })
})
