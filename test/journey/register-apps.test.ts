import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type PlatformProxy, unstable_splitSqlQuery } from 'wrangler'
import { withStores } from '../../src/commands/administration.ts'
import { add } from '../../src/commands/apps/add.ts'
import { apps } from '../../src/commands/apps/command.ts'
import { disable, enable, performOn, remove, rotate } from '../../src/commands/apps/deed-verbs.ts'
import { edit } from '../../src/commands/apps/edit.ts'
import { list, show } from '../../src/commands/apps/look.ts'
import type { Bindings } from '../../src/commands/bindings.ts'
import type { AdministrationDeps } from '../../src/core/administration/deps.ts'
import type { AppFacts } from '../../src/core/apps/facts.ts'
import { openKeyring } from '../../src/crypto/keyring.ts'
import { runHere } from './in-process.ts'
import { openStores } from './stores.ts'

/** What `npm run apps` takes and prints, on a real database and real key-value in this process. */

const ROOT = resolve(import.meta.dirname, '../..')
const CALLBACK = 'https://notes.example/callback'

let folder: string
let proxy: PlatformProxy<Bindings>

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'postern-apps-'))
  proxy = await openStores(false)
  for (const name of readdirSync(join(ROOT, 'migrations')).filter((file) => file.endsWith('.sql'))) {
    for (const statement of unstable_splitSqlQuery(readFileSync(join(ROOT, 'migrations', name), 'utf8'))) {
      await proxy.env.DB.prepare(statement).run()
    }
  }
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await proxy.dispose()
})
beforeEach(() =>
  proxy.env.DB.batch(
    ['apps', 'sessions', 'users', 'grants'].map((name) => proxy.env.DB.prepare(`delete from ${name}`)),
  ),
)
afterEach(() => vi.unstubAllEnvs())

const run = (...words: string[]) => runHere(apps, folder, ...words)
/** Lines of a command. Every day in them is the present one. */
const administer = async (act: (deps: AdministrationDeps) => Promise<string[]>) =>
  (await withStores(proxy.env, act)).map((line) => line.replaceAll(/\b2\d{3}-\d\d-\d\d\b/g, 'TODAY'))

const FACTS: AppFacts = {
  name: 'Notes',
  kind: 'first_party',
  redirectUris: [CALLBACK],
  postLogoutRedirectUris: [],
  pkce: 'required',
  scopes: 'openid email',
  idTokenAlg: 'RS256',
  logoUrl: null,
}
const KEYS = openKeyring('a secret of more than 32 characters, of tests'.replaceAll(',', ''), [])

/** Registers an app, and answers its client id and its secret. */
async function registered({
  isConfidential = false,
  ...facts
}: Partial<AppFacts> & { isConfidential?: boolean } = {}) {
  const keys = isConfidential ? await KEYS : undefined
  const lines = await administer((deps) => add(deps, { ...FACTS, ...facts }, keys))
  const [, id = ''] = /^client_id +(\S+)$/.exec(lines[1] ?? '') ?? []
  const [, secret] = /^client_secret +(\S+)$/.exec(lines[2] ?? '') ?? []
  return { lines, id, secret }
}

describe('the words behind npm run apps', () => {
  const ADD = ['add', 'Notes', '--redirect']

  it.each([
    [[], 'The command needs a verb.'],
    [['rotate_secret'], 'Did you mean rotate-secret?'],
    [['ad', 'Notes'], 'Did you mean add?'],
    [['add', 'Notes'], 'The command needs --redirect'],
    [['add', '\u0007', '--redirect', CALLBACK], '--name: A name is 1 to 60 characters'],
    [['add', 'x'.repeat(61), '--redirect', CALLBACK], '--name: A name is 1 to 60 characters'],
    [[...ADD, 'http://notes.example/callback'], '--redirect: An address begins with https.'],
    [[...ADD, `${CALLBACK}#x`], '--redirect: An address has no fragment'],
    [[...ADD, CALLBACK, '--redirect', CALLBACK], '--redirect: An address is there twice.'],
    [
      ['add', 'Notes', ...Array.from({ length: 21 }, (_, n) => ['--redirect', `${CALLBACK}${n}`]).flat()],
      '--redirect: An app has at most 20 addresses.',
    ],
    [[...ADD, CALLBACK, '--post-logout', 'notes'], '--post-logout: An address is whole'],
    [[...ADD, CALLBACK, '--pkce', 'optional'], '--pkce: An app without a secret needs PKCE'],
    [[...ADD, CALLBACK, '--pkce', 'never'], '--pkce is required or optional.'],
    [[...ADD, CALLBACK, '--scopes', 'openid phone'], '--scopes: Scopes are some of openid, profile'],
    [[...ADD, CALLBACK, '--scopes', 'email'], '--scopes: An app signs people in, so openid is among'],
    [[...ADD, CALLBACK, '--id-token-alg', 'none'], '--id-token-alg is RS256 or ES256.'],
    [[...ADD, CALLBACK, '--logo', 'http://notes.example/logo.png'], '--logo: A logo is an https address'],
    [['edit', 'Notes'], 'The command needs something to change.'],
    [['edit', 'Notes', '--first-party', '--third-party'], 'not both.'],
    [['remove', 'Notes'], 'Add --yes if you mean it.'],
  ])('ends with 2 for %j', async (words, sentence) => {
    expect(await run(...words)).toMatchObject({ code: 2, stderr: expect.stringContaining(sentence) })
  })

  it('takes localhost on this machine alone', async () => {
    const words = [...ADD, 'http://localhost:3000/callback']
    expect((await run(...words)).stderr).toContain('There is no database on this machine yet.')
    expect(await run(...words, '--remote')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--redirect: Write 127.0.0.1 instead of localhost'),
    })
  })

  it.each([
    ['', [], 'There is no AUTH_SECRET in .dev.vars'],
    ['', ['--remote'], 'The secret of an app needs AUTH_SECRET: set it in the environment'],
    ['short', ['--remote'], 'AUTH_SECRET breaks its rule: at least 32 characters.'],
  ])(
    'asks for the secret of the service before anything is opened: %j %j',
    async (secret, place, sentence) => {
      vi.stubEnv('AUTH_SECRET', secret)
      expect(await run(...ADD, CALLBACK, '--confidential', ...place)).toMatchObject({
        code: 1,
        stderr: expect.stringContaining(sentence),
      })
    },
  )
})

describe('what npm run apps prints', () => {
  const today = 'TODAY'

  it('of a new app is its client id, made of its name', async () => {
    const { lines, id } = await registered({ name: 'Ünser Kalender & Co. (beta) of the year' })
    expect(id).toMatch(/^unser-kalender-co-beta-o-[0-9a-hjkmnp-tv-z]{8}$/)
    expect(lines).toEqual(['Ünser Kalender & Co. (beta) of the year is registered.', `client_id      ${id}`])
    expect((await registered({ name: '日記' })).id).toMatch(/^app-.{8}$/)
  })

  it('of a confidential one is the secret, this once', async () => {
    const { lines, id, secret } = await registered({ isConfidential: true })
    expect(secret).toMatch(/^pst_[\w-]{43}$/)
    expect(lines.at(-1)).toBe('The secret is not shown again. rotate-secret makes another one.')
    const shown = await administer((deps) => show(deps, id))
    expect(shown[0]).toBe(`${id}  Notes  first party, confidential  registered ${today}`)
    expect(shown.join()).not.toMatch(/pst_/)
    const { secret: stored } =
      (await proxy.env.DB.prepare('select secret from apps').first<{ secret: string }>()) ?? expect.fail()
    expect([...lines, ...shown].join()).not.toContain(stored)
  })

  it('of all is a line each', async () => {
    expect(await administer(list)).toEqual(['There are no apps. npm run apps -- add registers one.'])
    const { id } = await registered()
    const other = await registered({ name: 'Calendar', kind: 'third_party' })
    expect((await administer(list)).toSorted()).toEqual(
      [
        `${id}  Notes  first party, public  registered ${today}`,
        `${other.id}  Calendar  third party, public  registered ${today}`,
      ].toSorted(),
    )
  })

  it('of one is all that is said of it, and its use', async () => {
    const { id } = await registered({
      postLogoutRedirectUris: ['https://notes.example/'],
      logoUrl: 'https://notes.example/logo.svg',
    })
    expect((await administer((deps) => show(deps, 'NOTES'))).slice(1)).toEqual([
      `  comes back to      ${CALLBACK}`,
      '  after a sign-out   https://notes.example/',
      '  may ask for        openid email',
      '  PKCE               required',
      '  signs ID tokens    RS256',
      '  logo               https://notes.example/logo.svg',
      '0 live sessions of 0 users, allowed by 0 users',
    ])
    await expect(administer((deps) => show(deps, `${id}x`))).rejects.toThrow(`Did you mean ${id}?`)
    await expect(administer((deps) => show(deps, 'note'))).rejects.toThrow('Did you mean Notes?')
    await expect(administer((deps) => show(deps, 'zzzzzz'))).rejects.toThrow(
      'npm run apps -- list shows all.',
    )
  })

  it('of a name that several have is their ids', async () => {
    const [one, two] = [await registered(), await registered()]
    const ids = [one.id, two.id].toSorted()
    await expect(administer((deps) => show(deps, 'Notes'))).rejects.toThrow(
      'Several apps have the name Notes',
    )
    const said = await administer((deps) => show(deps, 'Notes')).catch((error: Error) => [error.message])
    for (const id of ids) expect(said.join()).toContain(id)
  })

  it('of a changed one is what it is now', async () => {
    const { id } = await registered({ logoUrl: 'https://notes.example/logo.svg' })
    const changes = {
      name: 'Journal',
      kind: 'third_party',
      redirectUris: ['https://journal.example/cb'],
      logoUrl: null,
    } as const
    const lines = await administer((deps) =>
      edit(deps, id, { changes: { ...changes, redirectUris: [...changes.redirectUris] }, place: '--local' }),
    )
    expect(lines).toEqual([
      `${id}  Journal  third party, public  registered ${today}`,
      '  comes back to      https://journal.example/cb',
      '  may ask for        openid email',
      '  PKCE               required',
      '  signs ID tokens    RS256',
    ])
    const withoutPkce = () =>
      administer((deps) => edit(deps, id, { changes: { pkce: 'optional' }, place: '--local' }))
    await expect(withoutPkce()).rejects.toThrow('--pkce: An app without a secret needs PKCE')
  })

  it('of another secret is that, and of none why', async () => {
    const { id, secret } = await registered({ isConfidential: true })
    const lines = await administer((deps) =>
      performOn(
        deps,
        rotate(async () => KEYS),
        id,
      ),
    )
    expect(lines[0]).toBe('Notes has another secret. The former one works no more.')
    expect(lines[1]).toMatch(/^client_secret +pst_[\w-]{43}$/)
    expect(lines[1]).not.toContain(secret)
    const open = await registered({ name: 'Open' })
    await expect(
      administer((deps) =>
        performOn(
          deps,
          rotate(async () => KEYS),
          open.id,
        ),
      ),
    ).rejects.toThrow('Open has no secret. One that has is registered with --confidential.')
  })

  it('of the end of an app is how many tokens ended with it', async () => {
    const { id } = await registered()
    const session = `insert into sessions (id, user_id, generation, rotated_at, repeats, auth_time, created_at,
      idle_expires_at, expires_at, app_id, parent_id) values (?, 'ada', 1, ${Date.now()}, 0, 1, 1, 9e12, 9e12, ?, null)`
    await proxy.env.DB.prepare(session).bind('s1', id).run()
    const on = (deed: Parameters<typeof performOn>[1]) => administer((deps) => performOn(deps, deed, id))
    await expect(on(enable)).rejects.toThrow('Notes is not disabled.')
    expect(await on(disable)).toEqual([
      'Notes is disabled, and its sessions are over. Access tokens ended: 1.',
    ])
    expect(await administer(list)).toEqual([
      `${id}  Notes  first party, public, disabled ${today}  registered ${today}`,
    ])
    await expect(on(disable)).rejects.toThrow('Notes is disabled already.')
    expect(await on(enable)).toEqual(['Notes is enabled. Its users sign in to it again.'])
    await proxy.env.DB.prepare(session).bind('s2', id).run()
    expect(await on(remove)).toEqual(['Notes is removed, and its sessions are over. Access tokens ended: 1.'])
    await expect(on(remove)).rejects.toThrow(`No app has the id or the name ${id}.`)
  })
})
