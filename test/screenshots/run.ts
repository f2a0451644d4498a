import { mkdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { type Language, LANGUAGES } from '../../src/core/language.ts'
import { orEnd } from '../../src/commands/terminal.ts'
import { violationsOf } from '../journey/axe.ts'
import { theChromium } from '../journey/browser.ts'
import { openStage } from '../journey/stage.ts'
import { askForReset, register } from './mail-causes.ts'
import { takeMails } from './mails.ts'
import { takePictures } from './pictures.ts'
import { FOR_DEVELOPERS, MAILED, type State } from './states.ts'
import { README, stateWanted } from './words.ts'

/**
 * `npm run screenshots [part of a name]`: every page in every state and every mail, in each width, scheme
 * and language, in `.screenshots/`, for people to look at. What axe finds on a page, and what does not fit, is
 * printed and makes it fail. `npm run screenshots readme`: the pictures of README.md and the guides.
 */
const FOLDER = resolve(import.meta.dirname, '../../.screenshots')
const WIDTHS = [320, 768, 1280]
/** The reference is Scalar's, down to the contrast of its labels. */
const OF_OTHERS = '#reference *'

const wanted = orEnd(() => stateWanted(process.argv.slice(2)))
const isWanted = ({ name }: State) => name.includes(wanted)
const [mailed, forDevelopers] = [MAILED.filter(isWanted), FOR_DEVELOPERS.filter(isWanted)]
const found: string[] = []

const executablePath = orEnd(theChromium)
// A running service can be looked at too, while one works on a page.
const running = wanted === README ? undefined : process.env['SERVICE']
const stage = running === undefined ? await openStage() : undefined
const url = running ?? stage?.service.url ?? ''
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
try {
  if (wanted === README) await takePictures(browser, url)
  else await takeAll()
} finally {
  await browser.close()
  await stage?.close()
}
process.exitCode = found.length === 0 ? 0 : 1

async function takeAll() {
  rmSync(FOLDER, { recursive: true, force: true })
  mkdirSync(FOLDER, { recursive: true })
  await fillMailbox()
  for (const language of LANGUAGES)
    for (const state of language === 'en' ? [...mailed, ...forDevelopers] : mailed)
      await take(browser, { state, language })
  found.push(...(await takeMails(browser, { folder: FOLDER, wanted, languages: LANGUAGES })))
  console.log(
    found.length === 0
      ? `${mailed.length + forDevelopers.length} states and the mails, in ${FOLDER}`
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

async function take(browser: Browser, { state, language }: { state: State; language: Language }) {
  const context = await browser.newContext({ locale: language === 'en' ? 'en-GB' : language })
  const page = await context.newPage()
  page.on('pageerror', (error) => found.push(`${state.name} ${language}: ${error.message}`))
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.goto(url + state.path)
  await state.act?.(page)
  for (const width of WIDTHS)
    for (const scheme of ['light', 'dark'] as const) {
      const name = `${state.name}-${width}-${scheme}-${language}`
      await page.setViewportSize({ width, height: 800 })
      await page.emulateMedia({ colorScheme: scheme })
      await page.screenshot({
        path: join(FOLDER, `${name}.png`),
        animations: 'disabled',
        fullPage: state.isWhole ?? false,
      })
      for (const violation of await violationsOf(page, OF_OTHERS)) found.push(`${name}: ${violation}`)
      const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
      if (overflow > 0) found.push(`${name}: ${overflow} px too wide`)
    }
  await context.close()
}
