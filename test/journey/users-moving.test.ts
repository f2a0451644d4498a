import { appendFileSync, copyFileSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { oneOfEach, writeUsers } from '../support/moving-users.ts'
import { makeClone, type Service } from './clone.ts'
import { freePort } from './ports.ts'
import { paste } from './commands.ts'

/** Users move in from other systems, out and in again, by the real command, at a running service. */
const here = makeClone()
let port: number
let service: Service

/** As many as CI has time for; `npm run load:import` has 100 000. */
const USERS = 2_000

beforeAll(async () => {
  port = await freePort()
  service = await here.dev({ port })
  writeUsers(join(here.folder, 'users.jsonl'), USERS)
})

afterAll(async () => {
  await service.stop()
  here.remove()
})

const login = async (body: { email: string; password: string }) => {
  const answer = await fetch(`${service.url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email: body.email, password: body.password }),
  })
  await answer.text()
  return answer.status
}

describe('npm run users -- import and export', () => {
  it('imports nobody when lines are refused, and says which', async () => {
    const file = join(here.folder, 'bad.jsonl')
    copyFileSync(join(here.folder, 'users.jsonl'), file)
    appendFileSync(
      file,
      '{"email":"new@example.com","verfied":true}\n\nnonsense\n{"email":"user7@EXAMPLE.com"}',
    )
    const refused = await here.command('users', 'import', 'bad.jsonl')
    expect(refused).toMatchObject({ code: 1, stdout: '' })
    const lines = refused.stderr.trimEnd().split('\n')
    expect(lines.filter((line) => line.startsWith('line '))).toEqual([
      'line 2001: there is no member "verfied"',
      'line 2003: no JSON in UTF-8, or more than 64 KiB of it',
    ])
    expect(lines.at(-1)).toBe(
      '2 lines are refused, so nobody was imported. --skip-refused imports the others.',
    )
    expect((await here.command('users', 'list')).stdout).toBe('Nobody.\n')
  })

  it('imports the others when told to, and each kind signs in at the running service', async () => {
    const { code, stdout, stderr } = await here.command('users', 'import', 'bad.jsonl', '--skip-refused')
    expect(stderr).toContain('line 2004: email: line 8 has it\n')
    expect(stdout).toBe(`Imported ${USERS} users. Refused 3 lines.\n`)
    expect(code).toBe(0)
    for (const somebody of oneOfEach()) {
      expect(await login({ ...somebody, password: 'not it' }), somebody.kind).toBe(401)
      expect(await login(somebody), somebody.kind).toBe(200)
      expect(await login(somebody), somebody.kind).toBe(200)
    }
  })

  it('refuses the same file a second time, and changes nothing', async () => {
    const { code, stderr } = await here.command('users', 'import', 'users.jsonl')
    expect(code).toBe(1)
    expect(stderr).toContain('line 1: email: somebody has it\n')
    expect(stderr).toContain('2000 lines are refused, so nobody was imported.')
  })

  it('exports for the eyes of the owner, over no other file, what can be imported again', async () => {
    const file = join(here.folder, 'out.jsonl')
    expect((await here.command('users', 'export', 'out.jsonl')).stdout).toContain(`Exported ${USERS} users`)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
    expect(lines).toHaveLength(USERS)
    expect(lines.filter((line) => line.includes('"$pbkdf2-sha256-chain$'))).toHaveLength(oneOfEach().length)
    expect(await here.command('users', 'export', 'out.jsonl')).toMatchObject({ code: 1 })

    await paste('npx wrangler d1 execute postern --command "delete from users"', {
      folder: here.folder,
      port,
    })
    const last = { email: `user${USERS - 1}@example.com`, password: 'correct horse' }
    expect(await login(last)).toBe(401)
    const moved = await here.command('users', 'import', 'out.jsonl')
    expect(moved, moved.stderr).toMatchObject({ code: 0 })
    for (const somebody of [...oneOfEach(), last]) expect(await login(somebody)).toBe(200)
    const { id } = JSON.parse(lines[0] as string) as { id: string }
    expect((await here.command('users', 'show', id)).stdout).toContain(id)
  })
})
