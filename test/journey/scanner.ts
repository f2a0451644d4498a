import type { Request } from 'playwright-core'
import { expect } from 'vitest'
import type { Visited } from './browser.ts'

/**
 * What a mail scanner with a browser does to the page of a link: it opens everything, fills empty fields with nothing,
 * with a space and with a letter, and presses every button. The switch of the language is left out: it leads to another
 * page. Answers the statuses of what it has sent.
 */
export async function scan({ page }: Visited): Promise<(number | undefined)[]> {
  const sent: Request[] = []
  const note = (request: Request) => void (request.method() === 'POST' && sent.push(request))
  page.on('request', note)
  const buttons = page.locator('main button')
  for (const typed of ['', ' ', 'x'])
    for (let at = 0; at < (await buttons.count()); at += 1) {
      const loaded = page.waitForEvent('load')
      // For who awaits it below; where a script sends the form, nothing is loaded.
      loaded.catch(() => {})
      if (await page.evaluate<boolean>(press(at, typed))) await loaded
      await expect.poll(() => page.locator('[aria-busy=true]').count()).toBe(0)
    }
  page.off('request', note)
  return Promise.all(sent.map(async (request) => (await request.response())?.status()))
}

/** Answers whether the browser sends a form, which leads to another page. */
const press = (at: number, typed: string) => `(() => {
  for (const each of document.querySelectorAll('main details')) each.open = true
  for (const field of document.querySelectorAll('main input')) if (!field.value) field.value = ${JSON.stringify(typed)}
  let leads = false
  const note = (event) => { leads = !event.defaultPrevented }
  addEventListener('submit', note)
  document.querySelectorAll('main button')[${at}].click()
  removeEventListener('submit', note)
  return leads
})()`
