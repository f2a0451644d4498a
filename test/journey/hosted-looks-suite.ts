import { describe, expect, it } from 'vitest'
import { EVERY_CASE, violationsOf } from './axe.ts'
import { CHROMIUM } from './browser.ts'
import type { Requests } from './requests.ts'
import { PASSWORD, registered, somebody } from './somebody.ts'
import { spillsOf } from './spills.ts'
import type { Stage } from './stage.ts'

const FOR_STRANGERS = [
  '/sign-in',
  '/sign-up',
  '/forgot-password',
  '/sign-in-mail',
  '/second-step',
  '/signed-out',
]
const OF_AN_ACCOUNT = [
  '/account',
  '/account/security',
  '/account/sessions',
  '/account/apps',
  '/account/history',
  '/account/data',
  '/welcome',
  '/sign-out',
]

const TOO_WIDE = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'

/** Every hosted page with axe and at 320 px, which is 400 % of 1280 (WCAG 2.2, 1.4.10). */
export function describeHostedLooks(stage: () => Stage, requests: Requests) {
  describe.runIf(CHROMIUM)('every hosted page', () => {
    it('has no axe violation and fits at 320 px, light or dark', async () => {
      const ada = await somebody(stage(), requests, { email: 'looks@example.com' })
      const { page } = ada
      await page.setViewportSize({ width: 320, height: 800 })
      const found: string[] = []
      const look = async (paths: string[]) => {
        for (const [index, path] of paths.entries())
          for (const dark of EVERY_CASE ? [false, true] : [index % 2 === 1]) {
            await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' })
            await ada.open(path)
            expect(ada.at()).toBe(path)
            found.push(...(await violationsOf(page, '')).map((violation) => `${path}: ${violation}`))
            expect(await page.evaluate(TOO_WIDE), path).toBeLessThanOrEqual(0)
            found.push(...(await spillsOf(page)).map((text) => `${path}: wider than its box: ${text}`))
          }
      }
      await look(FOR_STRANGERS)
      await registered(requests, ada.email)
      await ada.open('/sign-in')
      await ada.press('Sign in')
      found.push(...(await violationsOf(page, '')).map((violation) => `a refused form: ${violation}`))
      await ada.type({ Email: ada.email, Password: PASSWORD })
      await ada.press('Sign in')
      await look(OF_AN_ACCOUNT)
      await ada.close()
      expect(found).toEqual([])
    })
  })
}
