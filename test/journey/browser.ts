import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { giveUp } from '../../src/commands/terminal.ts'
import { violationsOf } from './axe.ts'

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

/** The path of that Chromium, for a command that needs one. */
export const theChromium = () =>
  CHROMIUM ?? giveUp('There is no Chromium on this machine. Install one, or set CHROMIUM to its path.')

/** For what hangs, not for what is slow: a busy machine may need longer than the half minute that is usual. */
const PATIENCE_MS = 100_000

type Profile = { language?: string; script?: boolean; own?: string[] }

type Visit = { language?: string; dark?: boolean; width?: number; script?: boolean }

export type Visited = Awaited<ReturnType<Awaited<ReturnType<typeof openBrowser>>['visit']>>

/**
 * A visit gets the tab of an earlier visit in the same language, because a new tab and what axe compiles in it
 * cost seconds of CPU. Only the newest visit of a language, with or without scripts, is open.
 *
 * @param options.hosts of the Internet that are programs of this machine, with their ports
 */
export async function openBrowser({ hosts = {} }: { hosts?: Record<string, number> } = {}) {
  const ports = Object.entries(hosts).map(([host, port]) => `MAP ${host} 127.0.0.1:${port}`)
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
      `--host-resolver-rules=${ports.join(', ')}`,
      // Nobody signs certificates of this machine for the names of others.
      ...(ports.length > 0 ? ['--ignore-certificate-errors'] : []),
    ],
  })
  const wrong: string[] = []
  /** Of the pages that were visited. */
  const origins = new Set<string>()
  const tabs = new Map<string, Promise<Page>>()
  return {
    async visit(url: string, { language = 'en-GB', dark = false, width = 1280, script = true }: Visit = {}) {
      origins.add(new URL(url).origin)
      const kind = `${language} ${script}`
      const tab = tabs.get(kind) ?? openTab(browser, { language, script, wrong, origins })
      tabs.set(kind, tab)
      const page = await tab
      await page.context().clearCookies()
      // Another fragment alone would not load the page again.
      await page.goto('about:blank')
      await show(page, { width, dark })
      await page.goto(url)
      return visited(page)
    },
    /** What pages have logged as an error or asked of other hosts since the last call. */
    wrong: () => wrong.splice(0),
    /** A separate browser profile, for any number of tabs. With `own`, they show pages of these origins only. */
    async context({ language = 'en-GB', script = true, own }: Profile = {}) {
      const context = await browser.newContext({ locale: language, javaScriptEnabled: script })
      context.setDefaultTimeout(PATIENCE_MS)
      if (own) await watch(context, { wrong, origins: new Set(own) })
      return context
    },
    close: () => browser.close(),
  }
}

type Watch = { wrong: string[]; origins: Set<string> }

async function openTab(
  browser: Browser,
  { language, script, ...watched }: Watch & { language: string; script: boolean },
) {
  const context = await browser.newContext({ locale: language, javaScriptEnabled: script })
  context.setDefaultTimeout(PATIENCE_MS)
  await watch(context, watched)
  return context.newPage()
}

/** The API reference asks whether it may compile text, and goes on without. */
const ASKED_BY_THE_REFERENCE = 'the policy stopped script-src eval'

/** Collects what pages log as an error, what their policy stops, and what they ask of other hosts. */
async function watch(context: BrowserContext, { wrong, origins }: Watch) {
  await context.addInitScript(`addEventListener('securitypolicyviolation', (stopped) =>
    console.error('the policy stopped', stopped.effectiveDirective, stopped.blockedURI))`)
  context.on('console', (message) => {
    // Chromium logs every answer of 400 and more as an error.
    const text = message.text()
    const isExpected = /Failed to load resource/.test(text) || text === ASKED_BY_THE_REFERENCE
    if (message.type() === 'error' && !isExpected) wrong.push(text)
  })
  context.on('weberror', (error) => wrong.push(error.error().message))
  context.on('request', (request) => {
    const { origin, protocol, href } = new URL(request.url())
    if (!origins.has(origin) && !['data:', 'about:'].includes(protocol)) wrong.push(`asked for ${href}`)
  })
}

async function show(page: Page, { width, dark }: { width: number; dark: boolean }) {
  await page.setViewportSize({ width, height: 800 })
  await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' })
}

const visited = (page: Page) => ({
  page,
  /** Shows the open page in another width and scheme. */
  look: (about: { width: number; dark: boolean }) => show(page, about),
  /** The end that a page has come to. */
  outcome: () =>
    page
      .locator('.outcome:not([hidden])')
      .textContent({ timeout: 1_000 })
      .catch(() => ''),
  violations: ({ exclude = '' } = {}) => violationsOf(page, exclude),
  /** How much wider the page is than its window. */
  overflow: () => page.evaluate<number>('document.documentElement.scrollWidth - innerWidth'),
})
