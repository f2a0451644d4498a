import { describe, expect, it } from 'vitest'
import { CHROMIUM, type Visited } from './browser.ts'
import type { Stage } from './stage.ts'

/** The API document and the guides in a real browser. */
export function describeDocuments(stage: () => Stage) {
  const url = () => stage().service.url

  describe.runIf(CHROMIUM)('the API document as a page', () => {
    const answering = (visited: Visited) =>
      visited.page.getByText('Whether all that the service stands on answers').first().waitFor()

    it('shows routes with the badge of their surface, tries one out, and asks nobody but the service', async () => {
      const visited = await stage().browser.visit(`${url()}/docs#tag/service/GET/healthz`)
      await answering(visited)
      await visited.page.locator('#reference .badge', { hasText: 'platform' }).first().waitFor()
      await visited.page.getByRole('button', { name: /^Test Request.*get \/healthz\)/ }).click()
      const answer = visited.page.waitForResponse((response) => response.url().endsWith('/healthz'))
      await visited.page.getByRole('button', { name: /^Send get request/ }).click()
      expect(await (await answer).json()).toEqual({ status: 'ok' })
      await visited.page.getByText('200 OK').first().waitFor()
    })

    it('fits into 320 px, dark, and axe finds nothing around the reference', async () => {
      const visited = await stage().browser.visit(`${url()}/docs`, { width: 320, dark: true })
      await visited.page.getByText('Accounts, passwords, sessions and tokens.').first().waitFor()
      // What is inside is Scalar's, down to the contrast of its labels.
      expect(await visited.violations({ exclude: '#reference *' })).toEqual([])
      expect(await visited.overflow()).toBeLessThanOrEqual(0)
      // Scalar has not taken the bar away.
      expect(await visited.page.locator('.bar a:visible').allTextContents()).toContain('Guides')
    })

    it('leads to the guides, and to the document too when scripts are off', async () => {
      const { page } = await stage().browser.visit(`${url()}/docs`, { script: false })
      const links = await page
        .locator('noscript a')
        .evaluateAll((all) => all.map((a) => a.getAttribute('href')))
      expect(links).toEqual(['/docs/guides', '/openapi.json'])
      await page.getByRole('navigation').getByRole('link', { name: 'Guides' }).click()
      await page.waitForURL(`${url()}/docs/guides`)
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

    it.each(['/docs/guides', '/docs/guides/settings'])(
      '%s has nothing for axe to find, light and dark',
      async (guide) => {
        const visited = await stage().browser.visit(url() + guide)
        for (const dark of [false, true]) {
          await visited.look({ width: 1280, dark })
          expect(await visited.violations()).toEqual([])
        }
      },
    )
  })
}
