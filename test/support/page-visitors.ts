import { expect } from 'vitest'
import type { Env } from '../../src/config/config.ts'
import { type Account, freshEmail, PASSWORD, registered } from './account.ts'
import { pass } from './clock.ts'
import { addedPasskey } from './passkeys.ts'
import { type Mailbox, resend, RESEND_SETTINGS } from './resend.ts'
import { protectedAccount } from './second-step.ts'
import { visitor, type Visitor } from './visitor.ts'
import { type Worker, workerWith } from './worker.ts'

/** The service that a visitor asks, and where its mails arrive. */
export type Ground = { worker: Worker; mailbox: Mailbox }

/** The service with these settings; its mails arrive in a mailbox of this test. */
export const groundWith = (settings: Partial<Env> = {}) => ({
  worker: workerWith({ ...RESEND_SETTINGS, ...settings }),
  mailbox: resend(),
})

export const owner = ({ worker }: Ground): Promise<Account> => registered({ worker, roaming: true })

export const unconfirmed = ({ worker }: Ground) => registered({ worker, roaming: true, confirmed: false })

/** With a passkey, which is no second step. */
export const withPasskey = async (ground: Ground) => addedPasskey(await owner(ground))

export const guarded = ({ worker }: Ground) => protectedAccount({ worker })

/** With an app and a passkey, each of which is a second step. */
export const guardedTwice = async (ground: Ground) => addedPasskey(await guarded(ground))

export const stranger = ({ worker }: Ground) => visitor({ worker, roaming: true })

/** Somebody who is at this page, signed in or not. */
export async function at(ground: Ground, path: string, ada = stranger(ground)): Promise<Visitor> {
  const page = await ada.open(path)
  expect(page.status, page.text).toBe(200)
  return ada
}

type Known = { email: string; app?: () => string }

/** Signs in at the page for that, with the app where the account asks for it, and goes on to another page. */
export async function signedInAt(ground: Ground, { email, app }: Known, path = '/account'): Promise<Visitor> {
  const ada = await at(ground, '/sign-in')
  await ada.press('password', { email, password: PASSWORD })
  if (app) await ada.press('totp', { totp: app() })
  expect(ada.page.path, ada.page.words).toBe('/account')
  // The code of an app is used up: whoever needs another one waits for it.
  if (app) pass(30_000)
  return at(ground, path, ada)
}

/** Past the time in which a sign-in is fresh. */
const STALE_MS = 601_000

/** The same a while ago: what a stolen session must not be enough for asks for one more proof. */
export async function staleAt(ground: Ground, known: Known, path: string): Promise<Visitor> {
  const ada = await signedInAt(ground, known)
  pass(STALE_MS)
  return at(ground, path, ada)
}

/** Has asked for a mail at this page, and is where its code is typed. */
export async function askedAt(ground: Ground, path: string, email = freshEmail()) {
  const ada = await at(ground, path)
  await ada.press('mail', { email })
  expect(ada.page.status, ada.page.words).toBe(200)
  return { ada, email }
}

/** Somebody whose account was opened by mail, without a password, and who is welcomed. */
export async function newcomer(ground: Ground) {
  const { ada, email } = await askedAt(ground, '/sign-up')
  await ada.press('code', { code: ground.mailbox.codeTo(email) })
  expect(ada.page.path, ada.page.words).toBe('/welcome')
  return { ada, email }
}

/** The same, who has to prove the mailbox once more. */
export async function staleNewcomer(ground: Ground) {
  const { ada, email } = await newcomer(ground)
  pass(STALE_MS)
  return { ada: await at(ground, '/account/confirm', ada), email }
}
