import { beforeEach, describe, expect, it } from 'vitest'
import { type Account, alive, claimsOf, LIVE, registered, signedIn } from '../support/account.ts'
import { childOf, registeredApp } from '../support/apps.ts'
import { pass } from '../support/clock.ts'
import { dump, keyValueDump, rows } from '../support/database.ts'
import { events } from '../support/log.ts'
import type { Answer } from '../support/person.ts'
import { deferredWork, workerWith } from '../support/worker.ts'

const APPS = '/api/v1/users/me/apps'
const SESSIONS = '/api/v1/users/me/sessions'
const MINUTE = 60_000

let ada: Account
let sid: string

beforeEach(async () => {
  ada = await registered({ roaming: true })
  sid = sidOf(ada)
})

const sidOf = ({ tokens }: Pick<Account, 'tokens'>) => String(claimsOf(tokens.access)['sid'])
const by = (somebody: Account) => ({ token: somebody.tokens.access })
const listOf = ({ body }: Answer) => body as unknown as Record<string, unknown>[]
const appsOf = async (somebody = ada) => listOf(await somebody.get(APPS, by(somebody)))
const remove = (id: string, somebody = ada) => somebody.delete(`${APPS}/${id}`, by(somebody))
const allow = (appId: string, scope: string, { id } = ada) =>
  rows('insert into grants values (?, ?, ?, ?)', id, appId, scope, Date.now())
const endedOnes = async () =>
  (await rows('select id from sessions where revoked_at is not null')).map(({ id }) => String(id))
const announced = async () =>
  [...(await keyValueDump()).matchAll(/revoked:([\w-]+)/g)].map(([, id = '']) => id).toSorted()

const THIRD = {
  name: 'Calendar',
  kind: 'third_party',
  redirectUris: ['com.example.app:/cb', 'https://calendar.example:8443/cb'],
  logoUrl: 'https://calendar.example/logo.svg',
} as const

const calendarApp = () => registeredApp({ ...THIRD, redirectUris: [...THIRD.redirectUris] })

describe('the apps of an account', () => {
  it('are those that were allowed and those with a session, each once', async () => {
    const [notes, calendar] = [await registeredApp(), await calendarApp()]
    await childOf(sid, { appId: notes.id, scope: 'openid' })
    pass(MINUTE)
    await childOf(sid, { appId: notes.id, scope: 'email openid' })
    await allow(calendar.id, 'openid profile')
    expect(await appsOf()).toEqual([
      {
        id: calendar.id,
        name: 'Calendar',
        kind: 'third_party',
        host: 'calendar.example:8443',
        logo_url: 'https://calendar.example/logo.svg',
        scopes: ['openid', 'profile'],
        granted_at: '2026-11-03T12:01:00.000Z',
        last_used_at: null,
      },
      {
        id: notes.id,
        name: 'Notes',
        kind: 'first_party',
        host: 'notes.example',
        logo_url: null,
        scopes: ['openid', 'email'],
        granted_at: '2026-11-03T12:00:00.000Z',
        last_used_at: '2026-11-03T12:00:00.000Z',
      },
    ])
  })

  it('say what was allowed, and when the app last got tokens', async () => {
    const { id } = await calendarApp()
    await allow(id, 'openid')
    pass(MINUTE)
    const child = await childOf(sid, { appId: id, scope: 'openid email' })
    await rows('update sessions set rotated_at = ? where id = ?', Date.now() + MINUTE, child)
    expect(await appsOf()).toMatchObject([
      {
        scopes: ['openid', 'email'],
        granted_at: '2026-11-03T12:00:00.000Z',
        last_used_at: '2026-11-03T12:02:00.000Z',
      },
    ])
  })

  it('are none whose sessions are over, none of others, and none that is removed', async () => {
    const [{ id }, gone] = [await registeredApp(), await registeredApp()]
    const bob = await registered()
    await allow(id, 'openid', bob)
    await childOf(sidOf(bob), { appId: id })
    await allow(gone.id, 'openid')
    await rows('delete from apps where id = ?', gone.id)
    const over = await childOf(sid, { appId: id })
    await rows('update sessions set expires_at = 1 where id = ?', over)
    expect(await appsOf()).toEqual([])
    expect(await appsOf(bob)).toHaveLength(1)
  })

  it('are told to nobody whose session has ended', async () => {
    await ada.post('/api/v1/auth/logout', undefined, by(ada))
    expect((await ada.get(APPS, by(ada))).status).toBe(401)
    expect((await remove('notes')).status).toBe(401)
  })

  it('are told to nobody whose address is not confirmed', async () => {
    const worker = workerWith({ REQUIRE_VERIFIED_EMAIL: 'on' })
    const eve = await registered({ worker, confirmed: false })
    expect((await eve.get(APPS, by(eve))).status).toBe(403)
    expect((await remove('notes', eve)).status).toBe(403)
  })
})

describe('an app that its user removes', () => {
  it('loses what was allowed and every session of the user at once, wherever that came from', async () => {
    const [{ id }, other] = [await registeredApp(), await calendarApp()]
    const bob = await registered()
    const elsewhere = sidOf({ tokens: await signedIn(ada, ada) })
    for (const appId of [id, other.id]) await allow(appId, 'openid')
    const ended = [await childOf(sid, { appId: id }), await childOf(elsewhere, { appId: id })]
    await childOf(sid, { appId: other.id })
    await childOf(sidOf(bob), { appId: id })
    await allow(id, 'openid', bob)

    const answer = await remove(id)
    expect([answer.status, answer.text]).toEqual([204, ''])
    await deferredWork()
    expect((await endedOnes()).toSorted()).toEqual(ended.toSorted())
    expect(await announced()).toEqual(ended.toSorted())
    expect((await appsOf()).map((app) => app['id'])).toEqual([other.id])
    expect(await appsOf(bob)).toHaveLength(1)
    expect(await alive(ada, ada.tokens)).toEqual(LIVE)
  })

  it('is in the history and in the log, and an old proof will do', async () => {
    const { id } = await registeredApp()
    await childOf(sid, { appId: id })
    pass(20 * MINUTE)
    expect((await remove(id)).status).toBe(204)
    await deferredWork()
    const [line] = listOf(await ada.get('/api/v1/users/me/events', by(ada)))
    expect(line).toMatchObject({ event: 'app_removed', outcome: 'success', by: null })
    expect(await rows(`select reason from audit_events where event = 'app_removed'`)).toEqual([
      { reason: id },
    ])
    expect(events()).toContain('app_removed')
  })

  it('is 404 where it may not act for the user, and nothing happens: unknown, of another user, removed before', async () => {
    const { id } = await registeredApp()
    const bob = await registered()
    await childOf(sidOf(bob), { appId: id })
    await allow(id, 'openid', bob)
    const before = await dump()
    for (const each of [id, 'nobody', 'x'.repeat(3_000), '%00', `${id}'--`]) {
      const answer = await remove(each)
      expect([answer.status, answer.body]).toEqual([
        404,
        { detail: 'Not found', message: 'Not found', code: 'not_found' },
      ])
    }
    expect(await dump()).toBe(before)
    await allow(id, 'openid')
    expect([(await remove(id)).status, (await remove(id)).status]).toEqual([204, 404])
  })
})

describe('a session of an app', () => {
  it('is in the list of sessions under its name, and can be ended there', async () => {
    const { id } = await registeredApp()
    pass(MINUTE)
    const child = await childOf(sid, { appId: id })
    expect(listOf(await ada.get(SESSIONS, by(ada)))).toMatchObject([
      { id: child, current: false, app: { id, name: 'Notes' } },
      { id: sid, current: true, app: null },
    ])
    expect((await ada.delete(`${SESSIONS}/${child}`, by(ada))).status).toBe(204)
    expect(await endedOnes()).toEqual([child])
  })

  it('is exported with the name of the app, as is what was allowed', async () => {
    const { id } = await registeredApp()
    pass(MINUTE)
    await childOf(sid, { appId: id, scope: 'openid' })
    await allow(id, 'openid')
    const { body } = await ada.post('/api/v1/users/me/export', undefined, by(ada))
    expect(body['sessions']).toMatchObject([
      { app: id, app_name: 'Notes', scope: 'openid' },
      { app: null, app_name: null },
    ])
    expect(body['apps']).toMatchObject([{ app: id, app_name: 'Notes', scope: 'openid' }])
  })
})
