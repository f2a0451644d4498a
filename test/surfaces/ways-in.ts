import { expect } from 'vitest'
import { type Account, freshEmail, PASSWORD, registered, signIn } from '../support/account.ts'
import { proveMailbox, V1 } from '../support/code-flows.ts'
import { API, login } from '../support/enveloped.ts'
import { rows } from '../support/database.ts'
import { askedByMail, redeem, REDEEM } from '../support/mail-sign-in.ts'
import { codeFor, unread } from '../support/mails.ts'
import { addedPasskey, PASSKEY, signInByPasskey } from '../support/passkeys.ts'
import { type Answer, person, type Person } from '../support/person.ts'
import { protectedAccount, secondStep, waiting } from '../support/second-step.ts'

/** A way in: what is done before, and the request that opens the session. */
type Way = (browser: Person) => Promise<() => Promise<Answer>>

const withPassword =
  (send: (browser: Person, ada: Account) => Promise<Answer>): Way =>
  async (browser) => {
    const ada = await registered()
    return () => send(browser, ada)
  }

const KEEP = `${API}/auth/keep-account`
const MAILED_CODE = `${V1}/request/refreshToken`

/** Every way in that is a request for apps. */
export const WAYS: Record<string, Way> = {
  [`POST ${API}/auth/login`]: withPassword(signIn),
  [`POST ${API}/login`]: withPassword(login),
  [`POST ${API}/auth/second-step`]: async (browser) => {
    const ada = await protectedAccount()
    const token = await waiting(person(), ada)
    return () => secondStep(browser, { token, totp: ada.app() })
  },
  [`POST ${API}/login/second-step`]: async (browser) => {
    const ada = await protectedAccount()
    const token = await waiting(person(), ada)
    return () => browser.post(`${API}/login/second-step`, { token, totp: ada.app() })
  },
  [`POST ${PASSKEY}`]: async (browser) => {
    const { device } = await addedPasskey(await registered())
    return () => signInByPasskey(browser, device)
  },
  [`POST ${REDEEM}`]: async (browser) => {
    const { email } = await registered()
    const { request, code } = await askedByMail(email)
    return () => redeem({ request, code }, browser)
  },
  [`POST ${REDEEM}, of a new account`]: async (browser) => {
    const { request, code } = await askedByMail(freshEmail())
    return () => redeem({ request, code }, browser)
  },
  [`POST ${KEEP}`]: async (browser) => {
    const ada = await registered()
    await rows('update users set deletes_at = ? where id = ?', Date.now() + 86_400_000, ada.id)
    const { token } = (await signIn(person(), ada)).body['keep'] as { token: string }
    return () => browser.post(KEEP, { token })
  },
  [`POST ${MAILED_CODE}`]: async (browser) => {
    const { email } = await registered()
    await unread(email)
    const began = await browser.post(`${MAILED_CODE}/code`, { account: email, pwd: PASSWORD })
    expect(began.status, began.text).toBe(200)
    const code = await codeFor(email)
    return () => browser.post(MAILED_CODE, { code })
  },
  [`POST ${V1}/create/account`]: async (browser) => {
    await proveMailbox(browser, freshEmail())
    return () => browser.post(`${V1}/create/account`, { pwd: PASSWORD })
  },
}
