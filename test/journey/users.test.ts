import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeClone, type Service } from './clone.ts'
import { freePort } from './ports.ts'

/** What an operator does to users, with the real command on the database of a running service. */
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
  return { email, token: String(said['access_token']), id: (said['user'] as { id: string }).id }
}

const login = async (email: string) =>
  (await ask('POST', '/api/v1/auth/login', { body: { email, password: PASSWORD } })).status

const me = (token: string) => ask('GET', '/api/v1/users/me', { token })

describe('npm run users', () => {
  it('lists users page by page and shows one with their sessions', async () => {
    const [first, second] = [await registered('first@example.com'), await registered("o'second@example.com")]
    expect((await users('list', '--most', '1')).stdout).toContain(`--after ${first.id}`)
    const page = (await users('list', '--after', first.id)).stdout
    expect(page).toContain(`${second.id}  o'second@example.com  user, unverified`)
    expect(page).not.toContain(first.email)

    const shown = (await users('show', " O'Second@Example.com")).stdout
    expect(shown).toContain(second.id)
    expect(shown).toContain('1 live session\n')
    expect(shown).not.toMatch(/pbkdf2/)
  })

  it('disables a user, who is out at once and gets in again when enabled (R076)', async () => {
    const ada = await registered('disabled@example.com')
    expect(await users('disable', ada.email)).toMatchObject({
      code: 0,
      stdout: 'disabled@example.com is disabled, and all sessions have ended. Sessions ended: 1.\n',
    })
    expect((await me(ada.token)).status).toBe(401)
    expect(await login(ada.email)).toBe(401)
    expect(await users('disable', ada.email)).toMatchObject({ code: 1 })

    expect((await users('enable', ada.id)).code).toBe(0)
    expect(await login(ada.email)).toBe(200)
    expect((await me(ada.token)).status, 'what had ended stays so').toBe(401)
  })

  it('makes an administrator, whose token needs no renewal', async () => {
    const ada = await registered('admin@example.com')
    expect((await users('make-admin', ada.email)).stdout).toContain('is an administrator')
    expect((await me(ada.token)).said['role']).toBe('admin')
  })

  it('ends the sessions of a user, who can sign in again (R091)', async () => {
    const ada = await registered('revoked@example.com')
    expect((await users('revoke-sessions', ada.email)).stdout).toContain('Sessions ended: 1.')
    expect((await me(ada.token)).status).toBe(401)
    expect(await login(ada.email)).toBe(200)
  })

  it('deletes a user only when told twice; the address gets another id (R057)', async () => {
    const ada = await registered('deleted@example.com')
    expect(await users('delete', ada.email)).toMatchObject({ code: 1 })
    expect((await me(ada.token)).status).toBe(200)
    expect((await users('delete', ada.email, '--yes')).code).toBe(0)
    expect((await me(ada.token)).status).toBe(401)
    expect(await users('show', ada.id)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`Nobody is ${ada.id}.\n`),
    })
    expect((await registered('deleted@example.com')).id).not.toBe(ada.id)
  })

  it('says what it can do when it is asked for something else, and changes nothing', async () => {
    for (const words of [[], ['bogus', 'x'], ['show'], ['disable', 'a', 'b'], ['list', '--most', '0']]) {
      expect((await users(...words)).code, words.join(' ')).toBe(1)
    }
    expect(await users('show', "x' or '1'='1")).toMatchObject({ code: 1 })
  })
})
