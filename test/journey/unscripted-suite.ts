import { describe, expect, it } from 'vitest'
import { CHROMIUM, type Visited } from './browser.ts'
import type { Requests } from './requests.ts'
import type { Stage } from './stage.ts'

const [AUTH, ME] = ['/api/v1/auth', '/api/v1/users/me']
const [OLD, NEW] = ['seven dry words', 'eight wet words']

/** Every page behind a mailed link in a browser that runs no script: the link is pasted, because the page cannot read it. */
export function describeUnscripted(stage: () => Stage, { ask, linkTo, codeTo, login }: Requests) {
  const open = (link: string) => stage().browser.visit(link, { script: false })

  async function register(name: string) {
    const email = `${name}@example.com`
    const body = { email, password: OLD, names: 'Ada', surnames: 'Lovelace' }
    expect((await ask('POST', `${AUTH}/register`, { body })).status).toBe(201)
    return { email, link: await linkTo(email, '/verify-email') }
  }

  /** With a confirmed address, and signed in. */
  async function owner(name: string) {
    const { email, link } = await register(name)
    const token = new URLSearchParams(new URL(link).hash.slice(1)).get('token')
    expect((await ask('POST', '/verify-email', { body: { token, password: OLD } })).status).toBe(200)
    const { said } = await ask('POST', `${AUTH}/login`, { body: { email, password: OLD } })
    return { email, token: String(said['access_token']) }
  }

  /** Fills the fields of a form that are seen, by their labels, and presses its button. */
  async function send({ page }: Visited, button: string, typed: Record<string, string>) {
    const form = page.locator('form').filter({ has: page.getByRole('button', { name: button, exact: true }) })
    for (const [label, text] of Object.entries(typed))
      await form.getByLabel(label, { exact: true }).fill(text)
    await form.getByRole('button', { name: button, exact: true }).click()
  }

  const PASTED = 'Link from the email'

  describe.runIf(CHROMIUM)('without scripts', () => {
    it('a new password is set, after a problem that is said beside its field', async () => {
      const { email } = await owner('unscripted')
      await ask('POST', `${AUTH}/forgot-password`, { body: { email } })
      const link = await linkTo(email, '/reset-password', /password/i)
      const visited = await open(link)
      const { page } = visited
      expect(await page.getByRole('heading').allTextContents()).toContain('Set a new password')
      expect(await page.locator('h1:visible').count()).toBe(1)
      expect(await page.getByRole('button', { name: /^Show/ }).isVisible()).toBe(false)

      await send(visited, 'Set password', { [PASTED]: link, 'New password': 'short' })
      await expect
        .poll(() => page.locator('.field .problem').textContent())
        .toBe('Use at least 8 characters.')
      expect(await page.getByLabel(PASTED).inputValue()).toBe(link)
      expect(await page.getByLabel('Email', { exact: true }).inputValue()).toBe(email)

      await send(visited, 'Set password', { 'New password': NEW })
      await expect.poll(visited.outcome).toContain('Your password has been changed')
      expect([await login(email, OLD), await login(email, NEW)]).toEqual([401, 200])

      const again = await open(link)
      await send(again, 'Set password', { [PASTED]: link, 'New password': OLD })
      await expect.poll(again.outcome).toContain('This link no longer works')
      await again.page.getByRole('link', { name: 'Get a new link' }).click()
      await send(again, 'Email me a link', { Email: email })
      await expect.poll(again.outcome).toContain('Check your email')
      await expect.poll(() => linkTo(email, '/reset-password', /password/i)).not.toBe(link)
    })

    it('an address is confirmed', async () => {
      const { email, link } = await register('unscripted-confirmer')
      const visited = await open(link)
      await send(visited, 'Confirm email address', { [PASTED]: link, Password: NEW })
      await expect
        .poll(() => visited.page.locator('.field .problem').textContent())
        .toContain('not the password')
      await send(visited, 'Confirm email address', { Password: OLD })
      await expect.poll(visited.outcome).toContain('Your email address is confirmed')
      expect(await login(email, OLD)).toBe(200)
    })

    it('an account that somebody else has opened is taken over, or removed', async () => {
      const taken = await register('unscripted-squatted')
      const taking = await open(taken.link)
      await taking.page.getByText('I did not open this account').click()
      const typed = { [PASTED]: taken.link, Email: 'else@example.com', 'New password': NEW }
      await send(taking, 'Take over account', typed)
      await expect
        .poll(() => taking.page.locator('.field .problem').textContent())
        .toContain('Enter the address')
      await send(taking, 'Take over account', { Email: taken.email, 'New password': NEW })
      await expect.poll(taking.outcome).toContain('The account is yours')
      expect(await login(taken.email, NEW)).toBe(200)

      const removed = await register('unscripted-unwanted')
      const removing = await open(removed.link)
      await removing.page.getByText('I did not open this account').click()
      await send(removing, 'Remove account', { [PASTED]: removed.link, Email: removed.email })
      await expect.poll(removing.outcome).toContain('The account has been removed')
      expect(await login(removed.email, OLD)).toBe(401)
    })

    it('an account is kept that is being deleted', async () => {
      const { email, token } = await owner('unscripted-leaver')
      expect((await ask('DELETE', ME, { token, body: { confirm: email } })).status).toBe(202)
      const link = await linkTo(email, '/keep-account')
      const visited = await open(link)
      await send(visited, 'Keep account', { [PASTED]: link, Email: email })
      await expect.poll(visited.outcome).toContain('Your account stays')
      expect(await login(email, OLD)).toBe(200)
    })

    it('an account comes back that was moved away', async () => {
      const { email, token } = await owner('unscripted-mover')
      const to = 'unscripted-moved@example.com'
      const asked = await ask('POST', `${ME}/email`, { token, body: { email: to } })
      const codes = { code_current: await codeTo(email, /new/i), code_new: await codeTo(to) }
      const body = { request: asked.said['request'], ...codes }
      expect((await ask('POST', `${ME}/email/confirm`, { token, body })).status).toBe(200)
      const link = await linkTo(email, '/undo-email-change')
      const visited = await open(link)
      expect(await visited.page.getByLabel('Second step').isVisible()).toBe(false)
      await send(visited, 'Take account back', { [PASTED]: link, Email: email, 'New password': NEW })
      await expect.poll(visited.outcome).toContain('Your account is back')
      expect([await login(to, OLD), await login(email, NEW)]).toEqual([401, 200])
    })

    it.each(['reset-password', 'verify-email', 'keep-account', 'undo-email-change', 'not-me'])(
      '/%s fits and has nothing for axe to find, which needs a script itself',
      async (name) => {
        const { page, ...visited } = await stage().browser.visit('about:blank')
        await page.route('**/pages.*.js', (route) => route.abort())
        // Colours that are on their way to another scheme have the contrast of none.
        await page.emulateMedia({ reducedMotion: 'reduce' })
        await page.goto(`${stage().service.url}/${name}`)
        await page.evaluate(`(() => {
          document.querySelector('[data-view=open]').hidden = false
          for (const each of document.querySelectorAll('.unscripted')) each.style.display = 'contents'
          for (const each of document.querySelectorAll('main details')) each.open = true
        })()`)
        for (const dark of [false, true]) {
          await visited.look({ width: 320, dark })
          expect([await visited.violations(), await visited.overflow()]).toEqual([[], 0])
        }
        await page.locator('main [type=submit]:visible').last().click()
        await page.locator('.summary').waitFor()
        await expect.poll(() => page.evaluate('document.activeElement.className')).toContain('summary')
        for (const dark of [false, true]) {
          await visited.look({ width: 320, dark })
          expect([await visited.violations(), await visited.overflow()]).toEqual([[], 0])
        }
        await page.emulateMedia({ reducedMotion: null })
        await page.unroute('**/pages.*.js')
      },
    )

    it('an account comes back whose owner was not it', async () => {
      const { email, token } = await owner('unscripted-exported')
      expect((await ask('POST', `${ME}/export`, { token })).status).toBe(200)
      const link = await linkTo(email, '/not-me')
      const visited = await open(link)
      await send(visited, 'Take account back', { [PASTED]: link, Email: email })
      await expect.poll(visited.outcome).toContain('We emailed you a link')
      expect(await login(email, OLD)).toBe(401)
    })
  })
}
