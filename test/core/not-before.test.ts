import { describe, expect, it } from 'vitest'
import type { Purpose } from '../../src/store/tables/challenges.ts'
import {
  type Account,
  freshEmail,
  readMe,
  refresh,
  registered,
  signedIn,
  signIn,
} from '../support/account.ts'
import { pass } from '../support/clock.ts'
import { begun, CODE_FLOWS, moveTo, NEW_PASSWORD, proveMailbox, V1 } from '../support/code-flows.ts'
import { rows } from '../support/database.ts'
import { API } from '../support/enveloped.ts'
import { AGAIN, askedAgain, askedByMail, mailOnly, redeem } from '../support/mail-sign-in.ts'
import { newLink } from '../support/mails.ts'
import { assertion, PASSKEY, withPasskey } from '../support/passkeys.ts'
import { type Answer, person, type Person } from '../support/person.ts'
import { addedApp, secondStep, waiting } from '../support/second-step.ts'
import { type Worker, workerWith } from '../support/worker.ts'

/** Made by the service as it was; answers what it is good for, asked of the service as it is then. */
type Issue = (account: Account) => Promise<(by: Person) => Promise<Answer>>

/** The cookies of a browser go with it to the restored service. */
const withCookies = (from: Person, to: Person) => {
  for (const [name, value] of from.cookies) to.cookies.set(name, value)
}

const byCode = (purpose: string): Issue => {
  const flow = CODE_FLOWS.find((each) => each.purpose === purpose)
  if (!flow) throw new Error(`no flow for ${purpose}`)
  return async (account) => {
    const browser = person()
    const codes = await begun(flow, browser, account)
    return async (by) => {
      withCookies(browser, by)
      if (purpose === 'change_email')
        by.cookies.set('__Host-accessToken', (await signedIn(by, account)).access)
      return flow.finish(by, codes)
    }
  }
}

/**
 * One of each: the compiler asks for every purpose that a challenge can have. What browsers bring from providers is held
 * to it by surfaces/federation-forced.test.ts and federation-attacks.test.ts.
 */
const CREDENTIALS: Record<
  | Exclude<Purpose, 'provider' | 'connect'>
  | 'access token'
  | 'refresh token'
  | 'link of a reset'
  | 'cookie'
  | 'device token'
  | 'token that keeps an account',
  Issue
> = {
  'access token':
    async ({ tokens }) =>
    async (by) =>
      readMe(by, tokens.access),
  'refresh token':
    async ({ tokens }) =>
    async (by) =>
      refresh(by, tokens.refresh),
  cookie:
    async ({ tokens }) =>
    async (by) => {
      by.cookies.set('__Host-refreshToken', tokens.refresh)
      return by.get(`${V1}/request/accessToken`)
    },
  // It is no credential: here it lets the owner in where strangers have disabled the password.
  'device token': async ({ id, email, password }) => {
    const { headers } = await signIn(person(), { email, password })
    const device = headers.get('Postern-Device') ?? ''
    await rows('update password_failures set failures = 100 where subject = ?', id)
    return async (by) =>
      by.post(`${API}/auth/login`, { email, password }, { headers: { 'Postern-Device': device } })
  },
  mailbox: byCode('mailbox'),
  sign_in: byCode('sign_in'),
  change_email: byCode('change_email'),
  reset_password: byCode('reset_password'),
  create_account: async () => {
    const browser = person()
    await proveMailbox(browser, freshEmail())
    return async (by) => {
      withCookies(browser, by)
      return by.post(`${V1}/create/account`, { pwd: NEW_PASSWORD })
    }
  },
  second_step: async () => {
    const owner = await addedApp(await registered())
    const token = await waiting(person(), owner)
    return async (by) => secondStep(by, { token, recovery_code: owner.recoveryCodes[0] ?? '' })
  },
  reauthenticate: async () => {
    const ada = await mailOnly(freshEmail())
    const code = await askedAgain(ada)
    return async (by) => by.post(AGAIN, { code }, { token: ada.tokens.access })
  },
  sign_in_mail: async ({ email }) => {
    const { request, code } = await askedByMail(email)
    return async (by) => redeem({ request, code }, by)
  },
  passkey: async () => {
    const { device } = await withPasskey()
    const credential = await assertion(person(), device)
    return async (by) => by.post(PASSKEY, { credential })
  },
  verify_email: async ({ id, email, password }) => {
    await rows('update users set verified_at = null where id = ?', id)
    const { token } = await newLink(email, 'verify-email')
    return async (by) => by.post('/verify-email', { token, password })
  },
  'link of a reset': async ({ email }) => {
    await person().post(`${API}/password/email`, { email })
    const { token } = await newLink(email, 'reset-password')
    const members = { token, email, password: NEW_PASSWORD, password_confirmation: NEW_PASSWORD }
    return async (by) => by.post(`${API}/password/reset`, members)
  },
  keep_account: async (account) => {
    await deleted(account)
    const { token } = await newLink(account.email, 'keep-account')
    return async (by) => by.post('/keep-account', { token, email: account.email })
  },
  'token that keeps an account': async (account) => {
    await deleted(account)
    const { body } = await signIn(person(), account)
    const { token } = body['keep'] as { token: string }
    return async (by) => by.post(`${API}/auth/keep-account`, { token })
  },
  not_me: async ({ email, tokens }) => {
    await person().post('/api/v1/users/me/export', undefined, { token: tokens.access })
    const { token } = await newLink(email, 'not-me')
    return async (by) => by.post('/not-me', { token, email })
  },
  undo_email_change: async (account) => {
    const { email } = account
    await moveTo(account, freshEmail())
    const { token } = await newLink(email, 'undo-email-change')
    return async (by) => by.post('/undo-email-change', { token, email })
  },
}

const deleted = ({ email, tokens, ask }: Account) =>
  ask('DELETE', `${API}/users/me`, { confirm: email }, { token: tokens.access })

const CASES = Object.entries(CREDENTIALS)

async function redeemedBy(worker: Worker, name: string, issue: Issue) {
  const redeem = await issue(await registered({ confirmed: name !== 'verify_email' }))
  pass(1_000)
  return redeem(person({ worker }))
}

describe('NOT_BEFORE, after a database was restored', () => {
  it.each(CASES)('ends what was issued before: %s', async (name, issue) => {
    const restored = workerWith({ NOT_BEFORE: String(Math.floor(Date.now() / 1000) + 1) })
    const { status, text } = await redeemedBy(restored, name, issue)
    expect([400, 401, 422], text).toContain(status)
  })

  it.each(CASES)('leaves what was issued since: %s', async (name, issue) => {
    const restored = workerWith({ NOT_BEFORE: String(Math.floor(Date.now() / 1000)) })
    const { status, text } = await redeemedBy(restored, name, issue)
    expect(status, text).toBeLessThan(300)
  })
})
