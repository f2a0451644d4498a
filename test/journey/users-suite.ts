import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEEDS, perform } from '../../src/commands/users/administer.ts'
import { withStores } from '../../src/commands/administration.ts'
import { users } from '../../src/commands/users/command.ts'
import { show } from '../../src/commands/users/look.ts'
import type { makeClone, Service } from './clone.ts'
import { runHere } from './in-process.ts'
import { openStores, stateOf } from './stores.ts'

type Clone = ReturnType<typeof makeClone>

const PASSWORD = 'seven dry words'
const EMAIL = "o'ada@example.com"

/**
 * What each verb of `npm run users` changes for a running service, in this process and on the files of the
 * service, because a start of `npm run users` costs seconds: first-day.test.ts does that for the verbs of the
 * README. What each verb does is tested in test/core/administration.test.ts, what it prints in administer.test.ts.
 */
export function describeUsersCommand(clone: Clone, running: () => Service) {
  async function ask(method: string, path: string, { body, token }: { body?: object; token?: string } = {}) {
    const answer = await fetch(running().url + path, {
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
    const body = { email, password: PASSWORD, names: 'Ada', surnames: 'Lovelace' }
    const { said } = await ask('POST', '/api/v1/auth/register', { body })
    return { token: String(said['access_token']), id: (said['user'] as { id: string }).id }
  }

  const login = async () => {
    const { status, said } = await ask('POST', '/api/v1/auth/login', {
      body: { email: EMAIL, password: PASSWORD },
    })
    return { status, token: String(said['access_token']) }
  }
  const me = (token: string) => ask('GET', '/api/v1/users/me', { token })
  const run = (...words: string[]) => runHere(users, clone.folder, ...words)

  describe('npm run users, while the service runs,', () => {
    let stores: Awaited<ReturnType<typeof openStores>>
    let ada: { token: string; id: string }
    beforeAll(async () => {
      stores = await openStores(stateOf(clone.folder))
      ada = await registered(EMAIL)
    })
    afterAll(() => stores.dispose())

    const deed = (name: string, who: string) =>
      withStores(stores.env, (deps) => perform(deps, DEEDS[name] ?? expect.fail(name), who))

    it('lists users page by page', async () => {
      const other = await registered('other@example.com')
      const { code, stdout } = await run('list', '--after', ada.id, '--limit', '1')
      expect(code).toBe(0)
      expect(stdout).toContain(`${other.id}  other@example.com  user, unverified`)
      expect(stdout).toContain(`--after ${other.id}`)
      expect(stdout).not.toContain(ada.id)
    })

    it('writes out what a terminal would obey', async () => {
      const other = await registered('another@example.com')
      const rename = stores.env.DB.prepare('update users set email = ? where id = ?')
      await rename.bind('\u001b[2Janother\u202e@example.com', other.id).run()
      const { stdout } = await run('show', other.id)
      expect(stdout).toContain(String.raw`\u{1b}[2Janother\u{202e}@example.com`)
      expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    })

    it('shows one by an address in any spelling', async () => {
      const lines = await withStores(stores.env, (deps) => show(deps, " O'Ada@Example.com"))
      expect(lines).toContain('1 live session')
      expect(lines.join()).not.toMatch(/pbkdf2/)
    })

    it('makes an administrator of somebody with a confirmed address, whose token needs no renewal', async () => {
      await expect(deed('make-admin', EMAIL)).rejects.toThrow('has not confirmed that address')
      await stores.env.DB.prepare('update users set verified_at = 1 where id = ?').bind(ada.id).run()
      expect(await deed('make-admin', EMAIL)).toEqual([`${EMAIL} is an administrator.`])
      expect((await me(ada.token)).said['role']).toBe('admin')
    })

    it('takes the role of an administrator away', async () => {
      await deed('remove-admin', ada.id)
      expect((await me(ada.token)).said['role']).toBe('user')
    })

    it('disables a user, who is signed out at once', async () => {
      const done = `${EMAIL} is disabled and signed out everywhere. Access tokens ended: 1.`
      expect(await deed('disable', EMAIL)).toEqual([done])
      expect((await me(ada.token)).status).toBe(401)
      expect((await login()).status).toBe(401)
    })

    it('enables a user, who can sign in again', async () => {
      await deed('enable', ada.id)
      expect((await login()).status).toBe(200)
    })

    it('ends the sessions of a user', async () => {
      const { token } = await login()
      expect((await deed('revoke-sessions', EMAIL)).join()).toContain('Access tokens ended: 2.')
      expect((await me(token)).status).toBe(401)
    })

    it('deletes a user, but only with --yes', async () => {
      expect((await run('delete', EMAIL)).code).toBe(2)
      expect((await login()).status).toBe(200)
      expect(await run('delete', EMAIL, '--yes')).toMatchObject({
        code: 0,
        stdout: expect.stringContaining(`${EMAIL} is deleted.`),
      })
      expect((await login()).status).toBe(401)
    })

    it('says what to do about an unknown option, without a stack trace', async () => {
      const { code, stderr } = await run('list', '--most', '1')
      expect(code).toBe(2)
      expect(stderr).toContain('There is no option --most.')
      expect(stderr).toContain('npm run users -- list --help shows')
      expect(stderr).not.toMatch(/^\s+at /m)
    })

    it('says that nobody has an id or address', async () => {
      const { code, stderr } = await run('delete', "x' or '1'='1", '--yes')
      expect(code).toBe(1)
      expect(stderr.trim().split('\n').at(-1)).toBe("No user has the address or id x' or '1'='1.")
      expect(stderr).not.toMatch(/^\s+at /m)
    })
  })
}
