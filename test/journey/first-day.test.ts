import { join } from 'node:path'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeUsers } from './moving-users.ts'
import { commands, ELSEWHERE, isElsewhere, paste, wranglerCommands } from './commands.ts'
import { makeClone, type Service } from './clone.ts'
import { freePort } from './ports.ts'
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

  it('prints where the service, the mailbox, its health and the API document are', () => {
    for (const path of ['', '/dev/mailbox', '/healthz', '/docs']) {
      expect(service.said()).toMatch(new RegExp(`^ .*${RegExp.escape(service.url + path)}$`, 'm'))
    }
  })

  it('does not print its secret', () => {
    const secret = /^AUTH_SECRET=(.*)$/m.exec(clone.devVars().text)?.[1] ?? ''
    expect(service.said()).not.toContain(secret)
  })

  it('knows a client by the address that the platform sees', async () => {
    await post('/api/v1/auth/login', PERSON)
    await expect.poll(service.said).toMatch(/"event":"sign_in_refused".*"ip_prefix":"[^"]+"/)
  })
})

describe('the walk through the README', () => {
  it('works, and prints what the README says', async () => {
    const steps = stepsOf('Walk-through')
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

  it('keeps the secret and the users from one start to the next', async () => {
    const before = clone.devVars().text
    await service.stop()
    await expect(fetch(service.url)).rejects.toThrow('fetch failed')

    service = await clone.dev({ port })

    expect(clone.devVars().text).toBe(before)
    expect((await post('/api/v1/auth/login', PERSON)).status).toBe(200)
  })
})

describe('the commands of the README', () => {
  const here = commands.filter((line) => !isElsewhere(line))

  beforeAll(() => writeUsers(join(clone.folder, 'users.jsonl'), 10))

  it('are all tested, here or where the list says', () => {
    expect(here.length).toBeGreaterThan(2)
    const isThere = (beginning: string) => commands.some((line) => line.startsWith(beginning))
    expect(Object.keys(ELSEWHERE).filter((beginning) => !isThere(beginning))).toEqual([])
  })

  it.each(here)('%s', async (line) => {
    expect(await paste(line, { folder: clone.folder, port })).not.toBe('')
  })

  it('use no command that wrangler does not have', async () => {
    const unknown = [...wranglerCommands].map(async (words) => {
      const help = await paste(`npx wrangler ${words} --help`, { folder: clone.folder, port })
      const form = help.split('\n')[0]?.replaceAll(/ (<\S+>|\[\S+\])/g, '( \\S+)?')
      return new RegExp(`^${form}$`).test(`wrangler ${words}`) ? [] : [words]
    })
    expect(unknown.length).toBeGreaterThan(2)
    expect((await Promise.all(unknown)).flat()).toEqual([])
  })
})
