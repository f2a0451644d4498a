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

describe('npm run users, and the service that runs meanwhile,', () => {
  it('agree on who is there, who is in and who is out', async () => {
    const [ada, other] = [await registered(EMAIL), await registered('other@example.com')]
    const page = await users('list', '--limit', '1')
    expect(page.code).toBe(0)
    expect(page.stdout).toContain(`${ada.id}  ${EMAIL}  user, unverified`)
    expect(page.stdout).toContain(`--after ${ada.id}`)
    expect(page.stdout).not.toContain(other.id)
    const shown = await users('show', " O'Ada@Example.com")
    expect(shown.stdout).toContain('1 live session\n')
    expect(shown.stdout).not.toMatch(/pbkdf2/)

    expect(await users('make-admin', EMAIL)).toMatchObject({
      code: 0,
      stdout: `${EMAIL} is an administrator.\n`,
    })
    expect((await me(ada.token)).said['role'], 'no renewal is needed').toBe('admin')
    expect((await users('remove-admin', ada.id)).code).toBe(0)
    expect((await me(ada.token)).said['role']).toBe('user')

    expect(await users('disable', EMAIL)).toMatchObject({
      code: 0,
      stdout: `${EMAIL} is disabled and signed out everywhere. Sessions ended: 1.\n`,
    })
    expect((await me(ada.token)).status).toBe(401)
    expect((await login()).status).toBe(401)
    expect((await users('enable', ada.id)).code).toBe(0)

    const again = await login()
    expect(again.status).toBe(200)
    expect((await users('revoke-sessions', EMAIL)).stdout).toContain('Sessions ended: 1.')
    expect((await me(again.token)).status).toBe(401)

    expect((await users('delete', EMAIL)).code, 'it asks first').toBe(2)
    expect((await login()).status).toBe(200)
    expect((await users('delete', EMAIL, '--yes')).code).toBe(0)
    expect((await login()).status).toBe(401)
    expect((await me(other.token)).status).toBe(200)
  })

  it('say what to do about words that they do not know, without a stack trace', async () => {
    const [unknown, none] = [await users('list', '--most', '1'), await users('show', "x' or '1'='1")]
    expect(unknown.code).toBe(2)
    expect(unknown.stderr).toContain("Unknown option '--most'")
    expect(unknown.stderr).toContain('npm run users -- list [--after ID] [--limit N]')
    expect(unknown.stderr).not.toMatch(/^\s+at /m)
    expect(none).toMatchObject({ code: 1, stdout: '' })
    expect(none.stderr).toContain("No user has the address or id x' or '1'='1.\n")
  })
})
