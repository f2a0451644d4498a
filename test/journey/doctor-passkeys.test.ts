import { afterEach, describe, expect, it, vi } from 'vitest'
import { checkPasskeys, checkStoredPasskeys } from '../../src/commands/doctor/passkeys.ts'
import { checkSealedApps } from '../../src/commands/doctor/sealed.ts'
import type { Settings } from '../../src/commands/doctor/configuration.ts'
import { report } from '../../src/commands/doctor/report.ts'
import type { Stores } from '../../src/commands/doctor/stores.ts'
import { openKeyring } from '../../src/crypto/keyring.ts'
import { seal } from '../../src/crypto/seal.ts'
import { openStores } from './stores.ts'

/** What the doctor says of passkeys, by the settings and by what the domain of the passkeys answers. */
const APP_URL = 'https://auth.example.com'

/** What was asked for while the domain of the passkeys answers like this; undefined is no answer. */
function answering(answer: () => Response | undefined) {
  const asked: string[] = []
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    asked.push(input instanceof Request ? input.url : input.toString())
    const response = answer()
    if (!response) throw new TypeError('nobody answers')
    return response
  })
  return asked
}
afterEach(() => vi.restoreAllMocks())

const said = async (settings: Settings) => report(await checkPasskeys(settings)).lines.join('\n')

describe('the domain of passkeys', () => {
  it.each([
    [{ APP_URL }, 'ok       passkeys: belong to auth.example.com'],
    [{ APP_URL, PASSKEY_RP_ID: 'example.com' }, 'ok       passkeys: belong to example.com'],
    [{}, 'ok       passkeys: belong to localhost'],
    [{ APP_URL: 'http://app.localhost:8787' }, 'ok       passkeys: belong to app.localhost'],
    [
      { APP_URL: 'https://postern.ada.workers.dev' },
      'warning  passkeys: belong to postern.ada.workers.dev, and are lost when the service moves to a domain of your own',
    ],
    [{ APP_URL: 'https://ada.workers.dev' }, 'warning  passkeys: belong to ada.workers.dev, and are lost'],
    [
      { APP_URL: 'https://192.0.2.7' },
      'warning  passkeys: are off, because browsers make none at the address 192.0.2.7',
    ],
    [{ APP_URL: 'http://127.0.0.1:8787' }, '→ Use http://localhost with the same port.'],
    [
      { APP_URL: 'http://[::1]:8787' },
      'warning  passkeys: are off, because browsers make none at the address [::1]',
    ],
    [
      { APP_URL: 'https://auth.example.co.uk', PASSKEY_RP_ID: 'co.uk' },
      'PROBLEM  passkeys: browsers make none for co.uk: under it everybody can have a name',
    ],
    [
      { APP_URL: 'https://auth.ada.github.io', PASSKEY_RP_ID: 'github.io' },
      'PROBLEM  passkeys: browsers make none for github.io',
    ],
    [{ APP_URL: 'no address' }, 'note     passkeys: not looked at, because a setting of them is malformed'],
  ])('is looked at without a request: %j', async (settings, line) => {
    const asked = answering(() => undefined)
    expect(await said(settings)).toContain(line)
    expect(asked).toEqual([])
  })
})

describe('the list of other domains whose pages may use passkeys', () => {
  const settings = {
    APP_URL,
    PASSKEY_RP_ID: 'example.com',
    PASSKEY_ORIGINS: 'https://example.de,https://app.example.com',
  }
  const listing = (...origins: string[]) => Response.json({ origins })

  it('is asked for at the domain of the passkeys, and is right when it has them', async () => {
    const asked = answering(() => listing('https://example.de'))
    expect(await said(settings)).toContain(
      'ok       passkeys: https://example.com/.well-known/webauthn lists the pages of other domains',
    )
    expect(asked).toEqual(['https://example.com/.well-known/webauthn'])
  })

  it('is not asked for where every page is one of the domain', async () => {
    const asked = answering(() => undefined)
    await said({ ...settings, PASSKEY_ORIGINS: 'https://app.example.com,https://example.com' })
    expect(asked).toEqual([])
  })

  it.each([
    ['lacks one', () => listing('https://example.com'), 'lacks https://example.de'],
    [
      'is no JSON',
      () => new Response('{', { headers: { 'Content-Type': 'application/json' } }),
      'answers no list',
    ],
    ['has another type', () => new Response('{"origins":["https://example.de"]}'), 'answers no list'],
    ['has another form', () => Response.json(['https://example.de']), 'answers no list'],
    [
      'is somewhere else',
      () => new Response(null, { status: 301, headers: { Location: '/x' } }),
      'answers no list',
    ],
    ['is not there', () => Response.json({}, { status: 404 }), 'answers no list'],
    ['does not answer', () => undefined, 'answers no list'],
  ])('is a problem that prints the file when it %s', async (_, answer, says) => {
    answering(answer)
    const lines = await said(settings)
    expect(lines).toContain(`PROBLEM  passkeys: https://example.com/.well-known/webauthn ${says}`)
    expect(lines).toContain(
      '→ Serve this there, as application/json: {"origins":["https://auth.example.com","https://example.de","https://app.example.com"]}',
    )
  })

  it('is a warning with more names than browsers read; one name may have many endings', async () => {
    const origins = (names: string[]) => names.map((name) => `https://${name}`)
    const saidOf = (names: string[]) => {
      answering(() => listing(...origins(names)))
      return said({ ...settings, PASSKEY_ORIGINS: origins(names).join() })
    }
    expect(await saidOf(['a.de', 'b.de', 'c.co.uk', 'd.de'])).not.toContain('names')
    expect(await saidOf(['a.de', 'b.de', 'c.co.uk', 'd.de', 'www.d.co.uk', 'example.de'])).not.toContain(
      'names',
    )
    expect(await saidOf(['a.de', 'b.de', 'c.co.uk', 'd.de', 'e.de'])).toContain(
      'warning  passkeys: PASSKEY_ORIGINS has 6 names, and browsers read 5',
    )
  })
})

describe('what the database has of second steps', () => {
  it('is told of where the settings have left it behind', async () => {
    const proxy = await openStores(false)
    const { DB } = proxy.env
    const secret = 'a secret of the doctor longer than 32 characters'
    await DB.batch([
      DB.prepare('create table passkeys (rp_id text, removed_at integer)'),
      DB.prepare(
        `insert into passkeys values ('auth.example.com', null), ('old.example.com', null), ('x.org', 1)`,
      ),
      DB.prepare('create table totp (secret text, confirmed_at integer, removed_at integer)'),
    ])
    const stores: Stores = {
      sql: async (text) => ({ rows: (await DB.prepare(text).all()).results }),
      keys: async () => ({ rows: [] }),
    }
    const lines = report(await checkStoredPasskeys({ APP_URL }, stores)).lines
    expect(lines[0]).toBe(
      'warning  passkeys: 1 belong to old.example.com, and sign nobody in at auth.example.com',
    )
    expect(lines).toHaveLength(4)

    const add = async (by: string, confirmed: number | null, removed: number | null) => {
      const { sealKeys } = await openKeyring(by, [])
      const sealed = await seal(sealKeys, 'x', { subject: 'u', purpose: 'totp' })
      await DB.prepare('insert into totp values (?, ?, ?)').bind(sealed, confirmed, removed).run()
    }
    await add(secret, 1, null)
    expect(await checkSealedApps({ AUTH_SECRET: secret }, stores)).toEqual([])
    await add(`older ${secret}`, 1, null)
    await add(`older ${secret}`, 1, 1)
    await add(`older ${secret}`, null, null)
    expect(await checkSealedApps({ AUTH_SECRET: secret }, stores)).toMatchObject([
      { state: 'note', says: '1 sealed under another secret than AUTH_SECRET, until each is used' },
    ])
    expect(await checkSealedApps({}, stores), 'no secret here').toEqual([])
    await proxy.dispose()
  })

  it('is no finding where the database does not answer', async () => {
    const refuse = async () => ({ refused: 'no' })
    const stores = { sql: refuse, keys: refuse }
    expect(await checkStoredPasskeys({ APP_URL }, stores)).toEqual([])
    expect(
      await checkSealedApps({ AUTH_SECRET: 'a secret of the doctor longer than 32 characters' }, stores),
    ).toEqual([])
  })
})
