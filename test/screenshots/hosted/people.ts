import type { Page } from 'playwright-core'
import type { Language } from '../../../src/core/language.ts'
import { appWith } from '../../journey/authenticator-app.ts'
import { press, sent } from './presses.ts'
import {
  CONNECTIONS,
  EVENTS,
  LONG_PASSKEYS,
  NO_EVENTS,
  OWN_APPS,
  PASSKEYS,
  RESETTING,
  SESSIONS,
} from './rows.ts'

export const PASSWORD = 'seven dry words'

/** Somebody with an address of their own, and the browser in which they look at the pages. */
export type Somebody = {
  email: string
  /** The code of the newest mail to them that was not asked for before. */
  code: () => Promise<string>
  /** Their last proof is too old from now on. */
  hourPasses: () => void
}

export type Making = Somebody & {
  page: Page
  url: string
  language: Language
  sql: (statement: string) => void
}

async function register({ url, email, language }: Making, names: { names: string; surnames: string }) {
  const answer = await fetch(`${url}/api/v1/auth/register`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Accept-Language': language },
    body: JSON.stringify({ email, password: PASSWORD, ...names }),
  })
  if (!answer.ok) throw new Error(`${email} was not registered: ${answer.status} ${await answer.text()}`)
}

const signIn = async ({ page, email, url }: Making) => {
  await page.goto(`${url}/sign-in`)
  await sent('password', { email, password: PASSWORD })(page)
}

const LOVELACE = { names: 'Ada', surnames: 'Lovelace' }
const LONG = {
  names: 'Wolfeschlegelsteinhausenbergerdorff',
  surnames: 'Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz',
}

async function unverified(making: Making) {
  await register(making, LOVELACE)
  await signIn(making)
}

async function verified(making: Making, names = LOVELACE) {
  await register(making, names)
  making.sql(`update users set verified_at = created_at where email = '${making.email}'`)
  await signIn(making)
}

async function withApp(making: Making) {
  await verified(making)
  const { page, url } = making
  await page.goto(`${url}/account/security`)
  await press(page, 'app')
  const app = appWith(await page.locator('.secret code').innerText())
  await sent('confirm_app', { code: app(0) })(page)
}

/** Opens an account by mail, and has no password. */
async function newcomer({ page, url, email, code }: Making) {
  await page.goto(`${url}/sign-up`)
  await sent('mail', { email })(page)
  await sent('code', { code: await code() })(page)
}

/** Whoever may look at a page, and how they came to be who they are. */
export const PEOPLE = {
  nobody: async () => {},
  unverified,
  verified,
  newcomer,
  /** Has an account, and is not signed in. */
  async forgetful(making: Making) {
    await verified(making)
    await making.page.context().clearCookies()
  },
  /** With everything that has no end in sight. */
  async long(making: Making) {
    await verified(making, LONG)
    for (const rows of [LONG_PASSKEYS, SESSIONS, OWN_APPS, EVENTS]) making.sql(rows(making.email))
  },
  /** Is asked by apps of others, and has allowed none. */
  async consenting(making: Making) {
    await verified(making)
    making.sql(OWN_APPS(making.email))
    making.sql('delete from grants')
  },
  /** Has used the account for a while. */
  async settled(making: Making) {
    await withApp(making)
    for (const rows of [PASSKEYS, SESSIONS, EVENTS]) making.sql(rows(making.email))
  },
  /** With accounts at providers. */
  async connected(making: Making) {
    await verified(making)
    making.sql(CONNECTIONS(making.email))
  },
  /** With an app, passkeys and recovery codes. */
  async secured(making: Making) {
    await withApp(making)
    making.sql(PASSKEYS(making.email))
  },
  /** Halfway through a sign-in. */
  async halfway(making: Making) {
    await withApp(making)
    making.sql(PASSKEYS(making.email))
    await making.page.context().clearCookies()
    await signIn(making)
  },
  /** An account that is being deleted, halfway through a sign-in. */
  async leaving(making: Making) {
    await verified(making)
    const { page, url, email } = making
    await page.goto(`${url}/account/data`)
    await sent('delete', { confirm: email })(page)
    await signIn(making)
  },
  /** Signed in longer ago than a proof holds. */
  async stale(making: Making) {
    await verified(making)
    making.hourPasses()
  },
  /** Of an account whose history has been erased. */
  async forgotten(making: Making) {
    await verified(making)
    making.sql(NO_EVENTS(making.email))
  },
  async staleNewcomer(making: Making) {
    await newcomer(making)
    making.hourPasses()
  },
  async staleSecured(making: Making) {
    await withApp(making)
    making.sql(PASSKEYS(making.email))
    making.hourPasses()
  },
  /** Needs a second step, and has none. */
  async administrator(making: Making) {
    await verified(making)
    making.sql(`update users set role = 'admin' where email = '${making.email}'`)
  },
  /** An operator was asked to reset the second step. */
  async resetting(making: Making) {
    await withApp(making)
    making.sql(RESETTING(making.email))
  },
} satisfies Record<string, (making: Making) => Promise<void>>

export type Person = keyof typeof PEOPLE
