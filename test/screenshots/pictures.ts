import { join, resolve } from 'node:path'
import type { Browser } from 'playwright-core'
import { browsersOf, type Place } from './hosted/browsers.ts'
import type { Person } from './hosted/people.ts'
import { sentFrom } from './hosted/presses.ts'
import { askForReset, register } from './mail-causes.ts'
import type { State } from './states.ts'

const FOLDER = resolve(import.meta.dirname, '../../src/docs/pictures')

/** Takes the pictures that README.md and the guides show, from a service whose mailbox is empty. */
export async function takePictures(browser: Browser, place: Place): Promise<void> {
  await takeMailbox(browser, place.url)
  await takeMailedPage(browser, place.url)
  await takeHostedPages(browser, place)
}

async function takeMailbox(browser: Browser, url: string) {
  await register(url, 'grace')
  await askForReset(url, 'grace@example.com')
  await register(url, 'alan')
  await register(url, 'ada')
  const mailbox = await open(browser, { width: 960, height: 736 })
  await mailbox.goto(`${url}/dev/mailbox`)
  await mailbox.getByText('ada@example.com').first().waitFor()
  await mailbox.getByText('just now').first().waitFor()
  await mailbox.screenshot({ path: join(FOLDER, 'mailbox.png') })
}

async function takeMailedPage(browser: Browser, url: string) {
  const page = await open(browser, { width: 640, height: 620 })
  await page.goto(`${url}/reset-password#token=x&email=ada%40example.com`)
  await page.locator('#password').fill('seven dry words')
  await page.locator('[data-hide]:visible').click()
  await page.mouse.move(0, 0)
  await page.screenshot({ path: join(FOLDER, 'reset-password.png'), animations: 'disabled' })
}

const open = (browser: Browser, viewport: { width: number; height: number }) =>
  browser.newPage({ viewport, deviceScaleFactor: 1.5, colorScheme: 'light', locale: 'en-GB' })

type Picture = Pick<State, 'path' | 'act'> & { file: string; as: Person; isDark?: boolean }

const CARD = { width: 480, height: 680 }
const PAGE = { width: 820, height: 520 }

const HOSTED: (Picture & { size: typeof CARD })[] = [
  { file: 'sign-in', as: 'nobody', path: '/sign-in', size: CARD },
  { file: 'second-step', as: 'halfway', path: '/second-step', size: CARD, isDark: true },
  {
    file: 'recovery-codes',
    as: 'settled',
    path: '/account/security',
    act: sentFrom('second-step', 'recovery_codes'),
    size: { ...CARD, height: 760 },
  },
  { file: 'account-security', as: 'settled', path: '/account/security', size: PAGE },
  { file: 'account-sessions', as: 'settled', path: '/account/sessions', size: PAGE, isDark: true },
  { file: 'account-history', as: 'settled', path: '/account/history', size: PAGE },
]

/** Small enough for whoever clones the repository: one pixel for each of the page. */
async function takeHostedPages(browser: Browser, place: Place) {
  const openFor = browsersOf(browser, place, (as) => `${as === 'settled' ? 'ada.lovelace' : as}@example.com`)
  for (const { file, as, path, act, size, isDark = false } of HOSTED) {
    const { context, page, somebody } = await openFor({
      as,
      language: 'en',
      ownAccount: false,
      isUnscripted: false,
    })
    await page.setViewportSize(size)
    await page.emulateMedia({ colorScheme: isDark ? 'dark' : 'light' })
    await page.goto(place.url + path)
    await act?.(page, somebody)
    await page.screenshot({ path: join(FOLDER, `${file}.png`), animations: 'disabled' })
    await context.close()
  }
}
