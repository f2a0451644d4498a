import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'

/** Where systems install Chromium; `CHROMIUM` names another place. */
const PLACES = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** The Chromium of this machine. Tests of pages are skipped without one; CI must have it. */
export const CHROMIUM = PLACES.find((place) => place && existsSync(place))

const SCREENSHOTS = resolve(import.meta.dirname, '../../.screenshots')
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

type Visit = { language?: string; dark?: boolean; width?: number; script?: boolean }

export async function openBrowser() {
  const browser = await chromium.launch({
    executablePath: CHROMIUM ?? '',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
  return {
    visit: (url: string, about: Visit = {}) => visit(browser, url, about),
    /** A separate browser profile, for any number of tabs. */
    context: () => browser.newContext(),
    close: () => browser.close(),
  }
}

/** Opens a page, and collects errors and requests to other hosts. */
async function visit(
  browser: Browser,
  url: string,
  { language = 'en-GB', dark = false, width = 1280, script = true }: Visit,
) {
  const context = await browser.newContext({
    locale: language,
    colorScheme: dark ? 'dark' : 'light',
    viewport: { width, height: 800 },
    javaScriptEnabled: script,
  })
  const page = await context.newPage()
  const { origin } = new URL(url)
  const wrong: string[] = []
  page.on('console', (message) => {
    // Chromium logs every answer of 400 and more as an error.
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text()))
      wrong.push(message.text())
  })
  page.on('pageerror', (error) => wrong.push(error.message))
  page.on('request', (request) => {
    const asked = request.url()
    if (!asked.startsWith(origin) && !asked.startsWith('data:')) wrong.push(`asked for ${asked}`)
  })
  await page.goto(url)
  return {
    page,
    wrong,
    /** Shows the open page in another width and scheme. */
    async look({ width, dark }: { width: number; dark: boolean }) {
      await page.setViewportSize({ width, height: 800 })
      await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' })
    },
    outcome: () => page.locator('#outcome').textContent(),
    violations: ({ exclude = '' } = {}) => axe(page, exclude),
    /** How much wider the page is than its window. */
    overflow: () => page.evaluate<number>('document.documentElement.scrollWidth - innerWidth'),
    screenshot: (name: string) => {
      mkdirSync(SCREENSHOTS, { recursive: true })
      return page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true })
    },
    close: () => context.close(),
  }
}

/** The violations that axe-core finds, one line a rule; not those inside what a selector excludes. */
async function axe(page: Page, exclude: string): Promise<string[]> {
  if (await page.evaluate("typeof axe === 'undefined'")) await page.evaluate(AXE)
  const found = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
    `axe.run(${exclude ? JSON.stringify({ exclude: [[exclude]] }) : ''})`,
  )
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}
