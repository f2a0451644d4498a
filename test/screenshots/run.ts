import { mkdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import type { Language } from '../../src/core/language.ts'
import { orEnd } from '../../src/commands/terminal.ts'
import { violationsOf } from '../journey/axe.ts'
import { theChromium } from '../journey/browser.ts'
import { spillsOf } from '../journey/spills.ts'
import { openStage } from '../journey/stage.ts'
import { ACCOUNT } from './hosted/account.ts'
import { browsersOf } from './hosted/browsers.ts'
import { ENTRY } from './hosted/entry.ts'
import { comingFrom } from './hosted/providers.ts'
import { askForReset, register } from './mail-causes.ts'
import { takeMails } from './mails.ts'
import { takePictures } from './pictures.ts'
import { startProviders } from './provider-settings.ts'
import { FOR_DEVELOPERS, MAILED, type State } from './states.ts'
import { picturesWanted, README } from './words.ts'

/**
 * `npm run screenshots [part of a name]`: every page in every state and every mail, in each width, scheme
 * and language, in `.screenshots/`, for people to look at. What axe finds on a page, and what does not fit, is
 * printed and makes it fail. `npm run screenshots readme`: the pictures of README.md and the guides.
 */
const ROOT = resolve(import.meta.dirname, '../..')
const FOLDER = join(ROOT, '.screenshots')
const WIDTHS = [320, 768, 1280]
const PATIENCE_MS = 20_000
/** The reference is Scalar's, down to the contrast of its labels. */
const OF_OTHERS = '#reference *'

/** A page that is in no app's colours: what the foot and the navigation can have is there. */
const SETTINGS = {
  SECOND_STEP: 'admins',
  APP_URL_HOME: 'https://example.com',
  BRAND_SUPPORT_EMAIL: 'help@example.com',
  TERMS_URL: 'https://example.com/terms',
  PRIVACY_URL: 'https://example.com/privacy',
}

const { wanted, languages } = orEnd(() => picturesWanted(process.argv.slice(2)))
const isWanted = ({ name }: State) => name.includes(wanted)
const forDevelopers = FOR_DEVELOPERS.filter(isWanted)
const found: string[] = []

const executablePath = orEnd(theChromium)
// A running service can be looked at too, while one works on a page.
const running = wanted === README ? undefined : process.env['SERVICE']
const isAlone = running === undefined && wanted !== README
const offer = isAlone ? await startProviders() : undefined
const hosted = new Set([...ENTRY, ...ACCOUNT, ...(offer ? comingFrom(offer.acme) : [])])
const states = [...MAILED, ...hosted].filter(isWanted)
const stage =
  running === undefined ? await openStage({ ...SETTINGS, ...offer?.settings }, { ...offer }) : undefined
const url = running ?? stage?.service.url ?? ''
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
const place = { url, folder: stage?.folder ?? ROOT }
const openFor = browsersOf(browser, place)
try {
  if (wanted === README) await takePictures(browser, place)
  else await takeAll()
} finally {
  await browser.close()
  await stage?.close()
  await offer?.stop()
}
process.exitCode = found.length === 0 ? 0 : 1

async function takeAll() {
  rmSync(FOLDER, { recursive: true, force: true })
  mkdirSync(FOLDER, { recursive: true })
  await fillMailbox()
  for (const language of languages)
    for (const state of language === 'en' ? [...states, ...forDevelopers] : states)
      await take(state, language)
  found.push(...(await takeMails(browser, { folder: FOLDER, wanted, languages })))
  console.log(
    found.length === 0
      ? `${states.length + forDevelopers.length} states and the mails, in ${FOLDER}`
      : found.join('\n'),
  )
}

/** What a mailbox has in it on a usual day. */
async function fillMailbox() {
  for (const name of ['ada', 'grace']) {
    const email = `${name}-${Date.now()}@example.com`
    await register(url, name, email)
    await askForReset(url, email)
  }
}

/** A state that cannot be reached is told with the others, and ends nothing. */
async function take(state: State, language: Language) {
  const { as = 'nobody', ownAccount = false, isUnscripted = false } = state
  try {
    const { context, page, somebody } = await openFor({ as, language, ownAccount, isUnscripted })
    page.on('pageerror', (error) => found.push(`${state.name} ${language}: ${error.message}`))
    page.setDefaultTimeout(PATIENCE_MS)
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.goto(url + state.path)
    await state.act?.(page, somebody)
    await takeIn(page, { state, language })
    await context.close()
  } catch (error) {
    found.push(`${state.name} ${language}: ${(error as Error).message.split('\n')[0]}`)
  }
}

async function takeIn(page: Page, { state, language }: { state: State; language: Language }) {
  for (const width of WIDTHS)
    for (const scheme of ['light', 'dark'] as const) {
      const name = `${state.name}-${width}-${scheme}-${language}`
      await page.setViewportSize({ width, height: 800 })
      await page.emulateMedia({ colorScheme: scheme })
      await page.screenshot({
        path: join(FOLDER, `${name}.png`),
        animations: 'disabled',
        fullPage: state.isWhole ?? hosted.has(state),
      })
      // Where no script runs, axe waits for ever.
      const isLookedAt = !state.isUnscripted && !state.isPrinted
      const violations = isLookedAt ? await violationsOf(page, OF_OTHERS) : []
      found.push(...violations.map((violation) => `${name}: ${violation}`))
      const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
      if (overflow > 0) found.push(`${name}: ${overflow} px too wide`)
      found.push(...(await spillsOf(page)).map((text) => `${name}: wider than its box: ${text}`))
    }
}
