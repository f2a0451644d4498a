import { describe, expect, it } from 'vitest'
import { WORDS } from '../support/words.ts'
import { EVERY_CASE } from './axe.ts'
import { CHROMIUM, type Visited } from './browser.ts'
import type { Stage } from './stage.ts'

type Walk = {
  visit: Stage['browser']['visit']
  /** Registers somebody, who asks for a reset link. */
  forgetful: (name: string) => Promise<{ email: string }>
  linkTo: (email: string, page: string) => Promise<string>
}

/** What holds for every page: axe, 320 px, the reader's language, and how mails link to it. */
export function describeEveryPage(stage: () => Stage, { visit, forgetful, linkTo }: Walk) {
  describe.runIf(CHROMIUM)('every page', () => {
    const PAGES = [
      'reset-password',
      'verify-email',
      'undo-email-change',
      'not-me',
      'keep-account',
      'sign-in-mail',
    ]
    let asked: ReturnType<typeof forgetful> | undefined
    /** One account for all tests here, because none of them changes it. */
    const reader = () => (asked ??= forgetful('reader'))

    /**
     * `npm run screenshots` looks at every state. Here each page has its fields, its problems and an end, and is
     * light in one of them and dark in another, because both schemes have the same rules and other colours.
     */
    const expectGoodLooks = async (visited: Visited, about: string, scheme: 'light' | 'dark') => {
      const schemes = EVERY_CASE ? [false, true] : [scheme === 'dark']
      for (const dark of schemes) {
        await visited.look({ width: 320, dark })
        expect(await visited.violations(), about).toEqual([])
        expect(await visited.overflow(), about).toBeLessThanOrEqual(0)
      }
    }

    it.each(PAGES)('/%s has no axe violation and fits at 320 px, light or dark', async (name) => {
      const visited = await visit(`${stage().service.url}/${name}#token=x&email=ada%40example.com`)
      if (name === 'verify-email') await visited.page.getByText('I did not open this account').click()
      for (const button of await visited.page.locator('[type=submit]:visible').all()) await button.click()
      await expectGoodLooks(visited, name, 'dark')
      await expectGoodLooks(
        await visit(`${stage().service.url}/${name}`),
        `${name} without its link`,
        'light',
      )
    })

    it('for developers has no axe violation and fits, light or dark', async () => {
      const { email } = await reader()
      for (const [path, scheme] of [
        ['/', 'light'],
        [`/dev/mailbox?to=${email}`, 'dark'],
      ] as const)
        await expectGoodLooks(await visit(stage().service.url + path), path, scheme)
    })

    it.each(['/', '/dev/mailbox', '/docs/guides', '/reset-password', '/sign-in'])(
      '%s lets no script turn text into markup',
      async (path) => {
        const { page } = await visit(stage().service.url + path)
        const written = page.evaluate(`document.body.innerHTML = '<b>x</b>'`)
        await expect(written).rejects.toThrow(/TrustedHTML/)
        // The browser says so too: as a violation and in its console, in whichever order.
        const said: string[] = []
        await expect.poll(() => said.push(...stage().browser.wrong())).toBeGreaterThan(1)
        expect(said.join()).toContain('TrustedHTML')
      },
    )

    it.each([
      ['es-MX', 'es'],
      ['de-AT', 'de'],
      ['fr-CA', 'fr'],
      ['pt-BR', 'pt'],
    ] as const)('is in the language of the browser: %s', async (wished, language) => {
      const visited = await visit(`${stage().service.url}/reset-password#token=x&email=ada%40example.com`, {
        language: wished,
      })
      expect(await visited.page.locator('html').getAttribute('lang')).toBe(language)
      expect(await visited.page.locator('h1:visible').textContent()).toBe(WORDS[language].reset.title)
      await visited.look({ width: 320, dark: false })
      expect(await visited.violations()).toEqual([])
      expect(await visited.overflow()).toBeLessThanOrEqual(0)
    })

    it('is linked from mails by the configured address, with the token in the fragment', async () => {
      const { email } = await reader()
      for (const page of ['/reset-password', '/verify-email']) {
        const link = new URL(await linkTo(email, page))
        expect(link.origin).toBe(stage().service.url)
        expect(link.search).toBe('')
        expect(new URLSearchParams(link.hash.slice(1)).get('token')).toMatch(/^[\w-]{43}$/)
      }
    })
  })
}
