import * as client from 'openid-client'
import { afterEach, expect, it } from 'vitest'
import { continueWith, type Servers, signInThere, visitors } from './at-provider.ts'
import type { Requests } from './requests.ts'
import { PASSWORD, registered } from './somebody.ts'
import { changeLocalDatabase } from './sqlite.ts'
import type { Stage } from './stage.ts'

/** Who gets in by a provider, and as whom. */
export function describeProviderSignIn(stage: () => Stage, servers: () => Servers, requests: Requests) {
  const { visitor, close } = visitors(stage, servers, requests)
  afterEach(close)

  async function connectionsOf(email: string) {
    const { said } = await requests.ask('POST', '/api/v1/login', { body: { email, password: PASSWORD } })
    const { access_token: token } = said['data'] as { access_token: string }
    return (await requests.ask('GET', '/api/v1/users/me/connections', { token })).said
  }

  it('a newcomer gets an account, and the next time the same one, without script too', async () => {
    const { acme } = servers()
    const name = 'newcomer'
    const ada = await visitor(`${name}@acme.example`, { script: false })
    acme.accounts.set(name, {
      email: ada.email,
      email_verified: true,
      given_name: 'Augusta',
      family_name: 'King',
    })
    await ada.open('/sign-in')
    await continueWith(ada, acme, name)
    expect(ada.at()).toBe('/account')
    expect(await ada.page.getByRole('banner').innerText()).toContain('Augusta King')
    expect(await ada.page.getByLabel('First name', { exact: true }).inputValue()).toBe('Augusta')
    await ada.open('/account/security')
    const connection = ada.page.locator('#connections li').first()
    expect(await connection.innerText()).toMatch(/Acme\s+newcomer@acme\.example/)

    const phone = await visitor(ada.email)
    await phone.open('/sign-in')
    await continueWith(phone, acme, name)
    expect(phone.at()).toBe('/account')
    await ada.open('/account/sessions')
    const rows = ada.page.getByRole('listitem').filter({ hasText: 'Last seen' })
    expect(await rows.count()).toBe(2)
    expect(await ada.said()).toContain('With connected account')
  })

  it('who has an account signs in to it once, and presses to connect, without script too', async () => {
    const { acme } = servers()
    const name = 'has-one'
    const ada = await visitor(`${name}@acme.example`, { script: false })
    await registered(requests, ada.email)
    acme.accounts.set(name, { email: ada.email, email_verified: true })

    await ada.open('/sign-in')
    await continueWith(ada, acme, name)
    expect([ada.at(), await ada.title()]).toEqual(['/sign-in/known', 'You already have an account'])
    expect(await ada.said()).toContain(ada.email)
    await ada.follow('Sign in')
    expect(await ada.page.getByLabel('Email', { exact: true }).inputValue()).toBe(ada.email)
    await ada.type({ Password: PASSWORD })
    await ada.press('Sign in')
    expect([ada.at(), await ada.title()]).toEqual(['/account/connect', 'Connect Acme?'])
    expect(await ada.said()).toContain(`Your Acme account will be able to sign in to ${ada.email}.`)
    await ada.press('Connect')
    expect(ada.at()).toBe('/account/security')
    expect(await ada.said()).toContain('The account is connected. You can sign in with it now.')
    await ada.signOut()

    await ada.open('/sign-in')
    await continueWith(ada, acme)
    expect(ada.at()).toBe('/account')
  })

  it('whoever lets a provider write the address of somebody else gets nowhere without a mailed code', async () => {
    const { evil } = servers()
    const email = 'victim@example.com'
    await registered(requests, email)
    const mallory = await visitor('mallory@example.com')
    await registered(requests, mallory.email)
    evil.accounts.set('mallory', { email, email_verified: true })

    await mallory.open('/sign-in')
    await continueWith(mallory, evil, 'mallory')
    expect([mallory.at(), await mallory.title()]).toEqual(['/sign-in/address', 'Confirm your email address'])
    await mallory.press('Email me a code')
    expect(mallory.at()).toBe('/sign-in-mail')
    await mallory.type({ Code: '00000000' })
    await mallory.press('Continue')
    expect(await mallory.said()).toContain('This code is wrong or no longer works.')
    for (const page of ['/account/connect', '/account']) {
      await mallory.open(page)
      expect(mallory.at()).toMatch(/^\/sign-in\?/)
    }
    // What waits for the address of the victim is connected with no other account.
    await mallory.type({ Email: mallory.email, Password: PASSWORD })
    await mallory.press('Sign in')
    expect(mallory.at()).toBe('/account')
    await mallory.open('/account/connect')
    expect(await mallory.title()).toBe('This request is over')
    for (const owner of [mallory.email, email]) expect(await connectionsOf(owner)).toEqual([])
  })

  it('who proves the mailbox by a code connects the account, or opens one', async () => {
    const { evil } = servers()
    const ada = await visitor('proves@example.com')
    evil.accounts.set('proves', { given_name: 'Ada', family_name: 'Lovelace' })
    await ada.open('/sign-in')
    await continueWith(ada, evil, 'proves')
    expect(ada.at()).toBe('/sign-in/address')
    expect(await ada.said()).toContain('Evil gave us no email address.')
    await ada.type({ Email: ada.email })
    await ada.press('Email me a code')
    await ada.type({ Code: await ada.code() })
    await ada.press('Continue')
    expect(await ada.title()).toBe('Connect Evil?')
    expect(await ada.said()).toContain(ada.email)
    await ada.press('Connect')
    expect(await ada.page.locator('#connections li').first().innerText()).toContain('Evil')
    await ada.signOut()
    await ada.open('/sign-in')
    await continueWith(ada, evil)
    expect(ada.at()).toBe('/account')
  })

  it('an app of ALLOWED_ORIGINS and an app that is registered get their user back', async () => {
    const { acme } = servers()
    const { url: app } = stage().app
    const ada = await visitor('of-an-app@acme.example', { others: [app] })
    acme.accounts.set('of-an-app', { email: ada.email, email_verified: true })
    const returnTo = encodeURIComponent(`${app}/?from=postern`)
    await ada.open(`/sign-in/with/oidc_acme?return_to=${returnTo}`)
    await signInThere(ada, 'of-an-app')
    expect(ada.page.url()).toBe(`${app}/?from=postern`)
    await ada.open('/account')
    expect(ada.at()).toBe('/account')
    await ada.signOut()

    const { config, checks, address } = await registeredApp(stage())
    await ada.page.goto(address)
    expect(await ada.title()).toBe('Continue to Program?')
    const arrived = ada.page.waitForURL(`${app}/callback?**`)
    await ada.page.getByRole('button', { name: 'Continue to Program' }).click()
    await arrived
    const tokens = await client.authorizationCodeGrant(config, new URL(ada.page.url()), checks)
    expect(tokens.claims()).toMatchObject({ aud: 'of-acme', acr: '1' })
    const { sub = '' } = tokens.claims() ?? {}
    expect(await client.fetchUserInfo(config, tokens.access_token, sub)).toMatchObject({ email: ada.email })
  })
}

/** An app with the library that signs people in there, and where it sends them: straight to Acme. */
async function registeredApp({ app, folder, service }: Stage) {
  const redirectUri = `${app.url}/callback`
  changeLocalDatabase(
    folder,
    `insert into apps (id, name, kind, redirect_uris, post_logout_redirect_uris, scopes, created_at)
     values ('of-acme', 'Program', 'first_party', '["${redirectUri}"]', '[]', 'openid email', ${Date.now()})`,
  )
  const execute = [client.allowInsecureRequests]
  const config = await client.discovery(new URL(service.url), 'of-acme', undefined, client.None(), {
    execute,
  })
  const checks = { pkceCodeVerifier: client.randomPKCECodeVerifier(), expectedState: client.randomState() }
  const address = client.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope: 'openid email',
    state: checks.expectedState,
    code_challenge: await client.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
    code_challenge_method: 'S256',
    provider: 'oidc_acme',
  })
  return { config, checks, address: address.href }
}
