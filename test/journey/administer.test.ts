import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type PlatformProxy, unstable_splitSqlQuery } from 'wrangler'
import type { Bindings } from '../../src/commands/bindings.ts'
import { findDeployedStores, writeRemoteConfiguration } from '../../src/commands/deployed-stores.ts'
import { DEEDS, perform } from '../../src/commands/users/administer.ts'
import { withStores } from '../../src/commands/administration.ts'
import { changeEmail } from '../../src/commands/users/change-email.ts'
import { create } from '../../src/commands/users/create.ts'
import { list, sessionsOf, show } from '../../src/commands/users/look.ts'
import { askToReset, resetNow } from '../../src/commands/users/reset-second-step.ts'
import { whileBusy } from '../../src/commands/while-busy.ts'
import type { AdministrationDeps } from '../../src/core/administration/deps.ts'
import { openStores } from './stores.ts'

const ROOT = resolve(import.meta.dirname, '../..')

/** What `npm run users` prints, on a real database and real key-value in this process. */
let proxy: PlatformProxy<Bindings>

async function migrate({ env }: PlatformProxy<Bindings>) {
  for (const name of readdirSync(join(ROOT, 'migrations')).filter((file) => file.endsWith('.sql'))) {
    for (const statement of unstable_splitSqlQuery(readFileSync(join(ROOT, 'migrations', name), 'utf8'))) {
      await env.DB.prepare(statement).run()
    }
  }
}

beforeAll(async () => {
  proxy = await openStores(false)
  await migrate(proxy)
})
afterAll(() => proxy.dispose())

const DAY = Date.UTC(2026, 0, 2, 3, 4)
const ADA = { id: '00000000-0000-7000-8000-00000000000a', email: 'ada@example.com' }
const BOB = { id: '00000000-0000-7000-8000-00000000000b', email: 'bob@example.com' }

beforeEach(() => fill(proxy))

async function fill({ env: { DB } }: PlatformProxy<Bindings>) {
  const user = `insert into users (id, email, password, role, security_version, created_at, updated_at)
    values (?, ?, '$pbkdf2-a hash', 'user', 0, ${DAY}, ${DAY})`
  const session = `insert into sessions (id, user_id, generation, rotated_at, repeats, auth_time, created_at,
    idle_expires_at, expires_at, user_agent, ip_prefix) values ('s1', ?, 1, ${Date.now()}, 0, 1, ${DAY}, 9e12, 9e12, 'Firefox', null)`
  await DB.batch([
    DB.prepare('delete from users'),
    DB.prepare('delete from sessions'),
    DB.prepare('delete from password_failures'),
    DB.prepare('delete from audit_events'),
    DB.prepare(user).bind(ADA.id, ADA.email),
    DB.prepare(user).bind(BOB.id, BOB.email),
    DB.prepare(session).bind(ADA.id),
  ])
}

const verify = ({ env: { DB } }: PlatformProxy<Bindings>) =>
  DB.prepare('update users set verified_at = 1').run()

const administer = (act: (deps: AdministrationDeps) => Promise<string[]>) => withStores(proxy.env, act)
const deed = (name: string, who: string) =>
  administer((deps) => perform(deps, DEEDS[name] ?? expect.fail(name), who))

describe('the list of users', () => {
  it('has a line for each, and says how the next page is asked for', async () => {
    expect(await administer((deps) => list(deps, { after: '', limit: 1 }))).toEqual([
      `${ADA.id}  ada@example.com  user, unverified  created 2026-01-02 03:04  signed in 2026-01-02 03:04`,
      '',
      `More: npm run users -- list --after ${ADA.id}`,
    ])
    const rest = await administer((deps) => list(deps, { after: ADA.id, limit: 50 }))
    expect(rest).toEqual([expect.stringMatching(/bob@example\.com .* no sign-in on record$/)])
  })

  it('says that there are none', async () => {
    expect(await administer((deps) => list(deps, { after: BOB.id, limit: 50 }))).toEqual([
      'There are no users.',
    ])
  })
})

describe('a user who is shown', () => {
  it('comes with the live sessions, and without a hash', async () => {
    await proxy.env.DB.prepare(
      `update users set first_name = 'Ada', last_name = 'Byron', language = 'es' where id = ?`,
    )
      .bind(ADA.id)
      .run()
    const lines = await administer((deps) => show(deps, 'ADA@example.com'))
    expect(lines.slice(1)).toEqual([
      'Name: Ada Byron  Language: es',
      '1 live session',
      '  s1  since 2026-01-02 03:04  -  Firefox',
    ])
    expect(lines.join()).not.toContain('pbkdf2')
    expect((await administer((deps) => show(deps, BOB.id))).slice(1)).toEqual([
      'Name: -  Language: -',
      '0 live sessions',
    ])
  })

  it('says that no mail reaches the address, until a mail there was read', async () => {
    await proxy.env.DB.prepare(
      `insert into audit_events (id, subject, event, outcome, reason, at)
       values ('e1', ?, 'address_unreachable', 'failure', 'mail not sent: status 422', ${DAY})`,
    )
      .bind(BOB.id)
      .run()
    const shown = () => administer((deps) => show(deps, BOB.id))
    expect((await shown()).at(2)).toBe(
      'No mail reaches that address: 2026-01-02 03:04, mail not sent: status 422.',
    )
    await proxy.env.DB.prepare(`update users set verified_at = ${DAY + 1}`).run()
    expect((await shown()).at(2)).toBe('0 live sessions')
  })

  it('says when it is to be deleted', async () => {
    await proxy.env.DB.prepare(`update users set deletes_at = ${DAY}`).run()
    const [line] = await administer((deps) => show(deps, BOB.id))
    expect(line).toContain('to be deleted 2026-01-02 03:04')
  })

  it('has sessions, a line each, with device, place and what was proven', async () => {
    await proxy.env.DB.prepare(
      `update sessions set device = 'Firefox, Windows', country = 'ES', revoked_at = null`,
    ).run()
    const [first, ...lines] = await administer((deps) => sessionsOf(deps, ADA.id))
    expect(first).toMatch(/^ada@example.com: \d live sessions?$/)
    for (const line of lines) expect(line).toMatch(/since .* seen .* {2}Firefox, Windows {2}ES {2}password$/)
    expect(lines.length).toBeGreaterThan(0)
  })

  it('has sessions of apps, which say so', async () => {
    const app = `insert into apps (id, name, kind, redirect_uris, post_logout_redirect_uris, scopes, created_at)
      values ('notes', 'Notes', 'first_party', '[]', '[]', 'openid', 1)`
    const session = `insert into sessions (id, user_id, generation, rotated_at, repeats, auth_time, created_at,
      idle_expires_at, expires_at, app_id, parent_id) values ('s2', ?, 1, 1, 0, 1, 1, 9e12, 9e12, 'notes', 's1')`
    await proxy.env.DB.batch([proxy.env.DB.prepare(app), proxy.env.DB.prepare(session).bind(ADA.id)])
    const lines = await administer((deps) => sessionsOf(deps, ADA.id))
    expect(lines).toEqual([
      'ada@example.com: 2 live sessions',
      expect.stringMatching(/^ {2}s2 .* {2}password {2}app Notes$/),
      expect.stringMatching(/^ {2}s1 .* {2}password$/),
    ])
  })

  it('who does not exist is named', async () => {
    await expect(administer((deps) => show(deps, 'x'))).rejects.toThrow('No user has the address or id x.')
  })
})

describe('what is done to a user', () => {
  it.each([
    ['disable', 'is disabled and signed out everywhere. Access tokens ended: 1.', 'is disabled already.'],
    ['make-admin', 'is an administrator.', 'is an administrator already.'],
    ['unlock', 'can try again at once.', 'is not locked.'],
    ['cancel-deletion', 'stays.', 'is not being deleted.'],
    ['delete', 'is deleted. Access tokens ended: 1.', undefined],
  ])('is printed: %s', async (name, done, again) => {
    await verify(proxy)
    await proxy.env.DB.prepare(`insert into password_failures values (?, 9, 9e12, 1, '{}', 0, 0)`)
      .bind(ADA.id)
      .run()
    await proxy.env.DB.prepare('update users set deletes_at = 9e12 where id = ?').bind(ADA.id).run()
    expect(await deed(name, ADA.id)).toEqual([`ada@example.com ${done}`])
    const second = again === undefined ? `No user has the address or id ${ADA.id}.` : `${ADA.email} ${again}`
    await expect(deed(name, ADA.id)).rejects.toThrow(second)
  })

  it.each([
    ['enable', 'is not disabled.'],
    ['remove-admin', 'was not made an administrator.'],
  ])('is not printed when there was nothing to do: %s', async (name, said) => {
    await expect(deed(name, BOB.email)).rejects.toThrow(`${BOB.email} ${said}`)
  })

  it('is refused in a sentence, where an administrator would have an address that nobody has confirmed', async () => {
    const said = `${BOB.email} has not confirmed that address, so somebody else may have opened the account.`
    await expect(deed('make-admin', BOB.email)).rejects.toThrow(said)
    const role = proxy.env.DB.prepare('select role from users where id = ?').bind(BOB.id).first('role')
    expect(await role).toBe('user')
  })

  it('is printed once for a confirmed address: verify', async () => {
    const done = `${ADA.email} is verified and signed out everywhere. Access tokens ended: 1.`
    expect(await deed('verify', ADA.email)).toEqual([done])
    await expect(deed('verify', ADA.email)).rejects.toThrow(`${ADA.email} is verified already.`)
  })

  it('is printed with the new address, and why an address cannot be had: change-email', async () => {
    const move = (to: string) => administer((deps) => changeEmail(deps, ADA.id, to))
    await expect(move(BOB.email)).rejects.toThrow(
      `${BOB.email} has an account already. It is unverified. Verify the user first: then it yields.`,
    )
    await expect(move(ADA.email)).rejects.toThrow(`${ADA.email} is the address of this user already.`)
    expect(await move('new@example.com')).toEqual([
      'ada@example.com is now new@example.com, unverified, and signed out everywhere. Access tokens ended: 1.',
      'No mail was sent: tell the user.',
    ])
  })

  it('is printed with what comes next: reset-second-step', async () => {
    await proxy.env.DB.prepare('update users set second_step_at = 1 where id = ?').bind(ADA.id).run()
    expect(await administer((deps) => askToReset(deps, ADA.id))).toEqual([
      'ada@example.com is mailed within a quarter of an hour.',
      'A day after that mail the second step is reset, unless the user proves it before.',
    ])
    const shown = async () => (await administer((deps) => show(deps, ADA.id)))[0]
    expect(await shown()).toContain(', second step to be reset a day after a mail  created')
    await proxy.env.DB.prepare(
      `update users set second_step_reset_asked_at = ${DAY - 1}, second_step_resets_at = ${DAY}`,
    ).run()
    expect(await shown()).toContain(', second step to be reset 2026-01-02 03:04  created')
    await expect(administer((deps) => askToReset(deps, ADA.id))).rejects.toThrow(
      /^A reset of the second step of ada@example\.com was asked for already\. With --now it happens at once\.$/,
    )
    const [done, danger, link] = await administer((deps) => resetNow(deps, ADA.id))
    expect(done).toBe(
      'ada@example.com has no second step, and is signed out everywhere. Access tokens ended: 1.',
    )
    expect(danger).toMatch(/^The owner had no day to object: /)
    expect(link).toMatch(/For 7 days a link of that mail brings the second step back\.$/)
    expect(await shown()).not.toContain('reset')
  })

  it.each([
    ['second_step_at = null', 'ada@example.com has no second step.'],
    [
      'second_step_at = 1, disabled_at = 1',
      'ada@example.com is disabled, so its owner could not object. Enable the user first.',
    ],
    [
      'second_step_at = 1, deletes_at = 9e12',
      'ada@example.com is being deleted, so its owner could not object. Use cancel-deletion first.',
    ],
    [undefined, `No user has the address or id ${ADA.id}.`],
  ])('is refused in one sentence, and nothing changes: reset-second-step, %s', async (state, said) => {
    const change = state === undefined ? 'delete from users' : `update users set ${state}`
    await proxy.env.DB.prepare(change).run()
    const users = async () => (await proxy.env.DB.prepare('select * from users').all()).results
    const before = await users()
    for (const reset of [askToReset, resetNow]) {
      const act = administer((deps) => reset(deps, ADA.id))
      await expect(act).rejects.toThrow(expect.objectContaining({ message: said }) as Error)
    }
    expect(await users()).toEqual(before)
  })

  it('is printed with the id, and what gives a password: create', async () => {
    const wanted = { firstName: 'Eve', lastName: null, language: null, verified: true, admin: true }
    const make = (email: string) => administer((deps) => create(deps, { ...wanted, email }))
    expect(await make('eve@example.com')).toEqual([
      expect.stringMatching(
        /^eve@example\.com has an account, verified, as an administrator: [\da-f-]{36}\.$/,
      ),
      'It has no password. Its owner signs in by mail, or sets one by a password reset.',
    ])
    await expect(make('eve@example.com')).rejects.toThrow(/^eve@example\.com has an account already\.$/)
    const unverified = { ...wanted, email: BOB.email, verified: false, admin: false }
    await expect(administer((deps) => create(deps, unverified))).rejects.toThrow(
      `${BOB.email} has an account already. It is unverified. With --verified the new one takes its place.`,
    )
    const nobodys = { ...unverified, email: 'nina@example.com' }
    const [, next] = await administer((deps) => create(deps, nobodys))
    expect(next).toBe(
      'It has no password. A password reset or a sign-in by mail makes a new account in its place, with another id and without its ' +
        'names and language. If you know the mailbox, verify this one: npm run users -- verify nina@example.com',
    )
    await deed('disable', BOB.id)
    await expect(make(BOB.email)).rejects.toThrow('It is unverified and disabled.')
    await proxy.env.DB.prepare(
      `insert into challenges (id, subject, purpose, reserves, tries, created_at, expires_at) values ('c', 'x', 'undo_email_change', 'kept@example.com', 0, 1, 9e12)`,
    ).run()
    await expect(make('kept@example.com')).rejects.toThrow('kept@example.com is kept for its former owner')
  })

  it('that ends sessions puts them on the list in key-value', async () => {
    await deed('revoke-sessions', ADA.id)
    expect((await proxy.env.KV.list({ prefix: 'revoked:s1' })).keys).toHaveLength(1)
  })

  it('is tried again while another process writes to the same files', async () => {
    let tries = 0
    const act = async () => {
      tries += 1
      if (tries === 1)
        throw new Error('Failed query', { cause: new Error('database is locked: SQLITE_BUSY') })
      return tries
    }
    expect(await whileBusy(act)).toBe(2)
    await expect(whileBusy(() => Promise.reject(new Error('no such table')))).rejects.toThrow('no such table')
  })
})

it('two processes on the same files: what one does while the other writes, the other sees', async () => {
  const path = mkdtempSync(join(tmpdir(), 'postern-state-'))
  const [service, command] = [await openStores({ path }), await openStores({ path })]
  await migrate(service)
  await fill(service)
  await verify(service)
  let isWriting = true
  const write = async () => {
    const statement = service.env.DB.prepare(
      `insert into budgets (owner, counts, resets_at) values (?, '{}', 1) on conflict do update set resets_at = resets_at + 1`,
    )
    // The service has its own way to repeat what SQLite refuses.
    while (isWriting) await statement.bind('an owner').run().catch(String)
  }
  const writing = write()
  const roles: unknown[] = []
  for (const name of ['make-admin', 'remove-admin', 'make-admin', 'disable']) {
    await withStores(command.env, (deps) => perform(deps, DEEDS[name] ?? expect.fail(name), ADA.id))
    roles.push(await service.env.DB.prepare('select role from users where id = ?').bind(ADA.id).first('role'))
  }
  isWriting = false
  await writing
  expect(roles).toEqual(['admin', 'user', 'admin', 'admin'])
  expect(await service.env.KV.get('revoked:s1')).toBe('')
  await Promise.all([service.dispose(), command.dispose()])
  rmSync(path, { recursive: true, force: true, maxRetries: 5 })
})

describe('the stores of the deployed Worker', () => {
  const answers: Record<string, object> = {
    deployments: { versions: [{ version_id: 'v7', percentage: 100 }] },
    versions: {
      resources: {
        bindings: [
          { type: 'd1', name: 'DB', id: 'the-database' },
          { type: 'kv_namespace', name: 'KV', namespace_id: 'the-namespace' },
        ],
      },
    },
  }
  const asked: string[][] = []
  const wrangler = async (args: string[]) => {
    asked.push(args)
    const output = JSON.stringify(answers[args[0] ?? ''])
    return { succeeded: true, output, said: output }
  }

  it('are those of the version that is live', async () => {
    expect(await findDeployedStores(wrangler)).toEqual({
      databaseId: 'the-database',
      namespaceId: 'the-namespace',
    })
    expect(asked.at(-1)).toEqual(['versions', 'view', 'v7', '--json'])
  })

  it('are opened by a configuration of their own, which is removed', () => {
    const { configPath, remove } = writeRemoteConfiguration({ databaseId: 'd', namespaceId: 'n' })
    expect(JSON.parse(readFileSync(configPath, 'utf8'))).toMatchObject({
      d1_databases: [{ binding: 'DB', database_id: 'd', remote: true }],
      kv_namespaces: [{ binding: 'KV', id: 'n', remote: true }],
    })
    remove()
    expect(() => readFileSync(configPath)).toThrow('ENOENT')
  })

  it('are not there for whoever Cloudflare does not know, who is told what to do', async () => {
    const said = '\u001B[31m✘ [ERROR]\u001B[0m You are not logged in.\n🪵  Logs were written to "/x.log"'
    const refused = async () => ({ succeeded: false, output: '', said })
    await expect(findDeployedStores(refused)).rejects.toThrow(
      /wrangler says: You are not logged in\.\nRun npx wrangler login/,
    )
  })
})
