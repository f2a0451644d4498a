import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { appWith } from './authenticator-app.ts'
import { CHROMIUM } from './browser.ts'
import type { Requests } from './requests.ts'
import { PASSWORD, somebody } from './somebody.ts'
import { changeLocalDatabase } from './sqlite.ts'
import type { Stage } from './stage.ts'

/** A whole life on the hosted pages, from the first sign-up to the way back. */
export function describeHostedLife(stage: () => Stage, requests: Requests) {
  const opened: { close(): Promise<void> }[] = []

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((each) => each.close()))
  })

  const visitor = async (about: Omit<Parameters<typeof somebody>[2], 'email'>) => {
    const email = 'life@example.com'
    const opening = await somebody(stage(), requests, { email, ...about })
    opened.push(opening)
    return opening
  }

  const aDayLater = () =>
    changeLocalDatabase(stage().folder, 'update users set recovered_at = recovered_at - 86400000')

  describe.runIf(CHROMIUM)('a life on the hosted pages', () => {
    it('signs up, adds passkey and app, signs in everywhere, ends it elsewhere, leaves and comes back', async () => {
      const ada = await visitor({ device: true })
      await ada.open('/sign-up')
      await ada.type({ Email: ada.email })
      await ada.press('Continue')
      expect(ada.at()).toBe('/sign-in-mail')
      await ada.type({ Code: await ada.code(), 'First name': 'Ada', 'Last name': 'Lovelace' })
      await ada.press('Continue')
      expect([ada.at(), await ada.title()]).toEqual(['/welcome', 'Welcome'])
      await ada.press('Add a passkey')
      expect(ada.at()).toBe('/account')
      await ada.signOut()
      expect(await ada.title()).toBe('You are signed out')

      // The browser offers the passkey in the field of the address.
      await ada.follow('Sign in')
      await ada.page.waitForURL('**/account')
      await ada.open('/account/security')
      await ada.unfold('Set a password')
      await ada.type({ 'New password': PASSWORD })
      await ada.press('Save password')
      expect(await ada.said()).toContain('Your password was saved.')
      await ada.press('Add app')
      const app = appWith(await ada.page.locator('.secret code').innerText())
      await ada.type({ 'Code from the app': app(0) })
      await ada.press('Confirm and switch on')
      expect(await ada.title()).toBe('Keep your recovery codes')
      const codes = await ada.page
        .getByRole('list', { name: 'Recovery codes' })
        .locator('code')
        .allInnerTexts()
      expect(new Set(codes).size).toBe(10)
      await ada.page.emulateMedia({ media: 'print' })
      expect((await ada.page.locator('main').innerText()).split(/\n+/), 'what is printed').toEqual([
        expect.stringContaining('Recovery codes for'),
        ...codes,
      ])
      await ada.page.emulateMedia({ media: null })
      await ada.follow('I have kept them')
      expect(await ada.said()).toContain('You have 10 recovery codes left.')

      const phone = await visitor({})
      const signInByPassword = async () => {
        await phone.open('/sign-in')
        await phone.type({ Email: phone.email, Password: PASSWORD })
        await phone.press('Sign in')
        expect(phone.at()).toBe('/second-step')
      }
      await signInByPassword()
      await phone.type({ 'Code from your authenticator app': app(1) })
      await phone.press('Continue')
      expect(phone.at()).toBe('/account')
      await phone.signOut()
      await signInByPassword()
      await phone.follow('Use a recovery code')
      await phone.type({ 'Recovery code': codes[0] ?? '' })
      await phone.press('Continue')
      expect(phone.at()).toBe('/account')

      await ada.open('/account/sessions')
      const rows = ada.page.getByRole('listitem').filter({ hasText: 'Last seen' })
      expect(await rows.allInnerTexts()).toEqual([
        expect.stringMatching(/This device[^]*With authenticator app and passkey/),
        expect.stringContaining('With password and recovery code'),
      ])
      await ada.press('Sign out Chrome, Linux')
      expect(await ada.said()).toContain('That device was signed out.')
      expect(await rows.count()).toBe(1)
      await phone.open('/account')
      expect(phone.at()).toBe('/sign-in?return_to=%2Faccount')

      await ada.open('/account/history')
      const happened = await ada.page.locator('.rows strong').allInnerTexts()
      expect(happened).toEqual([
        'Signed out',
        'Signed in',
        'Signed out',
        'Signed in',
        'A way of signing in or the second step was changed',
        'The password was changed',
        'Signed in',
        'Signed out',
        'A way of signing in or the second step was changed',
        'The account was opened',
      ])

      await ada.open('/account/data')
      await ada.press('Download')
      expect(await ada.said()).toContain('Your account was recovered recently.')
      aDayLater()
      await ada.follow('Back to the page')
      const [download] = await Promise.all([
        ada.page.waitForEvent('download'),
        ada.page.getByRole('button', { name: 'Download' }).click(),
      ])
      expect(download.suggestedFilename()).toMatch(/\.json$/)
      expect(readFileSync(await download.path(), 'utf8')).toContain(ada.email)
      await ada.type({ 'Your email address': ada.email })
      await ada.press('Delete my account')
      expect(await ada.title()).toBe('Deletion of your account')
      await ada.open('/account')
      await ada.page.waitForURL('**/sign-in/keep*')
      expect(await ada.title()).toBe('Your account will be deleted')

      const mail = await visitor({})
      await mail.page.goto(await mail.link('/keep-account'))
      await mail.type({ Email: mail.email })
      await mail.page.getByRole('button', { name: 'Keep account' }).click()
      await mail.page.getByText('Your account stays').waitFor()
      await ada.open('/account')
      await ada.page.waitForURL('**/account')
      expect(await ada.page.getByRole('banner').innerText()).toContain('Ada Lovelace')
    })
  })
}
