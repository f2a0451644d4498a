import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeClone, type Service } from './clone.ts'
import { freePort } from './ports.ts'

/**
 * `npm run users`, once for each verb, on the database of a running service. What each verb does is tested
 * in test/core/administration.test.ts, what it prints in administer.test.ts.
 */
const clone = makeClone()
let service: Service

beforeAll(async () => {
  service = await clone.dev({ port: await freePort() })
})

afterAll(async () => {
  await service.stop()
  clone.remove()
})

const PASSWORD = 'seven dry words'
const EMAIL = "o'ada@example.com"

const users = (...words: string[]) => clone.command('users', ...words)

async function ask(method: string, path: string, { body, token }: { body?: object; token?: string } = {}) {
  const answer = await fetch(service.url + path, {
    method,
    headers: {
      ...(body && { 'Content-Type': 'application/json' }),
      ...(token && { Authorization: `Bearer ${token}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  return { status: answer.status, said: (await answer.json()) as Record<string, unknown> }
}

async function registered(email: string) {
  const { said } = await ask('POST', '/api/v1/auth/register', {
    body: { email, password: PASSWORD, confirm_password: PASSWORD, first_name: 'Ada', last_name: 'Lovelace' },
  })
  return { token: String(said['access_token']), id: (said['user'] as { id: string }).id }
}

const login = async () => {
  const { status, said } = await ask('POST', '/api/v1/auth/login', {
    body: { email: EMAIL, password: PASSWORD },
  })
  return { status, token: String(said['access_token']) }
}
const me = (token: string) => ask('GET', '/api/v1/users/me', { token })

describe('npm run users, while the service runs,', () => {
  let ada: { token: string; id: string }
  beforeAll(async () => (ada = await registered(EMAIL)))

  it('lists users page by page', async () => {
    const other = await registered('other@example.com')
    const { code, stdout } = await users('list', '--limit', '1')
    expect(code).toBe(0)
    expect(stdout).toContain(`${ada.id}  ${EMAIL}  user, unverified`)
    expect(stdout).toContain(`--after ${ada.id}`)
    expect(stdout).not.toContain(other.id)
  })

  it('shows one by an address in any spelling', async () => {
    const { stdout } = await users('show', " O'Ada@Example.com")
    expect(stdout).toContain('1 live session\n')
    expect(stdout).not.toMatch(/pbkdf2/)
  })

  it('makes an administrator, whose token needs no renewal', async () => {
    expect(await users('make-admin', EMAIL)).toMatchObject({
      code: 0,
      stdout: `${EMAIL} is an administrator.\n`,
    })
    expect((await me(ada.token)).said['role']).toBe('admin')
  })

  it('takes the role of an administrator away', async () => {
    expect((await users('remove-admin', ada.id)).code).toBe(0)
    expect((await me(ada.token)).said['role']).toBe('user')
  })

  it('disables a user, who is signed out at once', async () => {
    expect(await users('disable', EMAIL)).toMatchObject({
      code: 0,
      stdout: `${EMAIL} is disabled and signed out everywhere. Sessions ended: 1.\n`,
    })
    expect((await me(ada.token)).status).toBe(401)
    expect((await login()).status).toBe(401)
  })

  it('enables a user, who can sign in again', async () => {
    expect((await users('enable', ada.id)).code).toBe(0)
    expect((await login()).status).toBe(200)
  })

  it('ends the sessions of a user', async () => {
    const { token } = await login()
    expect((await users('revoke-sessions', EMAIL)).stdout).toContain('Sessions ended: 2.')
    expect((await me(token)).status).toBe(401)
  })

  it('deletes a user, but only with --yes', async () => {
    expect((await users('delete', EMAIL)).code).toBe(2)
    expect((await login()).status).toBe(200)
    expect((await users('delete', EMAIL, '--yes')).code).toBe(0)
    expect((await login()).status).toBe(401)
  })

  it('says what to do about an unknown option, without a stack trace', async () => {
    const { code, stderr } = await users('list', '--most', '1')
    expect(code).toBe(2)
    expect(stderr).toContain("Unknown option '--most'")
    expect(stderr).toContain('npm run users -- list [--after ID] [--limit N]')
    expect(stderr).not.toMatch(/^\s+at /m)
  })

  it('says that nobody has an id or address', async () => {
    const { code, stderr } = await users('show', "x' or '1'='1")
    expect(code).toBe(1)
    expect(stderr).toContain("No user has the address or id x' or '1'='1.\n")
  })
})
