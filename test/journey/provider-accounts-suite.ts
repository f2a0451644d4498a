import { afterEach, expect, it } from 'vitest'
import { continueWith, type Servers, signInThere, visitors } from './at-provider.ts'
import { appWith } from './authenticator-app.ts'
import type { Requests } from './requests.ts'
import { PASSWORD, registered } from './somebody.ts'
import type { Stage } from './stage.ts'

/** What owners do with their connections, and what is asked of them besides. */
export function describeProviderAccounts(stage: () => Stage, servers: () => Servers, requests: Requests) {
  const { visitor, close } = visitors(stage, servers, requests)
  afterEach(close)

  async function member(name: string) {
    const ada = await visitor(`${name}@example.com`)
    await registered(requests, ada.email)
    await signIn(ada)
    return ada
  }

  async function signIn(ada: Awaited<ReturnType<typeof visitor>>) {
    await ada.open('/sign-in')
    await ada.type({ Email: ada.email, Password: PASSWORD })
    await ada.press('Sign in')
  }

  it('one connects an account and disconnects it, and is mailed about both', async () => {
    const { evil } = servers()
    const ada = await member('links')
    // Another address there is no obstacle: both are named, and a press connects.
    evil.accounts.set('links', { email: 'elsewhere@evil.example', email_verified: false })
    await ada.open('/account/security')
    await ada.follow('Connect Evil')
    await signInThere(ada, 'links')
    expect([ada.at(), await ada.title()]).toEqual(['/account/connect', 'Connect Evil?'])
    expect(await ada.said()).toMatch(/elsewhere@evil\.example.*links@example\.com/)
    await ada.press('Connect')
    const connections = ada.page.locator('#connections')
    expect(await connections.innerText()).toMatch(/Evil\s+elsewhere@evil\.example\s+Connected on/)
    expect(await requests.linkTo(ada.email, '/not-me', /was connected/)).toContain('token=')

    await connections.getByRole('button', { name: 'Disconnect Evil' }).click()
    await ada.page.getByText('The account is disconnected.').waitFor()
    expect(await connections.innerText()).toContain('No connected accounts yet')
    await ada.signOut()
    await ada.open('/sign-in')
    await continueWith(ada, evil)
    expect(ada.at(), 'it signs nobody in any more').toBe('/sign-in/address')
  })

  it('the last way into an account stays', async () => {
    const { acme } = servers()
    const ada = await visitor('only-acme@acme.example')
    acme.accounts.set('only-acme', { email: ada.email, email_verified: true })
    await ada.open('/sign-in')
    await continueWith(ada, acme, 'only-acme')
    await ada.open('/account/security')
    expect(await ada.page.getByRole('button', { name: 'Disconnect Acme' }).count(), 'not fresh').toBe(0)
    await ada.follow('Confirm that it is you')
    await ada.press('Email me a code')
    await ada.type({ Code: await ada.code() })
    await ada.press('Confirm')
    expect(ada.at()).toBe('/account/security')
    await ada.page.locator('#mail summary').click()
    await ada.page.locator('#mail').getByRole('button', { name: 'Switch off' }).click()
    await ada.page.getByText('Nobody can sign in with a code by email any more.').waitFor()
    await ada.page.getByRole('button', { name: 'Disconnect Acme' }).click()
    await ada.page.getByText('This is your last way to sign in. Add a password or a passkey first.').waitFor()
    await ada.follow('Back to the page')
    expect(await ada.page.locator('#connections').innerText()).toContain(ada.email)
  })

  it('the second step is asked for after a provider, but not after one that has asked already', async () => {
    const { acme, sure } = servers()
    const ada = await member('careful-one')
    for (const { accounts } of [acme, sure]) accounts.set('careful', {})
    await ada.open('/account/security')
    for (const { label } of [acme, sure]) {
      await ada.follow(`Connect ${label}`)
      await signInThere(ada, 'careful')
      await ada.press('Connect')
    }
    await ada.press('Add app')
    const app = appWith(await ada.page.locator('.secret code').innerText())
    await ada.type({ 'Code from the app': app(0) })
    await ada.press('Confirm and switch on')
    await ada.follow('I have kept them')
    await ada.signOut()

    await ada.open('/sign-in')
    await continueWith(ada, acme)
    expect(ada.at()).toBe('/second-step')
    await ada.open('/account')
    expect(ada.at(), 'nobody is signed in yet').toMatch(/^\/sign-in/)
    await ada.open('/second-step')
    await ada.type({ 'Code from your authenticator app': app(1) })
    await ada.press('Continue')
    expect(ada.at()).toBe('/account')
    await ada.signOut()

    await ada.open('/sign-in')
    await continueWith(ada, sure)
    expect(ada.at()).toBe('/account')
  })
}
