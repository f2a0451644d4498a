import type { Request } from 'playwright-core'
import { expect } from 'vitest'
import type { Visited } from './browser.ts'

/**
 * What a mail scanner with a browser does to the page of a link: it opens everything, presses every button, and sends
 * every form as it is, with a space and with a letter in its empty fields. Answers the statuses of what it has sent.
 */
export async function scan({ page }: Visited): Promise<(number | undefined)[]> {
  const sent: Request[] = []
  const note = (request: Request) => void (request.method() === 'POST' && sent.push(request))
  page.on('request', note)
  for (const typed of ['', ' ', 'x']) {
    await page.evaluate(`(() => {
      for (const each of document.querySelectorAll('details')) each.open = true
      for (const field of document.querySelectorAll('input')) if (!field.value) field.value = ${JSON.stringify(typed)}
      for (const button of document.querySelectorAll('button')) button.click()
      for (const form of document.forms) { form.noValidate = true; form.requestSubmit() }
    })()`)
    await expect.poll(() => page.locator('[aria-busy=true]').count()).toBe(0)
  }
  page.off('request', note)
  return Promise.all(sent.map(async (request) => (await request.response())?.status()))
}
