import { afterEach, expect, it } from 'vitest'
import { continueWith, type Servers, signInThere, visitors } from './at-provider.ts'
import type { OidcServer } from './oidc-server.ts'
import type { Requests } from './requests.ts'
import { PASSWORD, registered, type Somebody } from './somebody.ts'
import type { Stage } from './stage.ts'

/** What goes wrong on the way, by accident or on purpose. */
export function describeProviderTrouble(stage: () => Stage, servers: () => Servers, requests: Requests) {
  const { visitor, close } = visitors(stage, servers, requests)
  afterEach(close)

  async function signInByPassword(ada: Somebody) {
    await ada.type({ Email: ada.email, Password: PASSWORD })
    await ada.press('Sign in')
    expect(ada.at()).toBe('/account')
  }

  /** Signs in at a provider, and takes the way back out of the browser before the service sees it. */
  async function wayBack(ada: Somebody, provider: OidcServer, account: string): Promise<URL> {
    await ada.open('/sign-in')
    await continueWith(ada, provider)
    const { request } = ada.context
    const sent = await request.post(ada.page.url(), { form: { account }, maxRedirects: 0 })
    const resumed = new URL(sent.headers()['location'] ?? '', provider.url)
    const led = await request.get(resumed.href, { maxRedirects: 0 })
    return new URL(led.headers()['location'] ?? '')
  }

  async function expectNobodyIn(ada: Somebody, title: string) {
    expect(await ada.title()).toBe(title)
    await ada.open('/account')
    expect(ada.at()).toMatch(/^\/sign-in\?/)
  }

  it('who cancels there reads so, and signs in otherwise', async () => {
    const ada = await visitor('cancels@example.com')
    await registered(requests, ada.email)
    await ada.open('/sign-in?return_to=%2Faccount%2Fsecurity')
    await continueWith(ada, servers().acme)
    await ada.press('Cancel')
    expect(await ada.title()).toBe('Cancelled')
    expect(await ada.said()).toContain('You did not continue with Acme.')
    await ada.follow('Back to sign-in')
    await ada.type({ Email: ada.email, Password: PASSWORD })
    await ada.press('Sign in')
    expect(ada.at(), 'where they wanted to go').toBe('/account/security')
  })

  it('a provider that does not answer, or no longer, touches nobody who signs in otherwise', async () => {
    const { acme } = servers()
    const ada = await visitor('waits@example.com')
    await registered(requests, ada.email)
    await ada.open('/sign-in')
    await ada.follow('Continue with Gone')
    expect(await ada.title()).toBe('The other service does not answer')
    expect(await ada.said()).toContain('Gone cannot be reached right now.')

    acme.accounts.set('waits', { email: 'waits@acme.example', email_verified: true })
    const back = await wayBack(ada, acme, 'waits')
    await acme.stop()
    await ada.page.goto(back.href)
    expect(await ada.said()).toContain('Acme cannot be reached right now.')
    await ada.follow('Back to sign-in')
    await signInByPassword(ada)
    await ada.signOut()

    // It comes back with another key.
    await acme.restart()
    await ada.page.goto(back.href)
    expect(await ada.title(), 'the account there is a new one here').toBe('Profile')
  })

  it('a code that another provider gave out, or another browser began with, signs nobody in', async () => {
    const { acme, evil } = servers()
    const [ada, eve] = [await visitor('mixed@acme.example'), await visitor('eve@acme.example')]
    acme.accounts.set('mixed', { email: ada.email, email_verified: true })
    evil.accounts.set('mixed', { email: ada.email, email_verified: true })
    const [fromAcme, fromEvil] = [await wayBack(ada, acme, 'mixed'), await wayBack(ada, evil, 'mixed')]

    // Evil's answer at the address of Acme.
    const moved = new URL(fromEvil)
    moved.pathname = fromAcme.pathname
    await ada.page.goto(moved.href)
    await expectNobodyIn(ada, 'Start again')
    // Evil's code with Acme's state: it says who it is, says that it is Acme, or says nothing (RFC 9207).
    for (const iss of [evil.url, acme.url, undefined]) {
      const mixed = new URL(fromAcme)
      mixed.searchParams.set('code', fromEvil.searchParams.get('code') ?? '')
      if (iss === undefined) mixed.searchParams.delete('iss')
      else mixed.searchParams.set('iss', iss)
      await ada.page.goto(mixed.href)
      await expectNobodyIn(ada, 'This did not work')
    }
    // Acme's answer to Ada, in the browser of Eve, who has been at Acme too (login CSRF, a stolen code).
    acme.accounts.set('eve', {})
    await wayBack(eve, acme, 'eve')
    await eve.page.goto(fromAcme.href)
    await expectNobodyIn(eve, 'Start again')

    // In her own it is as good as before.
    await ada.page.goto(fromAcme.href)
    expect(ada.at()).toBe('/account')
  })

  it('a way back that is loaded twice leads where the first one led, and nowhere in a browser that has signed out', async () => {
    const { acme } = servers()
    const ada = await visitor('twice@acme.example')
    acme.accounts.set('twice', { email: ada.email, email_verified: true })
    const back = await wayBack(ada, acme, 'twice')
    await ada.page.goto(back.href)
    expect(ada.at()).toBe('/account')
    await ada.page.goto(back.href)
    expect(ada.at()).toBe('/account')
    await ada.open('/account/sessions')
    expect(await ada.page.getByRole('listitem').filter({ hasText: 'Last seen' }).count()).toBe(1)
    await ada.signOut()
    await ada.page.goto(back.href)
    await expectNobodyIn(ada, 'Start again')
  })

  it('who goes to a provider in two tabs comes back in both', async () => {
    const { acme } = servers()
    const ada = await visitor('tabs@acme.example')
    acme.accounts.set('tabs', { email: ada.email, email_verified: true })
    const other = await ada.tab()
    for (const tab of [ada, other]) {
      await tab.open('/sign-in')
      await tab.follow('Continue with Acme')
    }
    await signInThere(ada, 'tabs')
    expect(ada.at()).toBe('/account')
    await other.type({ Account: 'tabs' })
    await other.press('Go on')
    expect(other.at()).toBe('/account')
  })
}
