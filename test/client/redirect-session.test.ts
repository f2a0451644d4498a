import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createClient } from '../../src/client/client.ts'
import { storeOf } from '../../src/client/react-store.ts'
import { pass } from '../support/clock.ts'
import { HOME } from '../support/person.ts'
import { ORIGIN } from './provider.ts'
import { browser, type Browser, refuseWith } from './shop.ts'

let service: Browser['service']
let kept: Browser['kept']
let opened: Browser['opened']
let signedIn: Browser['signedIn']
beforeEach(() => {
  ;({ service, kept, opened, signedIn } = browser())
})
afterEach(() => {
  vi.unstubAllGlobals()
})

describe('whoever has signed in by redirect', () => {
  it('is known to the app’s own APIs and to the service, by the token of the app', async () => {
    const tab = await signedIn({ scope: 'openid offline_access' })
    const [sid] = [...service.sessions.keys()]
    expect(await tab.token()).toBe(`${sid}/0`)
    expect(await tab.userInfo()).toEqual({ sub: 'ada', name: 'Ada' })
    expect((await tab.fetch('https://api.example.com/orders')).status).toBe(200)
  })

  it('stays signed in with offline_access, by one renewal for all callers', async () => {
    const tab = await signedIn({ scope: 'openid offline_access' })
    const [sid] = [...service.sessions.keys()]
    pass(1_800_000)
    const tokens = await Promise.all([tab.token(), tab.token(), tab.userInfo()])
    expect(tokens.slice(0, 2)).toEqual([`${sid}/1`, `${sid}/1`])
    expect(service.sent.filter((body) => body['grant_type'] === 'refresh_token')).toEqual([
      { grant_type: 'refresh_token', refresh_token: `${sid}.0.x`, client_id: 'shop' },
    ])
    expect(tab.told).toBe(0)
  })

  it('is signed out with the access token where the app has no offline_access', async () => {
    const tab = await signedIn()
    pass(1_799_000)
    expect([await tab.isSignedIn(), (await tab.userInfo()).sub]).toEqual([true, 'ada'])
    pass(1_000)
    expect(await tab.isSignedIn()).toBe(false)
    expect(await tab.token()).toBeNull()
    expect(tab.told).toBe(1)
    await expect(tab.userInfo()).rejects.toMatchObject({ kind: 'unauthenticated' })
    expect(service.sent.filter((body) => body['grant_type'] === 'refresh_token')).toEqual([])
  })

  it('is signed out, once, when the service has ended the session', async () => {
    const tab = await signedIn({ scope: 'openid offline_access' })
    service.sessions.clear()
    await expect(tab.userInfo()).rejects.toMatchObject({ kind: 'unauthenticated' })
    expect([await tab.isSignedIn(), tab.told]).toEqual([false, 1])
  })

  it('stays while the service is in trouble', async () => {
    const tab = await signedIn({ scope: 'openid offline_access' })
    pass(1_800_000)
    service.state.spoil = () => refuseWith(503, 'temporarily_unavailable')
    await expect(tab.token()).rejects.toMatchObject({ kind: 'unavailable' })
    expect([await tab.isSignedIn(), tab.told]).toEqual([true, 0])
  })

  it('has no account methods but the public one, and nobody is asked', async () => {
    const tab = await signedIn()
    const before = service.asked.length
    const methods = [tab.account, tab.api, tab.auth]
      .flatMap((each) => Object.entries(each) as [string, () => Promise<unknown>][])
      .filter(([name]) => name !== 'providers')
    expect(methods.length).toBeGreaterThan(60)
    for (const [name, method] of methods)
      await expect(method(), name).rejects.toMatchObject({
        name: 'Refusal',
        kind: 'insufficient_scope',
        status: 403,
      })
    expect([service.asked.length, await tab.isSignedIn()]).toEqual([before, true])
  })

  it('is who React shows', async () => {
    const tab = await signedIn()
    const store = storeOf(tab)
    store.subscribe(() => {})
    store.wantUser()
    await expect.poll(() => store.state().user).toEqual({ sub: 'ada', name: 'Ada' })
    expect(store.state().status).toBe('signed-in')
  })

  it('is somebody else than whoever the page itself has signed in', async () => {
    await signedIn()
    const own = createClient({ url: HOME, storage: kept, fetch: service.answer })
    expect(await own.isSignedIn()).toBe(false)
    const other = createClient({ url: HOME, app: 'other', storage: kept, fetch: service.answer })
    expect(await other.isSignedIn()).toBe(false)
  })
})

describe('signOut', () => {
  it('ends the session, forgets it, and leads through the service to a page of the app', async () => {
    const tab = await signedIn({ scope: 'openid offline_access' })
    await tab.signOut({ returnTo: '/bye' })
    const url = new URL(tab.left())
    expect(url.origin + url.pathname).toBe(`${HOME}/logout`)
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: 'shop',
      id_token_hint: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      post_logout_redirect_uri: `${ORIGIN}/bye`,
    })
    expect(service.sessions.size).toBe(0)
    expect(await tab.isSignedIn()).toBe(false)
    // It has left, and hears nothing that could lead it elsewhere.
    expect(tab.told).toBe(0)
  })

  it('asks the service to sign out by itself when the app knows of nobody', async () => {
    const tab = opened()
    await tab.signOut()
    expect(tab.left()).toBe(`${HOME}/logout?client_id=shop`)
    expect(service.asked).toEqual([])
  })

  it('works by the access token where there is no other, and when the service does not answer', async () => {
    const tab = await signedIn()
    await tab.signOut()
    expect(service.sessions.size).toBe(0)
    const other = await signedIn()
    service.state.spoil = () => refuseWith(500, 'server_error')
    await other.signOut()
    expect([await other.isSignedIn(), new URL(other.left()).pathname]).toEqual([false, '/logout'])
  })
})
