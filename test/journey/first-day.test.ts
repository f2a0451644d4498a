import { once } from 'node:events'
import { mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { addressesOf } from '../../src/commands/dev/listen.ts'
import { doctor } from '../../src/commands/doctor/command.ts'
import type { Command } from '../../src/commands/terminal.ts'
import { users } from '../../src/commands/users/command.ts'
import { oneOfEach, writeUsers } from './moving-users.ts'
import { commands, ELSEWHERE, isElsewhere, isWranglerCommand, paste, wranglerCommands } from './commands.ts'
import { makeClone, type Service } from './clone.ts'
import { runHere } from './in-process.ts'
import { freePort } from './ports.ts'
import { describeAppsCommand } from './registered-apps-suite.ts'
import { describeUsersCommand } from './users-suite.ts'
import { pattern, stepsOf, walk } from './walk.ts'

/** The first day of a newcomer, with the real commands: a fresh clone, `npm run dev`, the README, a second start. */
const clone = makeClone()
let port: number
let service: Service

beforeAll(async () => {
  port = await freePort()
  service = await clone.dev({ port })
})

afterAll(async () => {
  await service.stop()
  clone.remove()
})

const PERSON = { email: 'ada@example.com', password: 'SecurePass123!' }

/** What the doctor looks at besides the keys. */
const PARTS = [
  'configuration',
  'password hash',
  'passkeys',
  'database',
  'key-value',
  'mail',
  'health',
  'clock',
  'transport',
]

const secretOf = ({ devVars }: typeof clone) =>
  /^AUTH_SECRET=(.+)$/m.exec(devVars().text)?.[1] ?? expect.fail('no secret')

async function post(path: string, body: object) {
  return fetch(service.url + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
}

describe('the first start from nothing', () => {
  it('makes settings for development, with a secret that only the owner can read', () => {
    const { text, mode } = clone.devVars()
    expect(text).toMatch(/^ENVIRONMENT=development$/m)
    expect(text).toMatch(/^AUTH_SECRET=[\w-]{43}$/m)
    expect(mode).toBe(0o600)
  })

  it('has a migrated database, and reports that it is healthy', async () => {
    const answer = await fetch(`${service.url}/healthz`)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual({ status: 'ok' })
  })

  it('warns of nothing', () => {
    expect(service.said()).not.toMatch(/warn/i)
  })

  it('prints where the service, the mailbox, its health and the API document are', () => {
    for (const path of ['', '/dev/mailbox', '/healthz', '/docs']) {
      expect(service.said()).toMatch(new RegExp(`^ .*${RegExp.escape(service.url + path)}$`, 'm'))
    }
  })

  it('does not print its secret', () => {
    expect(service.said()).not.toContain(secretOf(clone))
  })

  it('knows a client by the address that the platform sees', async () => {
    await post('/api/v1/auth/login', PERSON)
    await expect.poll(service.said).toMatch(/"event":"sign_in_refused".*"ip_prefix":"[^"]+"/)
  })
})

describe('the walk through', () => {
  it.each([
    ['the README', 'Walk-through', 'README.md'],
    ['the account of a user', 'The story with curl', 'src/docs/your-account.md'],
  ])('%s works, and prints what it says', async (_, section, page) => {
    const steps = stepsOf(section, page)
    expect(steps.length).toBeGreaterThan(5)
    const printed = await walk(steps, { url: service.url })
    expect(printed).toEqual(
      steps.map(({ prints }) => prints.map((line) => expect.stringMatching(pattern(line)))),
    )
  })
})

describe('another service', () => {
  it('checks a token with the address of the keys only', async () => {
    const registered = await post('/api/v1/auth/register', {
      ...PERSON,
      confirm_password: PERSON.password,
      first_name: 'Ada',
      last_name: 'Lovelace',
    })
    const { access_token, user } = (await registered.json()) as { access_token: string; user: { id: string } }

    const keys = createRemoteJWKSet(new URL(`${service.url}/.well-known/jwks.json`))
    const { payload } = await jwtVerify(access_token, keys, {
      algorithms: ['ES256'],
      typ: 'at+jwt',
      issuer: service.url,
      audience: service.url,
    })

    expect(payload.sub).toBe(user.id)
    expect(JSON.stringify(payload)).not.toMatch(/@|Ada|Lovelace/)
    const [head, body, signature = ''] = access_token.split('.')
    const altered = `${head}.${body}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`
    await expect(jwtVerify(altered, keys)).rejects.toThrow('signature verification failed')
  })
})

describe('npm run dev', () => {
  it('says in one sentence that its port is taken', async () => {
    const { code, said } = await clone.devThatGivesUp({ port })
    expect(code).not.toBe(0)
    expect(said.trim()).toBe(
      `Port ${port} is in use. Stop what runs there, or choose another one: PORT=8788 npm run dev`,
    )
  })

  it('names another port than the one that is taken', async () => {
    const server = createServer().listen(8788, 'localhost')
    // When somebody else has that port already, it is taken as well.
    await once(server, 'listening').catch(() => undefined)
    const { said } = await clone.devThatGivesUp({ port: 8788 })
    server.close()
    expect(said).toContain('PORT=8789 npm run dev')
  })

  it('starts the service again when its settings change, however the file is written', async () => {
    const file = join(clone.folder, '.dev.vars')
    const before = readFileSync(file, 'utf8')
    const allowed = async () => {
      const headers = { Origin: 'https://app.example.com', 'Access-Control-Request-Method': 'POST' }
      const answer = await fetch(`${service.url}/api/v1/auth/login`, { method: 'OPTIONS', headers })
      return answer.headers.get('access-control-allow-origin')
    }
    expect(await allowed()).toBeNull()
    renameSync(file, `${file}.old`)
    writeFileSync(file, `${before}ALLOWED_ORIGINS=https://app.example.com\n`)
    await expect.poll(service.said).toContain(`The service has the new settings: ${service.url}`)
    expect(await allowed()).toBe('https://app.example.com')
    // Not a file for a while, as some editors and tools leave it.
    rmSync(file)
    mkdirSync(file)
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    rmdirSync(file)
    renameSync(`${file}.old`, file)
    await expect.poll(() => service.said().match(/has the new settings/g)).toHaveLength(2)
    expect(await allowed()).toBeNull()
  })

  it('keeps the secret and the users from one start to the next', async () => {
    const before = clone.devVars().text
    await service.stop()
    await expect(fetch(service.url)).rejects.toThrow('fetch failed')

    // What the next test asks for too: a start takes seconds.
    service = await clone.dev({ port, host: '0.0.0.0' })

    expect(clone.devVars().text).toBe(before)
    expect((await post('/api/v1/auth/login', PERSON)).status).toBe(200)
  })

  const hasNetwork = addressesOf({ port: 8787, host: '0.0.0.0' }).length > 1

  it.runIf(hasNetwork)('with HOST answers other machines too, and shows them no mail', async () => {
    const [, address = ''] = addressesOf({ port, host: '0.0.0.0' })
    expect(service.said()).toMatch(new RegExp(`^ +${RegExp.escape(address)}$`, 'm'))
    expect(service.said()).toContain('Everybody in your network reaches the service')
    const statusOf = async (url: string) => (await fetch(url)).status
    expect(await statusOf(`${address}/healthz`)).toBe(200)
    expect(await statusOf(`${address}/dev/mailbox`)).toBe(404)
    expect(await statusOf(`${service.url}/dev/mailbox`)).toBe(200)
  })
})

describeUsersCommand(clone, () => service)
describeAppsCommand(clone)

describe('the commands of the README', () => {
  const here = commands.filter((line) => !isElsewhere(line))
  const people = oneOfEach()
  // How each kind signs in is tested in core/imported-accounts.test.ts: some take seconds here.
  const movers = people.filter(({ kind }) => kind === 'laravel' || kind === 'betterAuth')
  const exported = () => readFileSync(join(clone.folder, 'everybody.jsonl'), 'utf8').trimEnd().split('\n')

  /** What must be true when a command has run, by the command. */
  const then: Record<string, (printed: string) => unknown> = {
    'npm run doctor': (printed) => {
      for (const about of PARTS) expect(printed).toMatch(new RegExp(`^ok {7}${about}:`, 'm'))
      expect(printed).toContain('ok       keys: 3 public ES256 keys, which come from the secret here')
      expect(printed).toContain(', 0 problems')
      expect(printed).not.toContain(secretOf(clone))
    },
    'npm run doctor -- --mail-to you@example.com': async (printed) => {
      expect(printed).toContain('The mail is in the mailbox of development')
      expect(await (await fetch(`${service.url}/dev/mailbox`)).text()).toContain('A test mail from Postern')
    },
    'npm run users -- disable ada@example.com': async () =>
      expect((await post('/api/v1/auth/login', PERSON)).status).toBe(401),
    'npm run users -- import users.jsonl': async (printed) => {
      expect(printed).toMatch(new RegExp(`^Imported ${people.length} users[.]$`, 'm'))
      for (const { email, password, kind } of movers)
        expect((await post('/api/v1/auth/login', { email, password })).status, kind).toBe(200)
    },
    // Signing in has renewed the hashes.
    'npm run users -- export everybody.jsonl': () => {
      const imported = exported().filter((line) => /"user\d+@/.test(line))
      expect(imported).toHaveLength(people.length)
      expect(imported.filter((line) => line.includes('"$pbkdf2-sha256-chain$'))).toHaveLength(movers.length)
    },
  }

  const started = new Set<Command>()

  /** The first of each command starts as people start it; the others run in this process, because a start costs seconds. */
  async function run(line: string) {
    const [, script = '', words = ''] = /^npm run (doctor|users)((?: [\w@.-]+)*)$/.exec(line) ?? []
    const command = { doctor, users }[script]
    if (!command || !started.has(command)) {
      if (command) started.add(command)
      return paste(line, { folder: clone.folder, port })
    }
    vi.stubEnv('PORT', String(port))
    const { code, stdout, stderr } = await runHere(command, clone.folder, ...words.split(' ').slice(2))
    vi.unstubAllEnvs()
    expect(code, stderr).toBe(0)
    return stdout
  }

  beforeAll(() => writeUsers(join(clone.folder, 'users.jsonl'), people.length))

  it('are all tested, here or where the list says', () => {
    expect(here.length).toBeGreaterThan(2)
    const isThere = (beginning: string) => commands.some((line) => line.startsWith(beginning))
    expect(Object.keys(ELSEWHERE).filter((line) => !isThere(line))).toEqual([])
    expect(here).toEqual(expect.arrayContaining(Object.keys(then)))
  })

  it.each(here)('%s', async (line) => {
    const printed = await run(line)
    expect(printed).not.toBe('')
    await then[line]?.(printed)
  })

  it('say what is wrong with a file, and do nothing', async () => {
    writeFileSync(join(clone.folder, 'bad.jsonl'), 'nonsense\n')
    const refused = [
      [['import', 'bad.jsonl'], '1 line is refused, so nobody was imported.'],
      [['import', 'bad.jsonl', '--skip-refused'], 'The file has no line to import.'],
      [['export', 'everybody.jsonl'], '--overwrite replaces it.'],
    ] as const
    for (const [words, said] of refused)
      expect(await runHere(users, clone.folder, ...words)).toMatchObject({
        code: 1,
        stderr: expect.stringContaining(said),
      })
  })

  it('say in one sentence that the disk is full: users -- export /dev/full', async () => {
    expect(await runHere(users, clone.folder, 'export', '/dev/full')).toMatchObject({
      code: 1,
      stderr:
        'The disk is full, so the output is not complete. Free some space, and run the command again.\n',
    })
  })

  it('say in one sentence that whoever reads their output has ended', async () => {
    // The pipe has lost its only reader before the command begins.
    const pipe = 'mkfifo output; exec 3<>output 4>output 3<&-'
    const line = `${pipe}; npm run --silent users -- --help 2>&1 >&4; echo "ended with $?"`
    const printed = await paste(line, { folder: clone.folder, port })
    const sentence = 'Whatever read the output has ended, so the output is not complete.'
    expect(printed.split('\n')).toEqual([sentence, 'ended with 1', ''])
  })

  it('use no command that wrangler does not have', () => {
    expect(wranglerCommands.size).toBeGreaterThan(2)
    expect([...wranglerCommands].filter((words) => !isWranglerCommand(words))).toEqual([])
    expect(isWranglerCommand('secret lose')).toBe(false)
  })
})

describe('npm run doctor at the address of the service', () => {
  it('finds the same from outside, where it does not know the secret', async () => {
    const { code, stdout } = await runHere(doctor, clone.folder, service.url)
    expect(stdout).toContain('ok       keys: 3 public ES256 keys; set AUTH_SECRET')
    expect(stdout).toMatch(/hash time: signing in takes \d+ ms longer/)
    expect(stdout).toContain(', 0 problems')
    expect(code).toBe(0)
  })
})
