import { beforeAll, describe, expect, it } from 'vitest'
import { EVERY_CASE } from './axe.ts'
import { CHROMIUM, type Visited } from './browser.ts'
import type { Stage } from './stage.ts'

/** The API document and the guides in a real browser. */
export function describeDocuments(stage: () => Stage) {
  const url = () => stage().service.url

  describe.runIf(CHROMIUM)('the API document as a page', () => {
    let reference: Visited
    /** One visit for all tests of it: the reference is 3 MB of script. */
    beforeAll(async () => {
      reference = await stage().browser.visit(`${url()}/docs`, { width: 320, dark: true })
    })

    it('fits into 320 px, dark, and axe finds nothing around the reference', async () => {
      await reference.page.getByText('Accounts, passwords, sessions and tokens.').first().waitFor()
      // What is inside is Scalar's, down to the contrast of its labels.
      expect(await reference.violations({ exclude: '#reference *' })).toEqual([])
      expect(await reference.overflow()).toBeLessThanOrEqual(0)
    })

    it('shows the routes and tries one out, and asks nobody but the service', async () => {
      const { page, look } = reference
      await look({ width: 1280, dark: false })
      await page.goto(`${url()}/docs#tag/service/GET/healthz`)
      await page.getByText('Check the health of the service').first().waitFor()
      await page.getByRole('button', { name: /^Test Request.*get \/healthz\)/ }).click()
      const answer = page.waitForResponse((response) => response.url().endsWith('/healthz'))
      await page.getByRole('button', { name: /^Send get request/ }).click()
      expect(await (await answer).json()).toEqual({ status: 'ok' })
      await page.getByText('200 OK').first().waitFor()
      await page.keyboard.press('Escape')
    })

    it('has a badge for the surface of a route, and leads to the guides', async () => {
      const { page } = reference
      await page.locator('#reference .badge', { hasText: 'platform' }).first().waitFor()
      await page.getByRole('link', { name: 'Guides', exact: true }).click()
      await page.waitForURL(`${url()}/docs/guides`)
    })

    it('leads to the document and the guides when scripts are off', async () => {
      const { page } = await stage().browser.visit(`${url()}/docs`, { script: false })
      const links = await page
        .locator('noscript a')
        .evaluateAll((all) => all.map((a) => a.getAttribute('href')))
      expect(links).toEqual(['/docs/guides', '/openapi.json'])
    })
  })

  describe.runIf(CHROMIUM)('the guides', () => {
    it('lead from one to the next, without a script', async () => {
      const { page } = await stage().browser.visit(`${url()}/docs/guides`, { script: false })
      await page.getByRole('main').getByRole('link', { name: 'Settings' }).click()
      await page.getByRole('heading', { name: 'Settings' }).waitFor()
      await page.getByRole('main').getByRole('link', { name: 'Rotating the secret' }).first().click()
      expect(page.url()).toBe(`${url()}/docs/guides/rotating-the-secret`)
    })

    it('fit into 320 px', async () => {
      const { page, overflow } = await stage().browser.visit(`${url()}/docs/guides`, { width: 320 })
      const links = await page
        .locator('main a[href^="/docs/guides/"]')
        .evaluateAll((all) => all.map((a) => a.getAttribute('href') ?? ''))
      const guides = [...new Set(links.map((link) => link.split('#')[0] ?? ''))]
      expect(guides.length).toBeGreaterThan(5)
      for (const guide of ['/docs/guides', ...guides]) {
        await page.goto(url() + guide)
        expect([guide, await overflow()]).toEqual([guide, 0])
      }
    })

    it.each([
      ['/docs/guides', 'light'],
      ['/docs/guides/settings', 'dark'],
    ])('%s has nothing for axe to find, %s', async (guide, scheme) => {
      const visited = await stage().browser.visit(url() + guide)
      // They are long, and look the same but for the words.
      for (const dark of EVERY_CASE ? [false, true] : [scheme === 'dark']) {
        await visited.look({ width: 1280, dark })
        expect(await visited.violations()).toEqual([])
      }
    })
  })
}
