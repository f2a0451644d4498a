import { expect, it } from 'vitest'
import { type Account, PASSWORD, refresh, registered, registration, signIn } from '../support/account.ts'
import { registeredApp } from '../support/apps.ts'
import { setCounts } from '../support/budgets.ts'
import { pass } from '../support/clock.ts'
import { NEW_PASSWORD, V1 } from '../support/code-flows.ts'
import { rows } from '../support/database.ts'
import { otherThan } from '../support/mails.ts'
import { addedPasskey, assertion, PASSKEY, signInByPasskey } from '../support/passkeys.ts'
import { person, type Person } from '../support/person.ts'
import { relyingParty } from '../support/relying-party.ts'
import type { Mailbox } from '../support/resend.ts'
import { ME, protectedAccount, secondStep, waiting } from '../support/second-step.ts'
import { visitor } from '../support/visitor.ts'
import { countTrips, linesAlone, observed } from '../support/work.ts'
import type { Worker } from '../support/worker.ts'

type Ground = { worker: Worker; mailbox: Mailbox; by: Person }
type Act = () => Promise<unknown>

async function administrator({ worker }: Ground): Promise<Account> {
  const root = await registered({ worker })
  await rows(`update users set role = 'admin', verified_at = 1 where id = ?`, root.id)
  return root
}

async function times(count: number, act: Act): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await act()
}

/** A sign-in that has a code mailed to it, up to the wrong code of which the owner is told. */
async function nearlyTooManyCodes({ worker, mailbox, by }: Ground): Promise<Act> {
  const ada = await registered({ worker })
  const { email: account } = ada
  await by.post(`${V1}/request/refreshToken/code`, { account, pwd: PASSWORD })
  const code = otherThan(mailbox.codeTo(account))
  const attempt = () => by.post(`${V1}/request/refreshToken`, { code })
  await times(3, attempt)
  return attempt
}

/**
 * Requests that have more to do behind their answer than others: whoever it concerns is told, a budget is taken from,
 * or what was right comes too late.
 */
const REQUESTS: Record<string, (ground: Ground) => Promise<Act>> = {
  'the wrong code of which the owner is told': nearlyTooManyCodes,
  async 'a wrong recovery code after the password'({ worker, by }) {
    const guarded = await protectedAccount({ worker })
    const token = await waiting(by, guarded)
    return () => secondStep(by, { token, recovery_code: 'none' })
  },
  async 'the wrong code of an app of which the owner is told'({ worker, by }) {
    const guarded = await protectedAccount({ worker })
    const token = await waiting(by, guarded)
    const attempt = () => secondStep(by, { token, totp: '000000' })
    await times(3, attempt)
    return attempt
  },
  async 'a passkey that was copied, of an account that nobody has confirmed'({ worker, by }) {
    const { device, id } = await addedPasskey(await registered({ worker }))
    await rows('update users set verified_at = null where id = ?', id)
    await signInByPasskey(by, device, { signCount: 2 })
    const credential = await assertion(by, device, {}, { signCount: 1 })
    return () => by.post(PASSKEY, { credential })
  },
  async 'the answer of a passkey that comes a second time'({ worker, by }) {
    const { device } = await addedPasskey(await registered({ worker }))
    const credential = await assertion(by, device)
    await by.post(PASSKEY, { credential })
    return () => by.post(PASSKEY, { credential })
  },
  async 'a right code that may not be tried any more'({ worker, mailbox }) {
    const eve = await registered({ worker, confirmed: false })
    const by = { token: eve.tokens.access }
    await eve.post(`${ME}/verify/mail`, undefined, by)
    const code = mailbox.codeTo(eve.email)
    await eve.post(`${ME}/verify`, { code: otherThan(code) }, by)
    await setCounts('code/verify_email/%', 1_000)
    return () => eve.post(`${ME}/verify`, { code }, by)
  },
  async 'a change of the password in an account that nobody has confirmed'({ worker }) {
    const eve = await registered({ worker, confirmed: false })
    const change = { current_password: PASSWORD, new_password: NEW_PASSWORD, confirm_password: NEW_PASSWORD }
    return () => eve.post('/api/v1/auth/change-password', change, { token: eve.tokens.access })
  },
  async 'a password that an administrator sets for an account that nobody has confirmed'(ground) {
    const [root, eve] = [await administrator(ground), await registered({ confirmed: false })]
    const path = `/api/v1/auth/reset-password/${eve.id}`
    return () => root.ask('PUT', path, { password: NEW_PASSWORD }, { token: root.tokens.access })
  },
  async 'an administrator whom another one makes'(ground) {
    const root = await administrator(ground)
    const body = { ...registration(), names: 'Grace', surnames: 'Hopper' }
    return () => root.post('/api/v1/auth/register', body, { token: root.tokens.access })
  },
  async 'a refresh token that was stolen'({ worker, by }) {
    const ada = await registered({ worker })
    await times(2, async () => {
      const { body } = await refresh(by, ada.tokens.refresh)
      pass(60_000)
      await refresh(by, String(body['refresh_token']))
    })
    return () => refresh(by, ada.tokens.refresh)
  },
  async 'a sign-in to an account that is being deleted'({ worker, by }) {
    const ada = await registered({ worker })
    await ada.ask('DELETE', ME, { confirm: ada.email }, { token: ada.tokens.access })
    return () => signIn(by, ada)
  },
  async 'what an app is allowed in a session that was not seen for an hour'({ worker }) {
    const ada = await registered()
    const browser = visitor({ worker })
    await browser.open('/sign-in')
    await browser.press('password', { email: ada.email, password: ada.password })
    await relyingParty(await registeredApp({ kind: 'third_party' }), { worker }).ask(browser)
    await rows('update sessions set rotated_at = rotated_at - 3600000')
    return () => browser.press('allow')
  },
}

/** What costs one more, after the answer. */
const EXCEPTIONS: Record<string, (ground: Ground) => Promise<Act>> = {
  // Whose it is is known by the trip that ends the session. The notice is counted by a name that D1 cannot make.
  async 'a refresh token that was stolen, of an account that nobody has confirmed'({ worker, by }) {
    const eve = await registered({ worker, confirmed: false })
    const { body } = await refresh(by, eve.tokens.refresh)
    pass(60_000)
    await refresh(by, String(body['refresh_token']))
    return () => refresh(by, eve.tokens.refresh)
  },
  // Once, and after an import or a raised setting once more.
  async 'the first hash that costs so much'({ worker, by }) {
    const ada = await registered({ worker })
    await rows(`delete from marks where name = 'password_iterations'`)
    return () => signIn(by, ada)
  },
  // It is known when the mail service has answered.
  async 'a mail to an address that the mail service refuses for good'({ mailbox, by }) {
    const refusal = { statusCode: 422, name: 'x', message: 'no' }
    mailbox.answers(() => Response.json(refusal, { status: 422 }))
    return () => by.post('/api/v1/auth/register', registration())
  },
}

it.each(Object.entries(REQUESTS))(
  '%s costs two round trips to D1, its history included',
  async (_, prepare) => {
    const { worker, mailbox, last } = observed()
    const act = await prepare({ worker, mailbox, by: person({ worker, roaming: true }) })
    await act()
    const { trips } = last()
    expect(countTrips(trips).d1, JSON.stringify(trips)).toBe(2)
    expect(linesAlone(trips)).toEqual({ before: [], after: [] })
  },
)

it.each(Object.entries(EXCEPTIONS))('%s costs one more', async (_, prepare) => {
  const { worker, mailbox, last } = observed()
  const act = await prepare({ worker, mailbox, by: person({ worker, roaming: true }) })
  await act()
  const { trips } = last()
  expect(countTrips(trips).d1, JSON.stringify(trips)).toBe(3)
})
