import { describe, expect, it } from 'vitest'
import { CHROMIUM } from './browser.ts'
import type { Stage } from './stage.ts'

/** The mailbox of development in a real browser. */
export function describeMailbox(stage: () => Stage) {
  const ask = (email: string) =>
    fetch(`${stage().service.url}/auth/v1/request/code/`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ account: email }),
    })

  describe.runIf(CHROMIUM)('the mailbox', () => {
    it('shows new mails by itself, copies codes, searches, and is emptied', async () => {
      const { page } = await stage().browser.visit(`${stage().service.url}/dev/mailbox?to=early@example.com`)
      await page.getByText('No mail matches.').waitFor()
      await ask('early@example.com')
      await page.getByRole('navigation', { name: 'Mails' }).getByText('early@example.com').waitFor()
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
      await page.getByRole('button', { name: 'Copy code' }).click()
      await page.getByRole('button', { name: 'Copied' }).waitFor()
      const code = await page.locator('.code').textContent()
      expect(await page.evaluate('navigator.clipboard.readText()')).toBe(code)
      expect(await page.locator('article time').textContent()).toBe('just now')

      await page.getByRole('searchbox').fill('nothing like this')
      await page.keyboard.press('Enter')
      await page.getByText('No mail matches.').waitFor()
      await page.getByRole('link', { name: 'Show all mails' }).click()
      await page.getByRole('button', { name: 'Empty' }).click()
      await page.getByText('No mail yet.').waitFor()
    })

    it('can be read where scripts are off, and links of a mail open a new tab', async () => {
      await ask('plain@example.com')
      const { page } = await stage().browser.visit(`${stage().service.url}/dev/mailbox`, {
        script: false,
        dark: true,
      })
      await page.getByRole('link', { name: /plain@example\.com/ }).click()
      await page.getByRole('link', { name: 'Text' }).click()
      expect(await page.locator('article pre').textContent()).toMatch(/\d{8}/)
      await page.getByRole('link', { name: 'HTML' }).click()
      const frame = page.frameLocator('iframe')
      expect(await frame.locator('base').getAttribute('target')).toBe('_blank')
    })
  })
}
