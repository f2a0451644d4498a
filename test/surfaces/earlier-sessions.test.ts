import { expect, it } from 'vitest'
import document from '../../src/surfaces/platform/openapi.json'
import { type Account, freshEmail, PASSWORD, readMe, registered, signIn } from '../support/account.ts'
import { proveMailbox, V1 } from '../support/code-flows.ts'
import { API, login } from '../support/enveloped.ts'
import { rows } from '../support/database.ts'
import { askedByMail, redeem, REDEEM } from '../support/mail-sign-in.ts'
import { codeFor, unread } from '../support/mails.ts'
import { addedPasskey, PASSKEY, signInByPasskey } from '../support/passkeys.ts'
import { type Answer, person, type Person } from '../support/person.ts'
import { nameOf, ROUTES } from '../support/routes.ts'
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

const WAYS: Record<string, Way> = {
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

/** Whoever is signed in may register others there, so the browser keeps its session. */
const REGISTERING = [`POST ${API}/auth/register`, `POST ${API}/register`]

it('every route that opens a session is a way in here, or registers', () => {
  const opensSession = ({ method, path }: { method: string; path: string }) => {
    const paths: Record<string, Record<string, { responses: Record<string, unknown> }>> = document.paths
    const { responses } = paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()] ?? {}
    const text = JSON.stringify([responses?.['200'], responses?.['201']])
    return /access_token|TokenData|__Host-accessToken=\[/.test(text) && text.includes('"Postern-Device"')
  }
  const routes = new Set([...Object.keys(WAYS).map((way) => way.replace(/,.*/, '')), ...REGISTERING])
  expect(ROUTES.filter(opensSession).map(nameOf).toSorted()).toEqual([...routes].toSorted())
})

it.each(Object.entries(WAYS))('%s ends the session that the browser had before', async (_, prepare) => {
  const [eve, bystander] = [await registered(), await registered()]
  const browser = person({ roaming: true })
  browser.cookies.set('__Host-refreshToken', eve.tokens.refresh)
  const finish = await prepare(browser)
  expect((await readMe(person(), eve.tokens.access)).status).toBe(200)
  const answer = await finish()
  expect([200, 201], answer.text).toContain(answer.status)
  expect((await readMe(person(), eve.tokens.access)).status).toBe(401)
  expect((await readMe(person(), bystander.tokens.access)).status).toBe(200)
  const ended = await rows('select user_id, revoked_reason from sessions where revoked_at is not null')
  expect(ended).toEqual([{ user_id: eve.id, revoked_reason: 'signed_in_anew' }])
})

it('no other site can have it ended, and no wrong cookie ends anything', async () => {
  const [eve, ada] = [await registered(), await registered()]
  for (const [cookie, site] of [
    [eve.tokens.refresh, 'cross-site'],
    [`${eve.tokens.refresh.slice(0, -3)}AAA`, 'same-origin'],
  ] as const) {
    const headers = { Cookie: `__Host-refreshToken=${cookie}`, 'Sec-Fetch-Site': site }
    await person().post(`${API}/auth/login`, { email: ada.email, password: ada.password }, { headers })
  }
  expect((await readMe(person(), eve.tokens.access)).status).toBe(200)
})
