import type { Page } from 'playwright-core'

/** What every page says in whatever language: names of fields, and what a button sends. */
const button = (page: Page, does: string) => page.locator(`main button[value=${does}]:visible`).first()

/** Presses a button, and waits for the page that answers it. */
export const press = async (page: Page, does: string): Promise<void> =>
  void (await Promise.all([page.waitForEvent('domcontentloaded'), button(page, does).click()]))

type Fields = Record<string, string>

async function fill(page: Page, does: string, fields: Fields) {
  const form = page.locator('form').filter({ has: page.locator(`button[value=${does}]`) })
  for (const [name, text] of Object.entries(fields))
    await form.locator(`[name=${name}]:visible`).first().fill(text)
}

/** Fills a form by the names of its fields, and sends it by one of its buttons. */
export const sent =
  (does: string, fields: Fields = {}) =>
  async (page: Page): Promise<void> => {
    await fill(page, does, fields)
    await press(page, does)
  }

/** The same in a panel where the form is folded away. */
export const sentFrom =
  (panel: string, does: string, fields: Fields = {}) =>
  async (page: Page): Promise<void> => {
    await unfold(page, panel)
    await sent(does, fields)(page)
  }

/** Opens what is folded in a part of the page; everywhere without one. */
export async function unfold(page: Page, panel?: string): Promise<void> {
  const within = panel === undefined ? 'main' : `#${panel}`
  await page.evaluate(`for (const fold of document.querySelectorAll('${within} details')) fold.open = true`)
}

/** Sends a form that never leaves: the page waits for an answer. */
export const waiting =
  (does: string, fields: Fields = {}) =>
  async (page: Page): Promise<void> => {
    // After the script of the page, which listens to its document.
    await page.evaluate(`addEventListener('submit', (event) => event.preventDefault())`)
    await fill(page, does, fields)
    await button(page, does).click()
    await page.locator('[aria-busy=true]').waitFor()
  }
