import { setTimeout } from 'node:timers/promises'
import type { Browser, BrowserContext } from 'playwright-core'
import type { Language } from '../../../src/core/language.ts'
import { changeLocalDatabase } from '../../journey/sqlite.ts'
import { PEOPLE, type Person, type Somebody } from './people.ts'
import { STALE } from './rows.ts'

/** A service, and the folder in which it keeps its database. */
export type Place = { url: string; folder: string }

type Wanted = { as: Person; language: Language; ownAccount: boolean; isUnscripted: boolean }

type Made = Somebody & { cookies: Awaited<ReturnType<BrowserContext['cookies']>> }

const PATIENCE_MS = 20_000

const addressOf = (as: Person) => `${as.toLowerCase()}-${crypto.randomUUID().slice(0, 8)}@example.com`

/** Opens browsers of people. Somebody is made once a language, because that costs seconds. */
export function browsersOf(browser: Browser, place: Place, address = addressOf) {
  const made = new Map<string, Promise<Made>>()
  const localeOf = (language: Language) => (language === 'en' ? 'en-GB' : language)

  async function make(as: Person, language: Language): Promise<Made> {
    const email = address(as)
    const sql = (statement: string) => changeLocalDatabase(place.folder, statement)
    const somebody = { email, code: codesTo(place.url, email), hourPasses: () => sql(STALE(email)) }
    const context = await browser.newContext({ locale: localeOf(language) })
    await PEOPLE[as]({ ...somebody, page: await context.newPage(), url: place.url, language, sql })
    const cookies = await context.cookies()
    await context.close()
    return { ...somebody, cookies }
  }

  return async ({ as, language, ownAccount, isUnscripted }: Wanted) => {
    const known = ownAccount ? undefined : made.get(`${as} ${language}`)
    const making = known ?? make(as, language)
    if (!ownAccount) made.set(`${as} ${language}`, making)
    const { cookies, ...somebody } = await making
    const context = await browser.newContext({ locale: localeOf(language), javaScriptEnabled: !isUnscripted })
    await context.addCookies(cookies)
    return { context, page: await context.newPage(), somebody }
  }
}

/** Reads the codes mailed to somebody, each once. */
function codesTo(url: string, email: string): Somebody['code'] {
  const used = new Set<string>()
  return async () => {
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await setTimeout(100)) {
      const answer = await fetch(`${url}/dev/mailbox.json?to=${encodeURIComponent(email)}`)
      const mails = (await answer.json()) as { text: string }[]
      const code = mails
        .map(({ text }) => /\n\n(\d{6,8})\n\n/.exec(text)?.[1] ?? '')
        .find((each) => each !== '' && !used.has(each))
      if (code === undefined) continue
      used.add(code)
      return code
    }
    throw new Error(`no code was mailed to ${email}`)
  }
}
