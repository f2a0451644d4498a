import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { EVERY_CASE } from './axe.ts'
import { CHROMIUM } from './browser.ts'
import type { Requests } from './requests.ts'
import { PASSWORD, registered, type Somebody, somebody } from './somebody.ts'
import type { Stage } from './stage.ts'

/** What has the focus, as people know it, and whether they can see that it has. */
const FOCUS = `(() => {
  const at = document.activeElement
  const name = at.getAttribute('aria-label') ?? at.labels?.[0]?.textContent ?? at.textContent
  const ring = [at, at.closest('.box')].some((each) => each && getComputedStyle(each).outlineStyle === 'solid')
  return name.trim() + (ring ? '' : ' (unseen)')
})()`

const LOOK_AWAY = `Object.defineProperty(document, 'hidden', { value: true, configurable: true })`
const LOOK_AGAIN = `delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))`

/** The hosted pages as they are used for long: by the keyboard, in two tabs, and on the way to an app and back. */
export function describeHostedComfort(stage: () => Stage, requests: Requests) {
  const opened: { close(): Promise<void> }[] = []

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((each) => each.close()))
  })

  async function visitor(name: string, about: { others?: string[]; device?: boolean } = {}) {
    const ada = await somebody(stage(), requests, { email: `${name}@example.com`, ...about })
    opened.push(ada)
    return ada
  }

  async function signIn(ada: Pick<Somebody, 'email' | 'open' | 'type' | 'press'>, path = '/sign-in') {
    await ada.open(path)
    await ada.type({ Email: ada.email, Password: PASSWORD })
    await ada.press('Sign in')
  }

  async function member(name: string, about: { others?: string[]; device?: boolean } = {}) {
    const ada = await visitor(name, about)
    await registered(requests, ada.email)
    await ada.code()
    return ada
  }

  describe.runIf(CHROMIUM)('the hosted pages', () => {
    it('are used with the keyboard alone', async () => {
      const ada = await member('keys')
      const { page } = ada
      const focused = () => page.evaluate<string>(FOCUS)
      const tab = async (times: number) => {
        const order: string[] = []
        for (let presses = 0; presses < times; presses += 1) {
          await page.keyboard.press('Tab')
          order.push(await focused())
        }
        return order
      }
      const enter = () => Promise.all([page.waitForEvent('domcontentloaded'), page.keyboard.press('Enter')])

      await ada.open('/sign-in')
      expect(await focused(), 'the first field has it already').toBe('Email')
      const fields = ['Password', 'Show: Password', 'Forgot your password?']
      const ways = ['Sign in', 'Use a passkey', 'Email me a code', 'Create an account', 'Language: English']
      expect(await tab(8)).toEqual([...fields, ...ways])
      await page.keyboard.press('Enter')
      expect(await tab(1)).toEqual(['English'])
      await page.keyboard.press('Escape')
      expect(await focused()).toBe('Language: English')

      await page.getByLabel('Email').focus()
      await page.keyboard.type('keys@example')
      await enter()
      expect(await page.evaluate('document.activeElement.role ?? document.activeElement.className')).toBe(
        'alert',
      )
      expect(await tab(1)).toEqual(['Enter an email address such as ada@example.com.'])
      await page.keyboard.press('Enter')
      expect(await focused()).toBe('Email')
      await page.keyboard.press('End')
      await page.keyboard.type('.com')
      await tab(1)
      await page.keyboard.type(PASSWORD)
      await enter()
      expect(ada.at()).toBe('/account')

      await ada.open('/account/security')
      expect(await tab(1)).toEqual(['Skip to content'])
      await page.keyboard.press('Enter')
      expect(await tab(1)).toEqual(['Change password'])
      await page.keyboard.press('Space')
      expect(await tab(1)).toEqual(['New password'])
      await page.keyboard.type('eight wet words')
      expect(await tab(2)).toEqual(['Show: New password', 'Save password'])
      await Promise.all([page.waitForEvent('domcontentloaded'), page.keyboard.press('Space')])
      expect(await ada.said()).toContain('Your password was saved.')
    })

    it('go on in one tab after another one has proven anew, has signed out, or has signed in somebody else', async () => {
      const ada = await member('two-tabs')
      await registered(requests, 'other-tab@example.com')
      await ada.open('/sign-in')
      await ada.type({ Email: ada.email })
      await ada.press('Email me a code')
      await ada.type({ Code: await ada.code() })
      await ada.press('Continue')
      await ada.type({ 'First name': 'Augusta' })
      const other = await ada.tab()
      await other.open('/account/confirm?return_to=/account/security')
      await other.type({ Password: PASSWORD })
      await other.press('Confirm')
      expect(other.at()).toBe('/account/security')
      await ada.press('Save profile')
      expect(await ada.said()).toContain('Your profile was saved.')

      await other.signOut()
      await ada.type({ 'First name': 'Nobody' })
      await ada.press('Save profile')
      expect(ada.at()).toBe('/sign-in?return_to=%2Faccount')
      await ada.type({ Email: ada.email, Password: PASSWORD })
      await ada.press('Sign in')
      expect(ada.at()).toBe('/account')
      const banner = () => ada.page.getByRole('banner').innerText()
      expect(await banner()).toContain('Augusta')

      await other.open('/sign-out')
      await other.press('Sign out')
      await signIn({ ...other, email: 'other-tab@example.com' })
      await ada.press('Save profile')
      expect(await ada.said()).toContain('Nothing was changed.')
      expect(await banner(), 'whose account it is now').toContain('other-tab@example.com')
    })

    it.runIf(EVERY_CASE)('are good for a day, and offer passkeys for as long as somebody looks', async () => {
      const ada = await member('patient', { device: true })
      const { page } = ada
      await page.clock.install()
      let asked = 0
      page.on('request', (request) => {
        if (request.postData()?.includes('do=passkey_options')) asked += 1
      })
      await ada.open('/sign-in')
      await expect.poll(() => asked).toBe(1)
      // A challenge is good for five minutes.
      await page.clock.fastForward('03:59')
      expect(asked).toBe(1)
      await page.clock.fastForward('00:02')
      await expect.poll(() => asked).toBe(2)
      await page.clock.fastForward('24:00:00')
      await expect.poll(() => asked).toBe(3)
      await page.evaluate(LOOK_AWAY)
      await page.clock.fastForward('24:00:00')
      expect(asked).toBe(3)
      await page.evaluate(LOOK_AGAIN)
      await expect.poll(() => asked).toBe(4)
      // The device has no passkey. The field offers those of others again.
      await page.getByRole('button', { name: 'Use a passkey' }).click()
      await expect.poll(() => asked).toBe(6)
      expect(await page.getByRole('button', { name: 'Use a passkey' }).getAttribute('aria-busy')).toBeNull()
      await ada.type({ Email: ada.email, Password: PASSWORD })
      await ada.press('Sign in')
      expect(ada.at()).toBe('/account')
      await page.clock.fastForward('24:00:00')
      await ada.type({ 'First name': 'Patience' })
      await ada.press('Save profile')
      expect(await ada.said()).toContain('Your profile was saved.')
    })

    it.runIf(EVERY_CASE)('show nothing of the account to who goes back after the sign-out', async () => {
      const ada = await member('shared')
      await signIn(ada)
      await ada.open('/account/security')
      await ada.open('/account/sessions')
      await ada.signOut()
      for (let times = 0; times < 4; times += 1) {
        await ada.page.goBack()
        await expect.poll(() => ada.page.locator('h1').count()).toBe(1)
        const shown = await ada.page.content()
        expect(shown).not.toContain('Lovelace')
        expect(shown).not.toContain('Sign out')
      }
    })

    it('lead back to an app whose page redirects on to another host, without a token', async () => {
      const heard: string[] = []
      const landing = await server((url) => heard.push(url), 200)
      const callback = await server((url) => heard.push(url), 302, `http://127.0.0.1:${landing}/inbox`)
      const to = `http://localhost:${callback}/callback?state=1`
      const others = [`http://localhost:${callback}`, `http://127.0.0.1:${landing}`]
      const ada = await member('returning', { others })
      await ada.open(`/sign-in?${new URLSearchParams({ return_to: to }).toString()}`)
      await ada.type({ Email: ada.email, Password: 'another pass phrase' })
      await ada.press('Sign in')
      await ada.type({ Password: PASSWORD })
      await ada.press('Sign in')
      await ada.page.waitForURL(`http://127.0.0.1:${landing}/inbox`)
      expect(heard.filter((url) => url !== '/favicon.ico')).toEqual(['/callback?state=1', '/inbox'])
    })
  })

  /** An app of one answer. Answers its port. */
  async function server(hear: (url: string) => void, status: number, location?: string): Promise<number> {
    const answering = createServer((request, response) => {
      hear(request.url ?? '')
      response.writeHead(status, { 'Content-Type': 'text/html', ...(location && { Location: location }) })
      response.end('<!doctype html><title>An app</title>')
    }).listen(0)
    await once(answering, 'listening')
    opened.push({
      async close() {
        answering.closeAllConnections()
        answering.close()
        await once(answering, 'close')
      },
    })
    return (answering.address() as AddressInfo).port
  }
}
