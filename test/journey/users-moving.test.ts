import { appendFileSync, copyFileSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { oneOfEach, writeUsers } from '../support/moving-users.ts'
import { freePort, makeClone, type Service } from './clone.ts'

/** Users move in from other systems and out again, by the real command, into databases of running services. */
const [here, there] = [makeClone(), makeClone()]
const services: Service[] = []

/** As many as CI has time for; `npm run load:import` has 100 000. */
const USERS = 2_000

beforeAll(async () => {
  services.push(await here.dev({ port: await freePort() }))
  writeUsers(join(here.folder, 'users.jsonl'), USERS)
})

afterAll(async () => {
  for (const service of services) await service.stop()
  for (const clone of [here, there]) clone.remove()
})

const login = async (service: Service | undefined, body: { email: string; password: string }) => {
  const answer = await fetch(`${service?.url}/api/v1/auth/login`, {
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
    expect(refused).toMatchObject({
      code: 1,
      said: [
        'line 2001: there is no member "verfied"',
        'line 2003: no JSON in UTF-8, or more than 64 KiB of it',
        '2 lines are refused, so nobody was imported. --skip-refused imports the others.\n',
      ].join('\n'),
    })
    expect((await here.command('users', 'list')).said).toBe('Nobody.\n')
  })

  it('imports the others when told to, and each kind signs in at the running service', async () => {
    const { code, said } = await here.command('users', 'import', 'bad.jsonl', '--skip-refused')
    expect(said).toContain('line 2004: email: line 8 has it\n')
    expect(said).toContain(`Imported ${USERS} users. Refused 3 lines.\n`)
    expect(code).toBe(0)
    for (const somebody of oneOfEach()) {
      expect(await login(services[0], { ...somebody, password: 'not it' }), somebody.kind).toBe(401)
      expect(await login(services[0], somebody), somebody.kind).toBe(200)
      expect(await login(services[0], somebody), somebody.kind).toBe(200)
    }
  })

  it('refuses the same file a second time, and changes nothing', async () => {
    const { code, said } = await here.command('users', 'import', 'users.jsonl')
    expect(code).toBe(1)
    expect(said).toContain('line 1: email: somebody has it\n')
    expect(said).toContain('2000 lines are refused, so nobody was imported.')
  })

  it('exports for the eyes of the owner, over no other file, what another service imports', async () => {
    const file = join(here.folder, 'out.jsonl')
    expect((await here.command('users', 'export', 'out.jsonl')).said).toContain(`Exported ${USERS} users`)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
    expect(lines).toHaveLength(USERS)
    expect(lines.filter((line) => line.includes('"$pbkdf2-sha256-chain$'))).toHaveLength(oneOfEach().length)
    expect(await here.command('users', 'export', 'out.jsonl')).toMatchObject({ code: 1 })

    // With the secret that peppers those who have signed in already.
    copyFileSync(join(here.folder, '.dev.vars'), join(there.folder, '.dev.vars'))
    services.push(await there.dev({ port: await freePort() }))
    const moved = await there.command('users', 'import', file)
    expect(moved, moved.said).toMatchObject({ code: 0 })
    const last = { email: `user${USERS - 1}@example.com`, password: 'correct horse' }
    for (const somebody of [...oneOfEach(), last]) expect(await login(services[1], somebody)).toBe(200)
    const again = await there.command('users', 'export', 'again.jsonl')
    expect(again.code, again.said).toBe(0)
    const ids = (text: string) => text.match(/"id":"[^"]+","email":"[^"]+"/g)
    expect(ids(readFileSync(join(there.folder, 'again.jsonl'), 'utf8'))).toEqual(ids(lines.join('\n')))
  })
})
