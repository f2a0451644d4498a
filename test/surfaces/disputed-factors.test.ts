import { describe, expect, it } from 'vitest'
import { disableUser } from '../../src/core/administration/change-users.ts'
import { moveUser } from '../../src/core/administration/help-users.ts'
import { freshEmail, PASSWORD, refresh, registered, signedIn, signIn, tokensIn } from '../support/account.ts'
import { pass } from '../support/clock.ts'
import { rows } from '../support/database.ts'
import { API } from '../support/enveloped.ts'
import { newLink, newLinks } from '../support/mails.ts'
import { operator } from '../support/operator.ts'
import { addedPasskey, signInByPasskey } from '../support/passkeys.ts'
import { person } from '../support/person.ts'
import {
  addedApp,
  ME,
  movedAway,
  type Protected,
  protectedAccount,
  secondStep,
  waiting,
  withApp,
} from '../support/second-step.ts'

const DAY = 86_400_000
const HERS = 'only hers now'
const somebody = () => person({ roaming: true })

/** Signs in with both steps. */
async function inside(owner: { email: string; password: string; app: () => string }) {
  const token = await waiting(somebody(), owner)
  const tokens = tokensIn(await secondStep(somebody(), { token, totp: owner.app() }))
  pass(30_000)
  return tokens
}

/** Somebody takes the data: the link of the mail that tells the owner. */
async function noticed({ email }: { email: string }, token: string) {
  await newLinks(email, 'not-me')
  const taken = await somebody().post(`${ME}/export`, undefined, { token })
  expect(taken.status, taken.text).toBe(200)
  return (await newLink(email, 'not-me')).token
}

const notMe = (token: string, { email }: { email: string }) =>
  somebody().post('/not-me', { token, email, password: HERS })

const undo = (token: string, { email }: { email: string }) =>
  somebody().post('/undo-email-change', { token, email, password: HERS })

/** What the account is proven with, and how a password alone is answered. */
async function proofsOf({ id, email }: { id: string; email: string }) {
  const [found] = await rows(
    `select (select count(*) from totp where user_id = users.id and confirmed_at is not null and removed_at is null) as apps,
     (select count(*) from recovery_codes where user_id = users.id and removed_at is null) as codes,
     email from users where id = ?`,
    id,
  )
  return { ...found, byPassword: (await signIn(somebody(), { email, password: HERS })).status }
}

/** A session of an account with an app that goes on for 25 days. */
async function longSession() {
  const ada = await protectedAccount()
  let { tokens } = ada
  for (let n = 0; n < 5; n += 1) {
    pass(5 * DAY)
    tokens = tokensIn(await refresh(ada, tokens.refresh))
  }
  const again = await ada.post(`${API}/auth/reauthenticate`, { totp: ada.app() }, { token: tokens.access })
  pass(30_000)
  return { ada: { ...ada, tokens: tokensIn(again) }, access: tokensIn(again).access }
}

describe('whoever has the mailbox alone', () => {
  it('takes no factor away that is older than a week, by a notice of a session that is older still', async () => {
    const { ada, access } = await longSession()
    const token = await noticed(ada, access)
    pass(DAY)
    expect((await notMe(token, ada)).status).toBe(200)
    expect(await proofsOf(ada)).toMatchObject({ apps: 1, codes: 10, byPassword: 403 })
  })

  it('takes none away that was a week old when the notice is used', async () => {
    const ada = await protectedAccount()
    pass(5 * DAY)
    const { access } = await inside(ada)
    const token = await noticed(ada, access)
    pass(5 * DAY)
    expect((await notMe(token, ada)).status).toBe(200)
    expect(await proofsOf(ada)).toMatchObject({ apps: 1, byPassword: 403 })
  })

  it('is asked for the second step by an undo, though the app was added in the session that moved the account', async () => {
    const { ada } = await longSession()
    const { link } = await movedAway(ada)
    expect((await undo(link, ada)).status).toBe(403)
  })

  it('gets around that by no notice', async () => {
    const ada = await protectedAccount()
    pass(20 * DAY)
    const token = await noticed(ada, (await inside(ada)).access)
    const { newEmail } = await movedAway({ ...ada, ...somebody() })
    expect((await notMe(token, ada)).status).toBe(400)
    expect(await proofsOf(ada)).toMatchObject({ email: newEmail })
  })

  it('takes no second step away with the passkey that has opened a session: recovery codes are asked for', async () => {
    const ada = await addedPasskey(await registered({ roaming: true }))
    const { access } = tokensIn(await signInByPasskey(somebody(), ada.device))
    const on = await ada.put(`${ME}/security`, { second_step: true }, { token: access })
    const [recovery_code] = on.body['recovery_codes'] as string[]
    pass(8 * DAY)
    const token = await noticed(ada, tokensIn(await signInByPasskey(somebody(), ada.device)).access)
    expect((await notMe(token, ada)).status).toBe(200)
    expect(await proofsOf(ada)).toMatchObject({ byPassword: 403 })
    const waits = await waiting(somebody(), { ...ada, password: HERS })
    const passed = await secondStep(somebody(), { token: waits, recovery_code: recovery_code ?? '' })
    expect(passed.status, passed.text).toBe(200)
  })
})

describe('whoever was in the account in an earlier session', () => {
  /** The thief has replaced the app in one session, and is in with it in another. */
  async function replaced(ada: Protected) {
    const { app } = await addedApp({ ...somebody(), tokens: await inside(ada) })
    pass(30_000)
    return { thief: { ...ada, app }, access: (await inside({ ...ada, app })).access }
  }

  it('has replaced the app for nothing', async () => {
    const ada = await protectedAccount()
    pass(20 * DAY)
    const { access } = await replaced(ada)
    expect((await notMe(await noticed(ada, access), ada)).status).toBe(200)
    expect(await proofsOf(ada)).toMatchObject({ apps: 1, codes: 10, byPassword: 403 })
    const token = await waiting(somebody(), { ...ada, password: HERS })
    expect((await secondStep(somebody(), { token, totp: ada.app() })).status).toBe(200)
  })

  it('has switched the second step off for nothing, though the owner had renewed the codes', async () => {
    const ada = await protectedAccount()
    pass(20 * DAY)
    const hers = await inside(ada)
    expect((await ada.post(`${ME}/recovery-codes`, undefined, { token: hers.access })).status).toBe(200)
    pass(3 * DAY)
    const { access } = await inside(ada)
    await newLinks(ada.email, 'not-me')
    await somebody().put(`${ME}/security`, { second_step: false }, { token: access })
    const { token } = await newLink(ada.email, 'not-me')
    expect((await notMe(token, ada)).status).toBe(200)
    expect(await proofsOf(ada)).toMatchObject({ apps: 1, codes: 10, byPassword: 403 })
  })

  it('has added no app that the undo asks the owner for, and has no passkey after it', async () => {
    const ada = await registered({ roaming: true })
    pass(20 * DAY)
    const inHers = { ...ada, ...somebody(), tokens: await signedIn(somebody(), ada) }
    const { device, ...thief } = await addedPasskey(await withApp(inHers))
    const { link } = await movedAway({ ...thief, ...somebody() })
    const answer = await undo(link, ada)
    expect(answer.status, answer.text).toBe(200)
    expect((await signInByPasskey(somebody(), device)).status).toBe(401)
  })
})

describe('an operator ends the links of notices', () => {
  it('by moving the account, and the link that keeps it', async () => {
    const ada = await registered({ roaming: true })
    const token = await noticed(ada, ada.tokens.access)
    await ada.ask('DELETE', ME, { confirm: ada.email }, { token: ada.tokens.access })
    const keeping = (await newLink(ada.email, 'keep-account')).token
    const email = freshEmail()
    expect(await operator((deps) => moveUser(deps, { userId: ada.id, email }))).toBeDefined()
    expect((await notMe(token, ada)).status).toBe(400)
    expect((await somebody().post('/keep-account', { token: keeping, email })).status).toBe(400)
  })

  it('by disabling it', async () => {
    const ada = await registered({ roaming: true })
    const token = await noticed(ada, ada.tokens.access)
    await operator((deps) => disableUser(deps, ada.id))
    expect((await notMe(token, ada)).status).toBe(400)
    expect((await signIn(somebody(), { ...ada, password: PASSWORD })).status).toBe(401)
  })
})
