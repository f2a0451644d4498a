import { join, resolve } from 'node:path'
import type { Browser } from 'playwright-core'
import { askForReset, register } from './mail-causes.ts'

const FOLDER = resolve(import.meta.dirname, '../../src/docs/pictures')

/** Takes the pictures that README.md and the guides show, from a service whose mailbox is empty. */
export async function takePictures(browser: Browser, url: string): Promise<void> {
  await register(url, 'grace')
  await askForReset(url, 'grace@example.com')
  await register(url, 'alan')
  await register(url, 'ada')

  const mailbox = await open(browser, { width: 960, height: 736 })
  await mailbox.goto(`${url}/dev/mailbox`)
  await mailbox.getByText('ada@example.com').first().waitFor()
  await mailbox.getByText('just now').first().waitFor()
  await mailbox.screenshot({ path: join(FOLDER, 'mailbox.png') })

  const page = await open(browser, { width: 640, height: 620 })
  await page.goto(`${url}/reset-password#token=x&email=ada%40example.com`)
  await page.locator('#password').fill('seven dry words')
  await page.locator('[data-hide]:visible').click()
  await page.mouse.move(0, 0)
  await page.screenshot({ path: join(FOLDER, 'reset-password.png'), animations: 'disabled' })
}

const open = (browser: Browser, viewport: { width: number; height: number }) =>
  browser.newPage({ viewport, deviceScaleFactor: 1.5, colorScheme: 'light', locale: 'en-GB' })
