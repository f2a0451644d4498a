import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'

/** Debian's, and where other systems keep theirs; `CHROMIUM` names any other. */
const PLACES = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** The Chromium of this machine. Without one the tests of the pages cannot run; CI must have it. */
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
    /** A browser of somebody's own, for as many tabs as they like. */
    context: () => browser.newContext(),
    close: () => browser.close(),
  }
}

/** Opens a page as a reader would, and notes what no reader should ever cause. */
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
    // Chromium notes every answer of 400 and above by itself.
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

/** What axe-core has to complain about, rule by rule; not about what a selector excludes. */
async function axe(page: Page, exclude: string): Promise<string[]> {
  await page.evaluate(AXE)
  const found = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
    `axe.run(${exclude ? JSON.stringify({ exclude: [[exclude]] }) : ''})`,
  )
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}
