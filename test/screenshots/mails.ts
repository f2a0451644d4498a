import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import type { Browser } from 'playwright-core'
import type * as Facts from '../core/mail-facts.ts'
import type { Language } from '../../src/core/language.ts'

type Written = Pick<typeof Facts, 'written'> & { MAIL_NAMES: Parameters<typeof Facts.written>[0][] }

const WIDTHS = [320, 375, 800]
const BRAND = {
  APP_NAME: 'Postern',
  APP_URL: 'https://auth.example.com',
  APP_URL_HOME: 'https://example.com',
  BRAND_SUPPORT_EMAIL: 'help@example.com',
  TERMS_URL: 'https://example.com/terms',
  PRIVACY_URL: 'https://example.com/privacy',
}

/** Takes every mail, whole, in every width, scheme and language. Answers what does not fit. */
export async function takeMails(
  browser: Browser,
  { folder, wanted, languages }: { folder: string; wanted: string; languages: readonly Language[] },
): Promise<string[]> {
  const { written, MAIL_NAMES } = await theMails(folder)
  const found: string[] = []
  for (const width of WIDTHS)
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({ viewport: { width, height: 400 }, colorScheme })
      for (const language of languages)
        for (const name of MAIL_NAMES.filter((each) => `mail-${each}`.includes(wanted))) {
          const file = `mail-${name}-${width}-${colorScheme}-${language}`
          await page.setContent(written(name, { language, brand: BRAND }).html)
          await page.screenshot({ path: join(folder, `${file}.png`), fullPage: true })
          const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
          if (overflow > 0) found.push(`${file}: ${overflow} px too wide`)
        }
      await page.close()
    }
  return found
}

/** Node reads no JSX: the mails are bundled first. */
async function theMails(folder: string): Promise<Written> {
  mkdirSync(folder, { recursive: true })
  const outfile = join(folder, 'mails.mjs')
  await build({
    stdin: {
      contents: `export { written } from '../core/mail-facts.ts'; export { MAIL_NAMES } from '../../src/email/mailer.ts'`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile,
  })
  const mails = (await import(pathToFileURL(outfile).href)) as Written
  rmSync(outfile)
  return mails
}
