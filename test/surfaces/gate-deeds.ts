import { expect } from 'vitest'
import {
  changeRole,
  disableUser,
  enableUser,
  endSessions,
} from '../../src/core/administration/change-users.ts'
import { moveUser, unlockUser, verifyUser } from '../../src/core/administration/help-users.ts'
import { newUser } from '../../src/core/identity/new-user.ts'
import { movingIn } from '../../src/store/import-export.ts'
import { type Account, freshEmail, refresh, registered, tokensIn } from '../support/account.ts'
import type { Authenticator } from '../support/authenticator.ts'
import { bindings } from '../support/bindings.ts'
import { V1 } from '../support/code-flows.ts'
import { API, askForReset, reset } from '../support/enveloped.ts'
import { codeFor, newLinks, unread } from '../support/mails.ts'
import { operator } from '../support/operator.ts'
import { assertion, signInByPasskey } from '../support/passkeys.ts'
import { type Answer, person } from '../support/person.ts'
import { ME, secondStep, waiting, waitingToken } from '../support/second-step.ts'

/** An account with an app and a passkey, whose second step is on. A deed may change its address and its password. */
export type Guarded = Account & { device: Authenticator; app: () => string }

const somebody = () => person({ roaming: true })

/** A session that is fresh by the passkey. */
const freshly = async ({ device }: Guarded) => tokensIn(await signInByPasskey(somebody(), device)).access

/** One by the password and the app: a passkey that has opened a session goes when the owner disputes that session. */
async function byApp(ada: Guarded) {
  const token = await waiting(somebody(), ada)
  return tokensIn(await secondStep(somebody(), { token, totp: ada.app() })).access
}

const newPassword = () => `words ${crypto.randomUUID()}`

const linkTo = async (email: string, page: string) => (await newLinks(email, page))[0]?.token ?? ''

/** The codes of a move: to the present address, and to the next. */
async function moved(ada: Guarded, token: string, by: 'auth-v1' | 'account-v1') {
  const next = freshEmail()
  await unread(ada.email)
  const asked =
    by === 'auth-v1'
      ? await ada.patch(`${V1}/account/request/code`, { newAccount: next }, { token })
      : await ada.post(`${ME}/email`, { email: next }, { token })
  const [here, there] = [await codeFor(ada.email), await codeFor(next)]
  const { request } = asked.body
  const answer =
    by === 'auth-v1'
      ? await ada.patch(
          `${V1}/change/account`,
          { codeCurrentAccount: here, codeNewAccount: there },
          { token },
        )
      : await ada.post(`${ME}/email/confirm`, { request, code_current: here, code_new: there }, { token })
  ada.email = next
  ada.cookies.clear()
  return answer
}

/** One line for the address, with another id and another password. */
async function importedAgain({ email }: Guarded) {
  const now = Date.now()
  const line = newUser({ email, password: '!', profile: {}, role: 'user', language: null, now })
  const run = (statements: Record<string, string>) =>
    bindings.DB.batch(Object.values(statements).map((text) => bindings.DB.prepare(text)))
  await run(movingIn.begin('again', now))
  await run(movingIn.wait('again', [{ line: 1, user: { ...line, verifiedAt: now } }], now))
  await run(movingIn.moveIn('again', { skipRefused: true, now }))
}

/**
 * Whatever else changes how an account is signed in to, or makes tokens. Each has to work, and answers what it was
 * answered, if it was asked over HTTP.
 */
export const DEEDS: Record<string, (ada: Guarded) => Promise<Answer | void>> = {
  async 'a reset by the link, on api-v1'(ada) {
    await askForReset(somebody(), ada.email)
    const token = await linkTo(ada.email, 'reset-password')
    return reset(somebody(), { token, email: ada.email, password: (ada.password = newPassword()) })
  },
  async 'a reset by the link, on account-v1'(ada) {
    await somebody().post(`${API}/auth/forgot-password`, { email: ada.email })
    const token = await linkTo(ada.email, 'reset-password')
    return somebody().post(`${API}/auth/reset-password`, { token, password: (ada.password = newPassword()) })
  },
  async 'a reset by the link, on its page'(ada) {
    await somebody().post('/reset-password', { email: ada.email })
    const token = await linkTo(ada.email, 'reset-password')
    const { email } = ada
    return somebody().post('/reset-password', { token, email, password: (ada.password = newPassword()) })
  },
  async 'a reset by the code, on account-v1'(ada) {
    await unread(ada.email)
    const { body } = await somebody().post(`${API}/auth/forgot-password`, { email: ada.email })
    const code = await codeFor(ada.email)
    const password = (ada.password = newPassword())
    return somebody().post(`${API}/auth/reset-password`, { request: body['request'], code, password })
  },
  async 'a reset by the code, on auth-v1'(ada) {
    await unread(ada.email)
    const browser = somebody()
    await browser.patch(`${V1}/password/request/code`, { account: ada.email })
    const code = await codeFor(ada.email)
    return browser.patch(`${V1}/change/password`, { code, newPwd: (ada.password = newPassword()) })
  },
  'a move, on auth-v1': async (ada) => moved(ada, await freshly(ada), 'auth-v1'),
  'a move, on account-v1': async (ada) => moved(ada, await freshly(ada), 'account-v1'),
  'an import of its address': importedAgain,
  async 'an administrator who confirms the address'({ id }) {
    await operator((deps) => verifyUser(deps, id))
  },
  async 'an administrator who gives a role and takes it'({ id }) {
    await operator((deps) => changeRole(deps, { userId: id, role: 'admin' }))
    await operator((deps) => changeRole(deps, { userId: id, role: 'user' }))
  },
  async 'an administrator who disables and enables it'({ id }) {
    await operator((deps) => disableUser(deps, id))
    await operator((deps) => enableUser(deps, id))
  },
  async 'an administrator who moves it'(ada) {
    const email = (ada.email = freshEmail())
    await operator((deps) => moveUser(deps, { userId: ada.id, email }))
  },
  async 'an administrator who unlocks it'({ id }) {
    await operator((deps) => unlockUser(deps, id))
  },
  async 'an administrator who ends its sessions'({ id }) {
    await operator((deps) => endSessions(deps, id))
  },
  async 'an administrator who sets the password'(ada) {
    const email = `${crypto.randomUUID()}@example.org`
    const root = await registered({ email, roaming: true })
    await operator((deps) => changeRole(deps, { userId: root.id, role: 'admin' }))
    const { access } = tokensIn(await refresh(somebody(), root.tokens.refresh))
    const path = `${API}/auth/reset-password/${ada.id}`
    return root.put(path, { password: (ada.password = newPassword()) }, { token: access })
  },
  async 'a change of the password'(ada) {
    const [current_password, new_password] = [ada.password, newPassword()]
    ada.password = new_password
    const body = { current_password, new_password, confirm_password: new_password }
    return somebody().post(`${API}/auth/change-password`, body, { token: await freshly(ada) })
  },
  async 'a password that its owner sets'(ada) {
    const password = (ada.password = newPassword())
    return somebody().put(`${ME}/password`, { password }, { token: await freshly(ada) })
  },
  async 'a refresh on account-v1'(ada) {
    const { refresh: token } = tokensIn(await signInByPasskey(somebody(), ada.device))
    return refresh(somebody(), token)
  },
  async 'a refresh on api-v1'(ada) {
    const { refresh: refresh_token } = tokensIn(await signInByPasskey(somebody(), ada.device))
    return somebody().post(`${API}/token/refresh`, { refresh_token })
  },
  async 'a refresh on auth-v1'(ada) {
    const browser = somebody()
    browser.cookies.set('__Host-refreshToken', tokensIn(await signInByPasskey(browser, ada.device)).refresh)
    return browser.get(`${V1}/request/accessToken`)
  },
  async 'one more proof'(ada) {
    const token = await freshly(ada)
    const passkey = await assertion(somebody(), ada.device, { caller: token })
    return somebody().post(`${API}/auth/reauthenticate`, { passkey }, { token })
  },
  async 'new recovery codes'(ada) {
    return somebody().post(`${ME}/recovery-codes`, undefined, { token: await freshly(ada) })
  },
  async 'a deletion, and the page of its link'(ada) {
    await ada.ask('DELETE', ME, { confirm: ada.email }, { token: await freshly(ada) })
    const token = await linkTo(ada.email, 'keep-account')
    return somebody().post('/keep-account', { token, email: ada.email })
  },
  async 'a deletion, and the token of a refused sign-in'(ada) {
    await ada.ask('DELETE', ME, { confirm: ada.email }, { token: await freshly(ada) })
    const { body } = await signInByPasskey(somebody(), ada.device)
    const { token } = body['keep'] as { token: string }
    return somebody().post(`${API}/auth/keep-account`, { token })
  },
  async 'a passkey that is renamed'(ada) {
    const token = await freshly(ada)
    const { body } = await somebody().get(`${ME}/passkeys`, { token })
    const [passkey] = body as unknown as { id: string }[]
    return somebody().patch(`${ME}/passkeys/${passkey?.id}`, { name: 'mine' }, { token })
  },
  async 'a move that is undone'(ada) {
    const { email } = ada
    await moved(ada, await byApp(ada), 'account-v1')
    ada.email = email
    const token = await linkTo(email, 'undo-email-change')
    const body = { token, email, password: (ada.password = newPassword()) }
    const asked = await somebody().post('/undo-email-change', body)
    expect(asked.status, asked.text).toBe(403)
    const passkey = await assertion(somebody(), ada.device, { token: waitingToken(asked) })
    return somebody().post('/undo-email-change', { ...body, passkey })
  },
  async 'a reclaim by "not me"'(ada) {
    const token = await byApp(ada)
    await somebody().post(`${API}/users/me/export`, undefined, { token })
    await somebody().put(`${ME}/password`, { password: (ada.password = newPassword()) }, { token })
    const link = await linkTo(ada.email, 'not-me')
    return somebody().post('/not-me', {
      token: link,
      email: ada.email,
      password: (ada.password = newPassword()),
    })
  },
}
