import { beforeEach, describe, expect, it } from 'vitest'
import { disableApp, editApp, enableApp, removeApp, usesOfApp } from '../../src/core/apps/administer-apps.ts'
import { openAdministrationStore } from '../../src/store/administration.ts'
import type { App } from '../../src/store/tables/apps.ts'
import { alive, claimsOf, type Account, LIVE, registered } from '../support/account.ts'
import { childOf, registeredApp } from '../support/apps.ts'
import { bindings } from '../support/bindings.ts'
import { pass } from '../support/clock.ts'
import { dump, keyNames, rows } from '../support/database.ts'
import { operator } from '../support/operator.ts'

let ada: Account
let notes: string
let calendar: string
/** A session of each app that came from Ada's. */
let ofNotes: string
let ofCalendar: string

beforeEach(async () => {
  ada = await registered()
  const sid = claimsOf(ada.tokens.access)['sid'] as string
  notes = (await registeredApp()).id
  calendar = (await registeredApp({ name: 'Calendar' })).id
  ofNotes = await childOf(sid, { appId: notes })
  ofCalendar = await childOf(sid, { appId: calendar })
  for (const appId of [notes, calendar])
    await rows(`insert into grants values (?, ?, 'openid', 1)`, ada.id, appId)
})

const ended = async () =>
  (await rows('select id, revoked_reason from sessions where revoked_at is not null')).map((row) =>
    Object.values(row),
  )
const announced = async () =>
  (await keyNames()).filter((name) => [ofNotes, ofCalendar].some((sid) => name.includes(sid)))
const allowed = async () =>
  (await rows('select app_id from grants order by app_id')).map((row) => row['app_id'])

describe('an app that an operator disables', () => {
  it('loses its sessions at once, and no other app does', async () => {
    await operator((deps) => disableApp(deps, notes))
    expect(await ended()).toEqual([[ofNotes, 'app_disabled']])
    expect(await announced()).toEqual([expect.stringContaining(ofNotes)])
    expect(await alive(ada, ada.tokens)).toEqual(LIVE)
  })

  it('keeps what users have allowed it, and its sessions stay ended when it is enabled', async () => {
    await operator((deps) => disableApp(deps, notes))
    pass(1)
    expect(await operator((deps) => disableApp(deps, notes))).toBeUndefined()
    expect((await operator((deps) => enableApp(deps, notes)))?.disabledAt).toBeNull()
    expect(await operator((deps) => enableApp(deps, notes))).toBeUndefined()
    expect(await allowed()).toEqual([notes, calendar].toSorted())
    expect(await operator((deps) => usesOfApp(deps, notes))).toEqual({ sessions: 0, users: 0, grants: 1 })
    expect(await operator((deps) => usesOfApp(deps, calendar))).toEqual({ sessions: 1, users: 1, grants: 1 })
  })
})

describe('an app that an operator removes', () => {
  it('is gone with its sessions and with what users have allowed it', async () => {
    expect((await operator((deps) => removeApp(deps, notes)))?.ended).toEqual([ofNotes])
    expect(await ended()).toEqual([[ofNotes, 'app_removed']])
    expect(await announced()).toEqual([expect.stringContaining(ofNotes)])
    expect(await allowed()).toEqual([calendar])
    expect(await rows('select id from apps')).toEqual([{ id: calendar }])
    expect(await operator((deps) => removeApp(deps, notes))).toBeUndefined()
  })
})

describe('an app that an operator edits', () => {
  const facts = {
    name: 'Journal',
    kind: 'third_party',
    redirectUris: ['https://journal.example/cb'],
    postLogoutRedirectUris: [],
    pkce: 'required',
    scopes: 'openid',
    idTokenAlg: 'ES256',
    logoUrl: null,
  } satisfies Partial<App>

  it('is what it is said to be, and its sessions go on', async () => {
    expect(await operator((deps) => editApp(deps, { id: notes, facts }))).toMatchObject({
      id: notes,
      ...facts,
    })
    expect(await ended()).toEqual([])
    expect(await rows('select name from apps where id = ?', calendar)).toEqual([{ name: 'Calendar' }])
  })

  it('never goes without PKCE when it has no secret, whatever was read before', async () => {
    const optional = { ...facts, pkce: 'optional' } as const
    expect(await operator((deps) => editApp(deps, { id: notes, facts: optional }))).toBeUndefined()
    const { id } = await registeredApp({ secret: 'pst_secret' })
    expect((await operator((deps) => editApp(deps, { id, facts: optional })))?.pkce).toBe('optional')
  })
})

describe('a deed on an app whose answer was lost', () => {
  const { registry } = openAdministrationStore(bindings.DB, bindings.KV, { notBefore: 0 })

  it.each([
    ['disabling', () => registry.disableApp, () => ({ id: notes, by: 'this run', now: Date.now() })],
    ['another secret', () => registry.replaceSecret, () => ({ id: notes, mac: 'another' })],
  ] as const)('finds its own work done: %s', async (_, deed, about) => {
    await rows(`update apps set secret = 'a secret'`)
    const { mayRepeat, act } = deed()
    const run = act as (about: unknown) => Promise<unknown>
    const given = about()
    const first = await run(given)
    expect([mayRepeat, first]).toEqual([true, expect.anything()])
    const afterFirst = await dump()
    expect(await run(given)).toEqual(first)
    expect(await dump()).toBe(afterFirst)
  })

  it('that cannot find it is not done twice: enabling and removing', () => {
    expect([registry.enableApp.mayRepeat, registry.removeApp.mayRepeat]).toEqual([false, false])
  })
})
