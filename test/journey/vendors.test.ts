import { generateKeyPairSync } from 'node:crypto'
import type { Request } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { apple } from './apple-stub.ts'
import { CHROMIUM } from './browser.ts'
import { gitHub } from './github-stub.ts'
import { requestsTo } from './requests.ts'
import { PASSWORD, registered, type Somebody, somebody } from './somebody.ts'
import { openVendorStage, type VendorStage } from './vendor-stage.ts'

/** Signing in with GitHub and Apple, which speak as they document, in a browser that keeps cookies as browsers do. */
const GITHUB = { clientId: 'Iv1.8a61f9b3a7aba766', clientSecret: 'a-secret-of-github' }
const APPLE = { clientId: 'com.example.postern', teamId: 'ABCDE12345', keyId: 'FGHIJ67890' }

let stage: VendorStage
let hub: ReturnType<typeof gitHub>
let tree: Awaited<ReturnType<typeof apple>>
const opened: Somebody[] = []

const requests = requestsTo(() => stage)

beforeAll(async () => {
  if (!CHROMIUM) return
  const { privateKey, publicKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  hub = gitHub(GITHUB)
  tree = await apple({ ...APPLE, publicKey })
  const settings = {
    GITHUB_CLIENT_ID: GITHUB.clientId,
    GITHUB_CLIENT_SECRET: GITHUB.clientSecret,
    APPLE_CLIENT_ID: APPLE.clientId,
    APPLE_TEAM_ID: APPLE.teamId,
    APPLE_KEY_ID: APPLE.keyId,
    APPLE_PRIVATE_KEY: privateKey,
  }
  stage = await openVendorStage(settings, { ...hub.hosts, ...tree.hosts })
})

afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.close()))
  if (CHROMIUM)
    expect(stage.browser.wrong(), 'no page writes a console error or asks another host').toEqual([])
})

afterAll(() => stage?.close())

async function visitor(email: string, { script = true } = {}) {
  const others = ['https://github.com', 'https://appleid.apple.com']
  const ada = await somebody(stage, requests, { email, script, others })
  opened.push(ada)
  return ada
}

async function toGitHub(ada: Somebody, login: string) {
  await ada.open('/sign-in')
  await ada.follow('Continue with GitHub')
  await ada.type({ Account: login })
  await ada.press('Authorize')
}

/** Apple's answer is a form that a script sends: what comes after it is another page. */
async function toApple(ada: Somebody, subject: string, to = '**/account') {
  await ada.open('/sign-in/with/apple')
  await ada.type({ Account: subject })
  const arrived = ada.page.waitForURL(to)
  await ada.page.getByRole('button', { name: 'Continue' }).click()
  await arrived
}

/** Which cookies the browser brings along when it comes back from Apple: with the form, and with what follows. */
async function cookiesAtCallback(ada: Somebody, act: () => Promise<void>) {
  const asked: Request[] = []
  const listen = (request: Request) =>
    void (new URL(request.url()).pathname === '/callback/apple' && asked.push(request))
  ada.page.on('request', listen)
  await act()
  ada.page.off('request', listen)
  return Promise.all(
    asked.map(async (request) => {
      const { cookie = '' } = await request.allHeaders()
      const names = cookie.split('; ').map((each) => each.split('=')[0] ?? '')
      return { method: request.method(), cookies: names.toSorted() }
    }),
  )
}

describe.runIf(CHROMIUM)('GitHub', () => {
  it('signs in whoever has proven their address once by a code, without script too', async () => {
    const login = 'octocat'
    const ada = await visitor(`${login}@example.com`, { script: false })
    hub.users.set(login, {
      id: 583_231,
      login,
      name: 'Monalisa Octocat',
      emails: [
        { email: `${login}@users.noreply.github.com`, primary: false, verified: true, visibility: null },
        { email: ada.email, primary: true, verified: true, visibility: 'private' },
      ],
    })
    await toGitHub(ada, login)
    expect(ada.at()).toBe('/sign-in/address')
    expect(await ada.page.getByLabel('Email', { exact: true }).inputValue()).toBe(ada.email)
    await ada.press('Email me a code')
    await ada.type({ Code: await ada.code() })
    await ada.press('Continue')
    expect(await ada.title()).toBe('Connect GitHub?')
    await ada.press('Connect')
    await ada.signOut()
    await toGitHub(ada, login)
    expect(ada.at()).toBe('/account')
  })

  it('tells of a visitor who cancels, and of a code that it does not take', async () => {
    const ada = await visitor('turns-back@example.com')
    await ada.open('/sign-in')
    await ada.follow('Continue with GitHub')
    await ada.press('Cancel')
    expect(await ada.title()).toBe('Cancelled')
    await ada.follow('Back to sign-in')
    await ada.follow('Continue with GitHub')
    const { searchParams } = new URL(ada.page.url())
    const query = new URLSearchParams({ code: 'made-up', state: searchParams.get('state') ?? '' })
    await ada.open(`/callback/github?${query.toString()}`)
    expect(await ada.title()).toBe('This did not work')
    expect(await ada.said()).toContain('GitHub did not confirm who you are.')
  })
})

describe.runIf(CHROMIUM)('Apple', () => {
  it('answers by a form from its own site, with which one cookie comes, and all others with the page after it', async () => {
    const relay = 'x7k2m9@privaterelay.appleid.com'
    const ada = await visitor(relay)
    tree.people.set('000123.ada.0001', { email: relay, firstName: 'Ada', lastName: 'Lovelace' })
    const toAccount = () => toApple(ada, '000123.ada.0001')
    expect(await cookiesAtCallback(ada, toAccount)).toEqual([
      { method: 'POST', cookies: ['__Host-provider-post'] },
      { method: 'GET', cookies: ['__Host-form', '__Host-provider-post'] },
    ])
    expect(await ada.page.getByRole('banner').innerText()).toContain('Ada Lovelace')

    // The same browser again: its session gives way to the new one, and the account knows it.
    expect(await cookiesAtCallback(ada, toAccount)).toEqual([
      { method: 'POST', cookies: ['__Host-provider-post'] },
      {
        method: 'GET',
        cookies: ['__Host-device', '__Host-form', '__Host-provider-post', '__Host-session'],
      },
    ])
    await ada.open('/account/sessions')
    expect(await ada.page.getByRole('listitem').filter({ hasText: 'Last seen' }).count()).toBe(1)
  })

  it('signs in without script too: the visitor presses the button of that form', async () => {
    const relay = 'p3q8r1@privaterelay.appleid.com'
    const ada = await visitor(relay, { script: false })
    tree.people.set('000123.grace.0002', { email: relay, firstName: 'Grace', lastName: 'Hopper' })
    await ada.open('/sign-in')
    await ada.follow('Continue with Apple')
    await ada.type({ Account: '000123.grace.0002' })
    await ada.press('Continue')
    await ada.press('Continue to Postern')
    expect(ada.at()).toBe('/account')
    expect(await ada.page.getByRole('banner').innerText()).toContain('Grace Hopper')
  })

  it('its form counts in no browser but the one that has begun', async () => {
    const relay = 's5t6u7@privaterelay.appleid.com'
    const ada = await visitor(relay)
    tree.people.set('000123.mary.0003', { email: relay, firstName: 'Mary', lastName: 'Somerville' })
    await ada.open('/sign-in/with/apple')
    await ada.context.clearCookies({ name: '__Host-provider-post' })
    await ada.type({ Account: '000123.mary.0003' })
    const refused = ada.page.waitForURL('**/callback/apple')
    await ada.page.getByRole('button', { name: 'Continue' }).click()
    await refused
    expect(await ada.title()).toBe('Start again')
    await ada.open('/account')
    expect(ada.at()).toMatch(/^\/sign-in\?/)
  })

  it('an address that it does not give out, and that somebody owns, is proven by a code', async () => {
    const ada = await visitor('own-address@example.com')
    await registered(requests, ada.email)
    tree.people.set('000123.own.0004', { email: ada.email, firstName: 'Ada', lastName: 'Lovelace' })
    await toApple(ada, '000123.own.0004', '**/sign-in/address')
    expect(await ada.page.getByLabel('Email', { exact: true }).inputValue()).toBe(ada.email)
    await ada.page.getByRole('link', { name: 'Use another way' }).click()
    await ada.page.waitForURL('**/sign-in')
    await ada.type({ Password: PASSWORD })
    await ada.press('Sign in')
    expect(ada.at(), 'nothing is connected').toBe('/account')
    await ada.open('/account/security')
    expect(await ada.page.locator('#connections').innerText()).toContain('No connected accounts yet')
  })
})
