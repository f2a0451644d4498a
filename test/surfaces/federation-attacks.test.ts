import { describe, expect, it } from 'vitest'
import { pass } from '../support/clock.ts'
import { rows } from '../support/database.ts'
import {
  acmeGround,
  backFrom,
  byProvider,
  connectionsOf,
  federated,
  sentToProvider,
} from '../support/federated.ts'
import { stranger } from '../support/page-visitors.ts'
import { provider } from '../support/provider.ts'
import type { Page, Visitor } from '../support/visitor.ts'
import { workerWith } from '../support/worker.ts'
import { RESEND_SETTINGS } from '../support/resend.ts'
import { ACME_SETTINGS } from '../support/provider-settings.ts'

const EVIL_SETTINGS = {
  OIDC_EVIL_ISSUER: 'https://evil.example',
  OIDC_EVIL_CLIENT_ID: 'postern-at-evil',
  OIDC_EVIL_CLIENT_SECRET: 'secret-of-postern-at-evil',
  OIDC_EVIL_LABEL: 'Evil',
}

/** Two providers, of which one belongs to an attacker. */
function twoProviders() {
  const { ground, acme } = acmeGround(EVIL_SETTINGS)
  const evil = provider({
    issuer: EVIL_SETTINGS.OIDC_EVIL_ISSUER,
    clientId: EVIL_SETTINGS.OIDC_EVIL_CLIENT_ID,
    knows: (secret) => secret === EVIL_SETTINGS.OIDC_EVIL_CLIENT_SECRET,
  })
  return { ground, acme, evil }
}

const failureOf = ({ status, headers }: Page) => [status, headers.get('Postern-Failure')]
const LOST = [422, 'first_step_missing']
const REFUSED = [422, 'wrong_credentials']

/** Nobody was signed in, and nothing was written. */
async function expectNobody(ada: Visitor) {
  expect(ada.cookies.has('__Host-session')).toBe(false)
  expect(await rows('select id from sessions')).toEqual([])
  expect(await rows('select id from connections')).toEqual([])
}

const changed = (brought: URLSearchParams, changes: Record<string, string>) =>
  new URLSearchParams({ ...Object.fromEntries(brought), ...changes })

describe('a way back from a provider', () => {
  it('is worth nothing in another browser, and the provider is not asked (login CSRF)', async () => {
    const { ground, acme } = acmeGround()
    const thief = stranger(ground)
    const brought = acme.codeFor(await sentToProvider(thief))
    const ada = stranger(ground)
    expect(failureOf(await backFrom(ada, brought))).toEqual(LOST)
    // Nor where that browser is on its way itself.
    await sentToProvider(ada)
    expect(failureOf(await backFrom(ada, brought))).toEqual(LOST)
    expect(acme.heardAt('token')).toEqual([])
    await expectNobody(ada)
  })

  it('is worth nothing without a state, with one that was altered, and with another token of ours', async () => {
    const { ground, acme } = acmeGround()
    const ada = stranger(ground)
    const brought = acme.codeFor(await sentToProvider(ada))
    const state = brought.get('state') ?? ''
    const flipped = `${state.slice(0, -3)}${state.at(-3) === 'A' ? 'B' : 'A'}${state.slice(-2)}`
    await ada.open('/sign-up')
    await ada.press('mail', { email: 'ada@example.org' })
    const mailed = JSON.parse(decodeURIComponent(ada.cookies.get('__Host-step-mailed') ?? '')) as {
      request: string
    }
    for (const other of ['', flipped, mailed.request, 'x'.repeat(5_000)])
      expect(failureOf(await backFrom(ada, changed(brought, { state: other })))).toEqual(LOST)
    expect(acme.heardAt('token')).toEqual([])
    await expectNobody(ada)
  })

  it('is worth nothing after a quarter of an hour', async () => {
    const { ground, acme } = acmeGround()
    const ada = stranger(ground)
    const brought = acme.codeFor(await sentToProvider(ada))
    pass(901_000)
    expect(failureOf(await backFrom(ada, brought))).toEqual(LOST)
    await expectNobody(ada)
  })

  it('is worth nothing at another provider (mix-up, RFC 9700 §4.4)', async () => {
    const { ground, acme, evil } = twoProviders()
    const ada = stranger(ground)
    const [toAcme, toEvil] = [await sentToProvider(ada), await sentToProvider(ada, '/sign-in/with/oidc_evil')]
    const [fromAcme, fromEvil] = [acme.codeFor(toAcme), evil.codeFor(toEvil)]
    // The code of one with the state of the other, at either address.
    const code = fromAcme.get('code') ?? ''
    for (const [brought, id] of [
      [fromAcme, 'oidc_evil'],
      [fromEvil, 'oidc_acme'],
    ] as const)
      expect(failureOf(await backFrom(ada, brought, id))).toEqual(LOST)
    expect(evil.heardAt('token')).toEqual([])
    // The evil one takes the code of the other home only if it names itself the other.
    for (const iss of [acme, evil].map(() => 'https://acme.example'))
      expect(failureOf(await backFrom(ada, changed(fromEvil, { code, iss }), 'oidc_evil'))).toEqual(REFUSED)
    expect(evil.heardAt('token')).toEqual([])
    await expectNobody(ada)
  })

  it('takes no code that another visitor has got (code injection, RFC 9700 §4.5)', async () => {
    const { ground, acme } = acmeGround()
    const [thief, ada] = [stranger(ground), stranger(ground)]
    const stolen = acme.codeFor(await sentToProvider(ada)).get('code') ?? ''
    const own = acme.codeFor(await sentToProvider(thief))
    expect(failureOf(await backFrom(thief, changed(own, { code: stolen })))).toEqual(REFUSED)
    await expectNobody(thief)
  })

  it('signs in once, of any number at the same moment', async () => {
    const { ground, acme } = acmeGround()
    const { id } = await federated(ground, acme)
    const ada = stranger(ground)
    const address = await sentToProvider(ada)
    const all = Array.from({ length: 16 }, () => acme.codeFor(address))
    const before = await rows('select id from sessions where user_id = ?', id)
    const answers = await Promise.all(
      all.map((brought) => ada.get(`/callback/oidc_acme?${brought.toString()}`)),
    )
    expect(
      answers.filter(({ headers }) => /__Host-session=[^;]/.test(headers.getSetCookie().join())),
    ).toHaveLength(1)
    expect(await rows('select id from sessions where user_id = ?', id)).toHaveLength(before.length + 1)
  })

  it('opens one account, of any number at the same moment', async () => {
    const { ground, acme } = acmeGround()
    const ada = stranger(ground)
    const address = await sentToProvider(ada)
    const all = Array.from({ length: 16 }, () => acme.codeFor(address))
    await Promise.all(all.map((brought) => ada.get(`/callback/oidc_acme?${brought.toString()}`)))
    expect(await rows('select id from users')).toHaveLength(1)
    expect(await rows('select id from sessions')).toHaveLength(1)
    expect(await connectionsOf('ada@acme.example')).toHaveLength(1)
  })

  it('serves several tabs that were on their way at once', async () => {
    const { ground, acme } = acmeGround()
    const ada = stranger(ground)
    const addresses = [await sentToProvider(ada), await sentToProvider(ada), await sentToProvider(ada)]
    await backFrom(ada, acme.codeFor(addresses[0] ?? ''))
    expect(ada.page.path).toBe('/account')
    for (const address of addresses.slice(1)) {
      await backFrom(ada, acme.codeFor(address))
      // The first one has ended every way, and whoever is signed in goes on.
      expect(ada.page.path).toBe('/account')
    }
    expect(await rows('select id from users')).toHaveLength(1)
  })

  it('leads to no place that is neither ours nor allowed', async () => {
    const { ground, acme } = acmeGround()
    for (const place of ['https://evil.example/', '//evil.example', 'https://auth.localhost.evil.example/']) {
      const ada = stranger(ground)
      const query = new URLSearchParams({ return_to: place }).toString()
      await byProvider(ada, acme, `/sign-in/with/oidc_acme?${query}`)
      expect(ada.page.path).toBe('/account')
    }
  })

  it('is not begun by a link of another site where somebody is signed in, who stays who they are', async () => {
    const { ground, acme } = acmeGround()
    const { ada } = await federated(ground, acme)
    const session = ada.cookies.get('__Host-session')
    const query = new URLSearchParams({ return_to: 'https://app.example.com/orders' }).toString()
    const visit = { Accept: 'text/html', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' }
    const ask = (site: string, by = ada) =>
      by.get(`/sign-in/with/oidc_acme?${query}`, { headers: { ...visit, 'Sec-Fetch-Site': site } })
    const foreign = await ask('cross-site')
    expect(foreign.headers.get('Location')).toBe(`/sign-in?${query}`)
    expect(ada.cookies.get('__Host-session')).toBe(session)
    const toAcme = /^https:\/\/acme\.example\//
    expect((await ask('same-origin')).headers.get('Location')).toMatch(toAcme)
    expect((await ask('cross-site', stranger(ground))).headers.get('Location')).toMatch(toAcme)
  })

  it('is not begun and not ended by HEAD', async () => {
    const { ground, acme } = acmeGround()
    const ada = stranger(ground)
    const begun = await ada.ask('HEAD', '/sign-in/with/oidc_acme', undefined)
    expect(begun.headers.getSetCookie().join()).not.toContain('provider')
    const brought = acme.codeFor(await sentToProvider(ada))
    await ada.ask('HEAD', `/callback/oidc_acme?${brought.toString()}`, undefined)
    expect(acme.heardAt('token')).toEqual([])
    await backFrom(ada, brought)
    expect(ada.page.path).toBe('/account')
  })

  it('is not begun by an image or a frame of another site', async () => {
    const { ground } = acmeGround()
    for (const dest of ['image', 'iframe', 'script']) {
      const answer = await stranger(ground).get('/sign-in/with/oidc_acme', {
        headers: {
          'Sec-Fetch-Site': 'cross-site',
          'Sec-Fetch-Mode': dest === 'iframe' ? 'navigate' : 'no-cors',
          'Sec-Fetch-Dest': dest,
        },
      })
      expect(answer.headers.get('Location')).toBe('/sign-in')
      expect(answer.headers.getSetCookie().join()).not.toContain('provider')
    }
  })

  it('is worth nothing after a database was restored that does not know that it was used', async () => {
    const { ground, acme } = acmeGround()
    const ada = stranger(ground)
    const brought = acme.codeFor(await sentToProvider(ada))
    pass(1_000)
    const settings = {
      ...RESEND_SETTINGS,
      ...ACME_SETTINGS,
      NOT_BEFORE: String(Math.floor(Date.now() / 1_000)),
    }
    const restored = stranger({ ...ground, worker: workerWith(settings) })
    for (const [name, value] of ada.cookies) restored.cookies.set(name, value)
    expect(failureOf(await backFrom(restored, brought))).toEqual(LOST)
  })
})

describe('a form that a provider posts', () => {
  const POSTED = { 'Content-Type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': 'cross-site' }

  it('does nothing but send the browser on, and hides what it has brought', async () => {
    const { ground, acme } = acmeGround()
    const ada = stranger(ground)
    const brought = acme.codeFor(await sentToProvider(ada))
    const answer = await ada.ask('POST', '/callback/oidc_acme', brought.toString(), {
      headers: { ...POSTED, Origin: 'https://acme.example' },
    })
    expect(answer.status).toBe(303)
    const to = answer.headers.get('Location') ?? ''
    expect(to).not.toContain(brought.get('code'))
    expect(acme.heardAt('token')).toEqual([])
    expect((await ada.open(to)).path).toBe('/account')
  })

  it('is lost without the cookie of the browser, whatever its origin says', async () => {
    const { ground, acme } = acmeGround()
    const brought = acme.codeFor(await sentToProvider(stranger(ground)))
    for (const origin of ['null', 'https://acme.example', 'https://evil.example']) {
      const answer = await stranger(ground).ask('POST', '/callback/oidc_acme', brought.toString(), {
        headers: { ...POSTED, Origin: origin, Accept: 'text/html' },
      })
      expect([answer.status, answer.headers.get('Postern-Failure')]).toEqual(LOST)
    }
  })
})
