import type { BrowserContext, Page } from 'playwright-core'
import { afterEach, describe, expect, it } from 'vitest'
import { CHROMIUM } from './browser.ts'
import type { Requests } from './requests.ts'
import { PASSWORD, registered } from './somebody.ts'
import { changeLocalDatabase } from './sqlite.ts'
import type { Stage } from './stage.ts'

const SCOPE = 'openid profile email offline_access'

/** The client signs in by redirect: a page of an app on another port, the hosted pages, and back. */
export function describeSignInByRedirect(stage: () => Stage, requests: Requests) {
  const opened: BrowserContext[] = []

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((context) => context.close()))
  })

  /** An operator has registered an app of this kind, whose pages are on this machine, and somebody has an account. */
  async function ready(app: string, kind: 'first_party' | 'third_party') {
    const at = (path: string) => JSON.stringify([stage().app.url + path])
    changeLocalDatabase(
      stage().folder,
      `insert into apps (id, name, kind, redirect_uris, post_logout_redirect_uris, scopes, created_at)
       values ('${app}', 'Shop', '${kind}', '${at('/callback')}', '${at('/bye')}', '${SCOPE}', ${Date.now()})`,
    )
    const email = `of-${app}@example.com`
    await registered(requests, email)
    const context = await stage().browser.context({ own: [stage().service.url, stage().app.url] })
    opened.push(context)
    return { email, tab: () => tabOf(context, app) }
  }

  /** A tab with the page of the app. Each page that it shows makes its client anew, as pages do. */
  async function tabOf(context: BrowserContext, app: string) {
    const page = await context.newPage()
    const options = `{ url: '${stage().service.url}', app: '${app}', redirectUri: '${stage().app.url}/callback', onSignedOut: () => { told += 1 } }`
    const main = page.locator('main')
    const run = <Result>(script: string) => page.evaluate<Result>(script)
    const load = () => run(`told = 0, client = postern.createClient(${options}), undefined`)
    await page.goto(stage().app.url)
    await load()
    return {
      page,
      run,
      at: () => page.url().replace(stage().app.url, '').replace(stage().service.url, ''),
      title: () => page.locator('h1').innerText(),
      /** Leaves for the service. */
      signIn: (wishes: object = {}) =>
        leaving(page, () => run(`client.signIn(${JSON.stringify({ scope: SCOPE, ...wishes })})`), '/sign-in'),
      async password(email: string) {
        await main.getByLabel('Email', { exact: true }).fill(email)
        await main.getByLabel('Password', { exact: true }).fill(PASSWORD)
        await main.getByRole('button', { name: 'Sign in', exact: true }).click()
        await page.waitForURL('**/consent?**')
      },
      /** Presses, is led back to the app, and ends the sign-in there: what it says, or why it was refused. */
      async answer(press: string) {
        await main.getByRole('button', { name: press, exact: true }).click()
        await page.waitForURL(`${stage().app.url}/callback?**`)
        await load()
        return run<Ended>(
          `client.handleRedirect().catch(({ kind, oauthError, returnTo }) => ({ kind, oauthError, returnTo }))`,
        )
      },
      async reload() {
        await page.reload()
        await load()
      },
      async signOut() {
        await leaving(page, () => run(`client.signOut({ returnTo: '/bye' })`), '/bye')
        await load()
      },
    }
  }

  describe.runIf(CHROMIUM)('signing in by redirect', () => {
    it('brings the user back with tokens of the app, keeps them signed in, and signs out of both', async () => {
      const { email, tab } = await ready('shop', 'first_party')
      const shop = await tab()
      await shop.signIn({ returnTo: '/orders?page=2' })
      await shop.page.reload() // in the middle
      await shop.password(email)
      expect(await shop.title()).toBe('Continue to Shop?')
      expect(await shop.answer('Continue to Shop')).toEqual({
        returnTo: `${stage().app.url}/orders?page=2`,
        user: expect.objectContaining({
          email,
          email_verified: true,
          name: 'Ada Lovelace',
        }),
      })
      expect(shop.at()).toBe('/callback')

      await shop.reload()
      expect(await shop.run('client.handleRedirect()')).toBeNull()
      expect(await shop.run('client.isSignedIn()')).toBe(true)
      expect(await shop.run('client.userInfo().then((user) => user.given_name)')).toBe('Ada')
      const claims = await shop.run<Record<string, unknown>>(
        `client.token().then((token) => JSON.parse(atob(token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/'))))`,
      )
      expect(claims).toMatchObject({ aud: 'shop', client_id: 'shop', scope: SCOPE })
      expect(claims).not.toHaveProperty('role')
      expect(await shop.run('client.account.me().catch(({ kind }) => kind)')).toBe('insufficient_scope')
      const { status, said } = await requests.ask('GET', '/api/v1/users/me', {
        token: await shop.run('client.token()'),
      })
      expect([status, said['code']]).toEqual([403, 'insufficient_scope'])

      // An access token that is refused is renewed at /token.
      const before = await shop.run('client.token()')
      await shop.run(SPOIL)
      expect(await shop.run('client.userInfo().then((user) => user.given_name)')).toBe('Ada')
      const token = await shop.run<string>('client.token()')
      expect([token.split('.').length, token === before]).toEqual([3, false])

      await shop.signOut()
      expect([shop.at(), await shop.run('client.isSignedIn()')]).toEqual(['/bye', false])
      const { status: over } = await requests.ask('GET', '/userinfo', { token })
      expect(over).toBe(401)
      // Nobody is signed in at the service either.
      await shop.signIn()
      expect(await shop.page.locator('main').getByLabel('Password', { exact: true }).count()).toBe(1)
    })

    it('finds its own in each of several tabs, and signs all of them out', async () => {
      const { email, tab } = await ready('tabs', 'first_party')
      const [one, two] = [await tab(), await tab()]
      await one.signIn({ returnTo: '/one' })
      await two.signIn({ returnTo: '/two' })
      await two.password(email)
      expect(await two.answer('Continue to Shop')).toMatchObject({ returnTo: `${stage().app.url}/two` })
      await one.page.reload()
      await one.page.waitForURL('**/consent?**')
      expect(await one.answer('Continue to Shop')).toMatchObject({ returnTo: `${stage().app.url}/one` })
      for (const each of [one, two]) expect(await each.run('client.isSignedIn()')).toBe(true)

      await one.signOut()
      await expect.poll(() => two.run('told')).toBe(1)
      expect(await two.run('client.userInfo().catch(({ kind }) => kind)')).toBe('unauthenticated')
    })

    it('goes on in the tab that the link of a mail has opened', async () => {
      const { email, tab } = await ready('mailed', 'first_party')
      const [shop, other] = [await tab(), await tab()]
      await shop.signIn({ returnTo: '/orders' })
      await shop.page.locator('main').getByLabel('Email', { exact: true }).fill(email)
      await shop.page.getByRole('button', { name: 'Email me a code', exact: true }).click()
      await other.page.goto(await requests.linkTo(email, '/sign-in-mail'))
      await other.page.getByRole('button', { name: 'Sign in', exact: true }).click()
      await other.page.waitForURL('**/consent?**')
      expect(await other.answer('Continue to Shop')).toMatchObject({
        returnTo: `${stage().app.url}/orders`,
        user: { email },
      })
    })

    it('says that the user has refused, and takes nothing along', async () => {
      const { email, tab } = await ready('guest', 'third_party')
      const guest = await tab()
      await guest.signIn({ returnTo: '/orders' })
      await guest.password(email)
      expect(await guest.title()).toBe('Allow Shop to use your account?')
      expect(await guest.answer('Not now')).toEqual({
        kind: 'sign_in_refused',
        oauthError: 'access_denied',
        returnTo: `${stage().app.url}/orders`,
      })
      expect([guest.at(), await guest.run('client.isSignedIn()')]).toEqual(['/callback', false])
      // Asked again, they allow it.
      await leaving(guest.page, () => guest.run(`client.signIn()`), '/consent')
      expect(await guest.answer('Allow')).toMatchObject({ user: { email } })
    })
  })
}

type Ended = { returnTo: string; user?: object; kind?: string; oauthError?: string } | null

/** Exchanges the access token in the storage for one that is refused. */
const SPOIL = `for (const [key, held] of Object.entries(localStorage))
  if (held.includes(' ')) localStorage.setItem(key, held.replace(/^\\S+/, 'stale'))`

/** Does what makes the page leave, and waits for where it leads. */
async function leaving(page: Page, act: () => Promise<unknown>, path: string) {
  const led = page.waitForURL((url) => url.pathname === path)
  await Promise.all([led, act()])
}
