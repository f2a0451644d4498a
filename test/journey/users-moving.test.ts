import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { exportUsers } from '../../src/commands/users/export.ts'
import { importUsers } from '../../src/commands/users/import.ts'
import { oneOfEach, writeUsers } from './moving-users.ts'
import { makeClone, type Service } from './clone.ts'
import { freePort } from './ports.ts'
import { sqliteSql } from './sqlite.ts'

/** More than one statement of an import holds; `npm run load:import` has 100 000. */
const USERS = 2_000

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

describe('npm run users -- import and export, through wrangler at a running service', () => {
  const clone = makeClone()
  const people = oneOfEach()
  let service: Service

  beforeAll(async () => {
    service = await clone.dev({ port: await freePort() })
    writeUsers(join(clone.folder, 'users.jsonl'), people.length)
  })
  afterAll(async () => {
    await service.stop()
    clone.remove()
  })

  const login = async ({ email, password }: { email: string; password: string }) => {
    const answer = await fetch(`${service.url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email, password }),
    })
    await answer.text()
    return answer.status
  }

  it('import a kind of hash of every system, with which its user signs in', async () => {
    appendFileSync(join(clone.folder, 'users.jsonl'), '{"email":"user0@example.com"}\n')
    const { code, stdout, stderr } = await clone.command('users', 'import', 'users.jsonl', '--skip-refused')
    expect(stderr).toContain(`line ${people.length + 1}: email: line 1 has it\n`)
    expect(stdout).toBe(`Imported ${people.length} users. Refused 1 lines.\n`)
    expect(code).toBe(0)
    for (const somebody of people) expect(await login(somebody), somebody.kind).toBe(200)
  })

  it('export the hashes that sign-in has renewed', async () => {
    const { code, stdout } = await clone.command('users', 'export', 'out.jsonl')
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('Exported') })
    const lines = readFileSync(join(clone.folder, 'out.jsonl'), 'utf8').trimEnd().split('\n')
    expect(lines.filter((line) => line.includes('"$pbkdf2-sha256-chain$'))).toHaveLength(people.length)
    const refused = await clone.command('users', 'export', 'out.jsonl')
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('--overwrite replaces it.') })
  })
})
