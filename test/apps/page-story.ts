import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import type { Scene } from './app.ts'

export const PASSWORD = 'seven dry words'

/** What each page of these apps shows: who is signed in, or `nobody`. */
const shows = (tab: Page, text: string) =>
  tab
    .locator('#who')
    .filter({ hasText: new RegExp(`^${text}$`) })
    .waitFor()

/** Registers in one tab, reads the name in both, reloads, and signs out in the other. */
export async function inTwoTabs({ url, tab }: Scene): Promise<void> {
  const [first, second] = [await tab(url), await tab(url)]
  await shows(first, 'nobody')
  await shows(second, 'nobody')
  await first.fill('#email', `${randomUUID()}@example.com`)
  await first.fill('#password', PASSWORD)
  await first.click('#register')
  await shows(first, 'Ada')
  // Without a reload: the second tab hears of it.
  await shows(second, 'Ada')
  await first.reload()
  await shows(first, 'Ada')
  await second.click('#sign-out')
  await shows(second, 'nobody')
  await shows(first, 'nobody')
}
