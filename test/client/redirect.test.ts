import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createClient } from '../../src/client/client.ts'
import type { Refusal } from '../../src/client/refusal.ts'
import { memoryStorage } from '../../src/client/storage.ts'
import { pass } from '../support/clock.ts'
import { HOME } from '../support/person.ts'
import { back, ORIGIN } from './provider.ts'
import { browser, type Browser, refuseWith } from './shop.ts'

let service: Browser['service']
let kept: Browser['kept']
let opened: Browser['opened']
let cameBack: Browser['cameBack']
let signedIn: Browser['signedIn']
let begun: Browser['begun']
beforeEach(() => {
  ;({ service, kept, opened, cameBack, signedIn, begun } = browser())
})
afterEach(() => {
  vi.unstubAllGlobals()
})

const asksOf = (url: string) => new URL(url).searchParams

const refusalOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: Refusal) => error,
  )

describe('signIn', () => {
  it('leads to the service, with all that it wants to know and nothing that is secret', async () => {
    const tab = opened(`${ORIGIN}/orders?page=2#last`)
    await tab.signIn({
      prompt: 'login',
      loginHint: 'ada@example.com',
      uiLocales: 'de fr',
      maxAge: 0,
      scope: 'email',
    })
    const url = new URL(tab.left())
    expect(url.origin + url.pathname).toBe(`${HOME}/authorize`)
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: 'code',
      client_id: 'shop',
      redirect_uri: `${ORIGIN}/callback`,
      scope: 'openid email',
      state: expect.stringMatching(/^[\w-]{22}$/),
      nonce: expect.stringMatching(/^[\w-]{22}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
      prompt: 'login',
      login_hint: 'ada@example.com',
      ui_locales: 'de fr',
      max_age: '0',
    })
    const { verifier } = JSON.parse(kept.getItem(begun()[0] ?? '') ?? '') as { verifier: string }
    expect(url.href).not.toContain(verifier)
  })

  it('asks for the profile and the address by default, and never names one sign-in as another', async () => {
    const tab = opened()
    await tab.signIn()
    const first = asksOf(tab.left())
    await tab.signIn()
    const second = asksOf(tab.left())
    expect(first.get('scope')).toBe('openid profile email')
    for (const name of ['state', 'nonce', 'code_challenge'])
      expect(first.get(name)).not.toBe(second.get(name))
    expect(first.has('prompt')).toBe(false)
  })

  it('leads to the service with the provider of signInWith, and all else as without one', async () => {
    const tab = opened(`${ORIGIN}/orders`)
    const wishes = { scope: 'openid', returnTo: '/last', loginHint: 'ada@example.com' }
    await tab.signIn(wishes)
    const plain = asksOf(tab.left())
    await tab.signInWith('google', wishes)
    const url = new URL(tab.left())
    expect(url.origin + url.pathname).toBe(`${HOME}/authorize`)
    expect(url.searchParams.get('provider')).toBe('google')
    expect([...url.searchParams.keys()]).toEqual([...plain.keys(), 'provider'])
    for (const name of ['redirect_uri', 'scope', 'login_hint'])
      expect(url.searchParams.get(name)).toBe(plain.get(name))
    tab.at = service.allow(url.href)
    expect((await tab.handleRedirect())?.returnTo).toBe(`${ORIGIN}/last`)
    expect(await tab.isSignedIn()).toBe(true)
  })

  it('takes a provider of odd characters for one parameter', async () => {
    const tab = opened()
    const odd = 'oidc_acmé &client_id=evil#/?+%00'
    await tab.signInWith(odd)
    const url = new URL(tab.left())
    expect([url.pathname, url.hash]).toEqual(['/authorize', ''])
    expect(url.searchParams.get('provider')).toBe(odd)
    expect(url.searchParams.getAll('client_id')).toEqual(['shop'])
  })

  it('comes back to the root of the page’s origin unless the app says otherwise', async () => {
    const client = createClient({ url: HOME, app: 'shop', storage: kept })
    const tab = opened(`${ORIGIN}/orders`)
    await client.signIn()
    expect(asksOf(tab.left()).get('redirect_uri')).toBe(`${ORIGIN}/`)
  })

  it.each([
    'https://evil.example',
    '//evil.example/x',
    'https://shop.example.com.evil.example',
    'javascript:alert(1)',
  ])('does not go on at %s afterwards', async (returnTo) => {
    const tab = opened()
    await expect(tab.signIn({ returnTo })).rejects.toThrow(
      new TypeError('returnTo has to be a page of this origin.'),
    )
    expect([tab.left(), begun()]).toEqual(['', []])
  })

  it('forgets sign-ins that nobody has come back from, after a day or twenty others', async () => {
    const tab = opened()
    await tab.signIn()
    const [first] = begun()
    pass(86_399_000)
    await tab.signIn()
    expect(begun()).toContain(first)
    pass(1_000)
    await tab.signIn()
    expect(begun()).not.toContain(first)
    for (let turn = 0; turn < 25; turn += 1) {
      pass(1)
      await tab.signIn()
    }
    expect(begun()).toHaveLength(20)
  })

  it('says what is missing where there is no browser, or a page without TLS', async () => {
    const client = createClient({ url: HOME, app: 'shop', storage: memoryStorage() })
    await expect(client.signIn()).rejects.toThrow(new TypeError('Sign-in by redirect needs a browser.'))
    expect(await client.handleRedirect()).toBeNull()
    const tab = opened()
    vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) })
    await expect(tab.signIn()).rejects.toThrow('needs a page by https')
  })
})

describe('handleRedirect', () => {
  it('signs in, says who and where to go on, and leaves nothing of it in the address', async () => {
    const tab = await cameBack({}, `${ORIGIN}/orders?page=2#last`)
    tab.at = `${tab.at}&ad=7#top`
    expect(await tab.handleRedirect()).toEqual({
      returnTo: `${ORIGIN}/orders?page=2#last`,
      user: { sub: 'ada', email: 'ada@example.com' },
    })
    expect(tab.at).toBe(`${ORIGIN}/callback?ad=7#top`)
    expect(tab.state).toEqual({ of: 'the router' })
    expect(await tab.isSignedIn()).toBe(true)
    expect(begun()).toEqual([])
    expect(service.asked).toEqual(['POST /token'])
    expect(service.sent[0]).toMatchObject({ client_id: 'shop', redirect_uri: `${ORIGIN}/callback` })
  })

  it('exchanges the code once, however often it is called, and is null afterwards', async () => {
    const tab = await cameBack()
    const [one, other] = await Promise.all([tab.handleRedirect(), tab.handleRedirect()])
    expect(one).toEqual(other)
    expect(one?.user.sub).toBe('ada')
    expect(await tab.handleRedirect()).toBeNull()
    expect(service.asked).toEqual(['POST /token'])
  })

  it('asks nothing anew when the page is loaded again in the middle', async () => {
    const tab = await cameBack()
    service.state.spoil = () => new Promise<Response>(() => {}) as never
    void tab.handleRedirect().catch(() => {})
    await expect.poll(() => service.asked).toEqual(['POST /token'])
    const again = opened(tab.at)
    expect([again.at, await again.handleRedirect()]).toEqual([`${ORIGIN}/callback`, null])
    expect(service.asked).toEqual(['POST /token'])
  })

  it.each(['', '?page=2', '?code=x', '?state=x', '?error=x'])('is null on a page with %j', async (query) => {
    const tab = opened(`${ORIGIN}/callback${query}`)
    expect(await tab.handleRedirect()).toBeNull()
    expect([tab.at, service.asked]).toEqual([`${ORIGIN}/callback${query}`, []])
  })

  it('leaves alone what another service has answered to something else', async () => {
    const at = `${ORIGIN}/callback?code=x&state=y`
    const tab = opened(at)
    expect(await tab.handleRedirect()).toBeNull()
    tab.at = `${at}&iss=https%3A%2F%2Fother.example`
    expect(await tab.handleRedirect()).toBeNull()
    expect(tab.at).toContain(at)
  })

  it('lets each of several tabs find its own, in any order', async () => {
    const tab = opened(`${ORIGIN}/one`)
    await tab.signIn({ returnTo: '/one' })
    const one = service.allow(tab.left())
    await tab.signIn({ returnTo: '/two' })
    const two = service.allow(tab.left())
    const [second, first] = [opened(two), opened(one)]
    // The globals are those of the tab that was opened last.
    expect((await first.handleRedirect())?.returnTo).toBe(`${ORIGIN}/one`)
    first.at = two
    expect((await first.handleRedirect())?.returnTo).toBe(`${ORIGIN}/two`)
    expect(await second.isSignedIn()).toBe(true)
  })

  it('takes nothing that was not begun in this browser, and asks for nothing', async () => {
    const tab = await cameBack()
    for (const key of begun()) kept.removeItem(key)
    const refusal = await refusalOf(tab.handleRedirect())
    expect(refusal).toMatchObject({ name: 'Refusal', kind: 'first_step_missing' })
    expect(tab.at).toBe(`${ORIGIN}/callback`)
    expect(service.asked).toEqual([])
  })

  it('is null for an old answer when somebody is signed in already', async () => {
    const tab = await cameBack()
    const old = tab.at
    await tab.handleRedirect()
    tab.at = old
    expect(await tab.handleRedirect()).toBeNull()
    expect([tab.at, await tab.isSignedIn()]).toEqual([`${ORIGIN}/callback`, true])
  })

  it.each(['https://evil.example', undefined])(
    'sends no code where the answer is of %s (RFC 9207)',
    async (iss) => {
      const tab = opened()
      await tab.signIn()
      const asks = asksOf(tab.left())
      tab.at = back(asks, { code: 'x' }, iss ?? '').replace(/&iss=$/, '')
      await expect(tab.handleRedirect()).rejects.toMatchObject({ name: 'Unreachable' })
      expect([service.asked, begun()]).toEqual([[], []])
    },
  )

  it('says that the user has refused, and where they wanted to go on', async () => {
    const tab = opened(`${ORIGIN}/orders`)
    await tab.signIn()
    tab.at = service.refuse(tab.left(), 'access_denied')
    expect(await refusalOf(tab.handleRedirect())).toMatchObject({
      name: 'Refusal',
      kind: 'sign_in_refused',
      oauthError: 'access_denied',
      message: 'The user said no.',
      returnTo: `${ORIGIN}/orders`,
    })
    expect([tab.at, await tab.isSignedIn(), service.asked]).toEqual([`${ORIGIN}/callback`, false, []])
  })

  it('says that the code was refused, and that nobody has answered', async () => {
    const tab = await cameBack()
    tab.at = tab.at.replace(/code=[^&]*/, 'code=other')
    expect(await refusalOf(tab.handleRedirect())).toMatchObject({
      kind: 'sign_in_refused',
      oauthError: 'invalid_grant',
      status: 400,
    })
    for (const [answer, expected] of [
      [() => refuseWith(429, 'temporarily_unavailable'), { name: 'Refusal', kind: 'too_many_requests' }],
      [() => refuseWith(503, 'temporarily_unavailable'), { name: 'Refusal', kind: 'unavailable' }],
      [() => new Response('<h1>Log in to the network</h1>'), { name: 'Unreachable' }],
      [() => new Response('Bad Gateway', { status: 502 }), { name: 'Unreachable' }],
    ] as const) {
      const next = await cameBack()
      service.state.spoil = answer
      await expect(next.handleRedirect()).rejects.toMatchObject(expected)
      expect(await next.isSignedIn()).toBe(false)
      service.state.spoil = () => undefined
    }
  })

  it.each<[string, Record<string, unknown>]>([
    ['another issuer', { iss: 'https://evil.example' }],
    ['another app', { aud: 'other' }],
    ['several apps', { aud: ['shop', 'other'] }],
    ['another sign-in', { nonce: 'other' }],
    ['no sign-in', { nonce: undefined }],
    ['another year', { exp: 1 }],
    ['no end', { exp: undefined }],
    ['nobody', { sub: undefined }],
    ['no session', { sid: undefined }],
  ])('keeps nothing of an answer whose ID token is of %s', async (_, claims) => {
    const tab = await cameBack()
    service.state.changes = { idToken: claims }
    await expect(tab.handleRedirect()).rejects.toMatchObject({ name: 'Unreachable' })
    expect(await tab.isSignedIn()).toBe(false)
  })

  it.each([{ id_token: undefined }, { id_token: 'x' }, { id_token: 'a.b.c' }, { access_token: undefined }])(
    'keeps nothing of an answer with %j',
    async (tokens) => {
      const tab = await cameBack()
      service.state.changes = { tokens }
      await expect(tab.handleRedirect()).rejects.toMatchObject({ name: 'Unreachable' })
      expect(await tab.isSignedIn()).toBe(false)
    },
  )

  it('works on a device whose clock is hours wrong', async () => {
    const tab = await cameBack()
    service.state.changes = { idToken: { exp: Math.floor(Date.now() / 1_000) - 80_000 } }
    expect((await tab.handleRedirect())?.user.sub).toBe('ada')
  })

  it('ends the session of whoever was signed in before, and not that of the same user in another tab', async () => {
    await signedIn()
    const again = await signedIn()
    expect([service.sessions.size, service.asked]).toEqual([2, ['POST /token', 'POST /token']])
    service.state.sub = 'bob'
    const bobs = await signedIn()
    await expect.poll(() => service.sessions.size).toBe(2)
    expect([...service.sessions.values()].map(({ sub }) => sub)).toEqual(['ada', 'bob'])
    expect(await again.isSignedIn()).toBe(true)
    expect((await bobs.userInfo()).sub).toBe('bob')
  })

  it('ends what it cannot keep, and says why', async () => {
    const tab = await cameBack()
    const full = new Error('The storage is full.')
    kept.isFull = full
    await expect(tab.handleRedirect()).rejects.toBe(full)
    expect([service.sessions.size, await tab.isSignedIn()]).toEqual([0, false])
  })
})

it.each([undefined, ''])('a client whose app is %j is a mistake', (app) => {
  expect(() => createClient({ url: HOME, app: app as string, storage: memoryStorage() })).toThrow(
    new TypeError('The app of a client is its client id.'),
  )
})
