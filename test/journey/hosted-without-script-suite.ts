import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { appWith } from './authenticator-app.ts'
import { EVERY_CASE } from './axe.ts'
import { CHROMIUM } from './browser.ts'
import type { Requests } from './requests.ts'
import { PASSWORD, registered, type Somebody, somebody } from './somebody.ts'
import type { Stage } from './stage.ts'

const NEW = 'eight wet words'

/** Every flow of the hosted pages once, where no script runs. */
export function describeHostedWithoutScript(stage: () => Stage, requests: Requests) {
  const opened: Somebody[] = []

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((each) => each.close()))
  })

  async function visitor(name: string) {
    const ada = await somebody(stage(), requests, { email: `${name}@example.com`, script: false })
    opened.push(ada)
    return ada
  }

  async function signIn(ada: Somebody, password = PASSWORD) {
    await ada.open('/sign-in')
    await ada.type({ Email: ada.email, Password: password })
    await ada.press('Sign in')
  }

  async function member(name: string) {
    const ada = await visitor(name)
    await registered(requests, ada.email)
    await ada.code()
    await signIn(ada)
    expect(ada.at()).toBe('/account')
    return ada
  }

  describe.runIf(CHROMIUM)('without script', () => {
    it('one signs up, signs in by password, code and link, and sets a forgotten password', async () => {
      const ada = await visitor('scriptless')
      await ada.open('/sign-up')
      await ada.type({ Email: ada.email })
      await ada.press('Continue')
      await ada.unfold('Continue with the link')
      await ada.type({ 'Link from the email': await ada.link('/sign-in-mail') })
      await ada.press('Sign in')
      expect(await ada.title()).toBe('Welcome')
      expect(await ada.page.getByRole('button', { name: 'Add a passkey' }).count()).toBe(0)
      await ada.type({ 'New password': PASSWORD })
      await ada.press('Save password')
      await ada.open('/account')
      await ada.signOut()
      expect(await ada.title()).toBe('You are signed out')

      await signIn(ada, 'another pass phrase')
      expect(await ada.said()).toContain('Email or password is wrong.')
      await ada.type({ Password: PASSWORD })
      await ada.press('Sign in')
      expect(ada.at(), 'the address was kept').toBe('/account')
      await ada.signOut()

      const askForMail = async (who: Somebody) => {
        await who.open('/sign-in')
        await who.type({ Email: who.email })
        await who.press('Email me a code')
        expect(await who.title()).toBe('Check your email')
      }
      await ada.code()
      await askForMail(ada)
      await ada.type({ Code: await ada.code() })
      await ada.press('Continue')
      expect(ada.at()).toBe('/account')
      await ada.signOut()

      await ada.link('/sign-in-mail')
      await askForMail(ada)
      await ada.unfold('Continue with the link')
      await ada.type({ 'Link from the email': await ada.link('/sign-in-mail') })
      await ada.press('Sign in')
      expect(ada.at()).toBe('/account')
      await ada.signOut()

      await askForMail(ada)
      const elsewhere = await visitor('scriptless')
      await elsewhere.open('/sign-in-mail')
      await elsewhere.type({ 'Link from the email': await ada.link('/sign-in-mail'), Email: ada.email })
      await elsewhere.press('Sign in')
      expect(elsewhere.at()).toBe('/account')

      await ada.code()
      await ada.open('/sign-in')
      await ada.follow('Forgot your password?')
      await ada.type({ Email: ada.email })
      await ada.press('Email me a code')
      await ada.type({ Code: await ada.code(), 'New password': NEW })
      await ada.press('Set password')
      expect(await ada.title()).toBe('Your password has been changed')
      await signIn(ada, NEW)
      expect(ada.at()).toBe('/account')
      await elsewhere.open('/account')
      expect(await elsewhere.title()).toBe('Sign in to Postern')
    })

    it.runIf(EVERY_CASE)(
      'one changes profile, language, address and password, ends sessions, and takes data and leave',
      async () => {
        const ada = await member('manager')
        await ada.type({ 'First name': 'Augusta', 'About you': 'Enchantress of numbers' })
        await ada.press('Save profile')
        expect(await ada.said()).toContain('Your profile was saved.')
        expect(await ada.page.getByRole('banner').innerText()).toContain('Augusta Lovelace')

        await ada.page.getByRole('combobox', { name: 'Language' }).selectOption('es')
        await ada.press('Save language')
        expect(await ada.title()).toBe('Perfil')
        await ada.page.getByRole('combobox', { name: 'Idioma' }).selectOption('en')
        await ada.press('Guardar idioma')
        expect(await ada.title()).toBe('Profile')

        const moved = 'manager-moved@example.com'
        await ada.type({ 'New email address': moved })
        await ada.press('Email me the codes')
        await ada.type({
          'Code from your present address': await ada.code(),
          'Code from the new address': await ada.code(moved),
        })
        await ada.press('Change email address')
        expect(await ada.said()).toContain('Your account uses the new email address.')

        await ada.open('/account/security')
        await ada.unfold('Change password')
        await ada.type({ 'New password': 'short' })
        await ada.press('Save password')
        expect(await ada.said()).toContain('Use at least 8 characters.')
        await ada.type({ 'New password': NEW })
        await ada.press('Save password')
        expect(await ada.said()).toContain('Your password was saved.')

        const other = await visitor('manager-moved')
        await signIn(other, NEW)
        await ada.open('/account/sessions')
        await ada.press('Sign out all other devices')
        expect(await ada.said()).toContain('No other devices')
        await other.open('/account')
        expect(other.at()).toContain('/sign-in')

        await ada.open('/account/history')
        expect(await ada.said()).toMatch(
          /Signed in[^]*The password was changed[^]*The email address was changed/,
        )

        await ada.open('/account/data')
        const [download] = await Promise.all([
          ada.page.waitForEvent('download'),
          ada.page.getByRole('button', { name: 'Download' }).click(),
        ])
        expect(readFileSync(await download.path(), 'utf8')).toContain('Enchantress of numbers')
        await ada.type({ 'Your email address': moved })
        await ada.press('Delete my account')
        expect(await ada.title()).toBe('Deletion of your account')
        await signIn(other, NEW)
        expect(await other.title()).toBe('Your account will be deleted')
        await other.press('Keep my account')
        expect(other.at()).toBe('/account')
      },
    )

    it.runIf(EVERY_CASE)(
      'one switches the second step on by app, signs in with it, off and on again, and with a recovery code',
      async () => {
        const ada = await member('careful')
        await ada.open('/account/security')
        await ada.press('Add app')
        const code = ada.page.getByRole('img', { name: 'Authenticator app' })
        expect((await code.boundingBox())?.width).toBeGreaterThan(150)
        const app = appWith(await ada.page.locator('.secret code').innerText())
        await ada.type({ 'Code from the app': '000000' })
        await ada.press('Confirm and switch on')
        expect(await ada.said()).toContain('This code is wrong or no longer works.')
        await ada.type({ 'Code from the app': app(0) })
        await ada.press('Confirm and switch on')
        expect(await ada.title()).toBe('Keep your recovery codes')
        await ada.follow('I have kept them')
        await ada.signOut()

        await signIn(ada)
        expect(await ada.title()).toBe('Confirm that it is you')
        const shown = app(1)
        await ada.type({ 'Code from your authenticator app': `${shown.slice(0, 3)} ${shown.slice(3)}` })
        await ada.press('Continue')
        expect(ada.at()).toBe('/account')

        await ada.open('/account/security')
        const panel = ada.page.locator('#second-step')
        await panel.locator('summary').filter({ hasText: 'Switch off' }).click()
        await ada.press('Switch off')
        expect(await ada.said()).toContain('Two-step sign-in is off.')
        await panel.getByRole('button', { name: 'Switch on' }).click()
        await expect.poll(() => ada.title()).toBe('Keep your recovery codes')
        const kept = await ada.page.getByRole('list').locator('code').first().innerText()
        await ada.follow('I have kept them')
        await ada.signOut()

        await signIn(ada)
        await ada.follow('Use a recovery code')
        await ada.type({ 'Recovery code': kept })
        await ada.press('Continue')
        expect(ada.at()).toBe('/account')
        await ada.open('/account/security')
        expect(await ada.said()).toContain('You have 9 recovery codes left.')
      },
    )
  })
}
