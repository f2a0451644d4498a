import { beforeEach, describe, expect, it } from 'vitest'
import { deleteUser, disableUser, endSessions } from '../../src/core/administration/change-users.ts'
import { type Account, freshEmail, PASSWORD, readMe, registered, type Tokens } from '../support/account.ts'
import { NEW_PASSWORD, V1 } from '../support/code-flows.ts'
import { rows } from '../support/database.ts'
import { API } from '../support/enveloped.ts'
import { operator } from '../support/operator.ts'
import { type Answer, type Person, person } from '../support/person.ts'
import { type Mailbox, resend, RESEND_SETTINGS } from '../support/resend.ts'
import { shareOf } from '../support/sample.ts'
import { surfacesOf } from '../support/surfaces.ts'
import { workerWith } from '../support/worker.ts'

const worker = workerWith(RESEND_SETTINGS)

let mailbox: Mailbox
const codeTo = (email: string) => mailbox.codeTo(email)
const { all: SURFACES } = surfacesOf({ worker, codeTo })

let ada: Account
beforeEach(async () => {
  mailbox = resend()
  ada = await registered({ worker, roaming: true })
})

/** The status of a deed's last answer, the tokens of a session that goes on, and of one it has opened and ended. */
type Done = { status: number; goesOn?: Tokens; ended?: Tokens }
type Deed = (caller: Tokens) => Promise<Done>

const done = ({ status }: Answer): Done => ({ status })
const nobody = () => person({ worker, roaming: true })

const tokensOf = ({ cookies }: Person): Tokens => ({
  access: cookies.get('__Host-accessToken') ?? '',
  refresh: cookies.get('__Host-refreshToken') ?? '',
})

const byOperator =
  (deed: typeof disableUser): Deed =>
  async () => {
    await operator((deps) => deed(deps, ada.id))
    return { status: 200 }
  }

async function moved(by: Person, { access: token }: Tokens, newAccount: string) {
  await by.patch(`${V1}/account/request/code`, { newAccount }, { token })
  const codes = { codeCurrentAccount: codeTo(ada.email), codeNewAccount: codeTo(newAccount) }
  return by.patch(`${V1}/change/account`, codes, { token })
}

/** Everything after which nobody may be in who was in before, with what it leaves to whoever has done it. */
const DEEDS: Record<string, Deed> = {
  'a reset by the link of api-v1': async () => {
    await nobody().post(`${API}/password/email`, { email: ada.email })
    const body = {
      token: mailbox.linkTo(ada.email, 'reset-password'),
      email: ada.email,
      password: NEW_PASSWORD,
    }
    return done(
      await nobody().post(`${API}/password/reset`, { ...body, password_confirmation: NEW_PASSWORD }),
    )
  },
  'a reset by the code of auth-v1': async () => {
    const by = nobody()
    await by.patch(`${V1}/password/request/code`, { account: ada.email })
    const body = { code: codeTo(ada.email), newPwd: NEW_PASSWORD }
    return done(await by.patch(`${V1}/change/password`, body))
  },
  'a change of the password by account-v1': async ({ access: token }) => {
    const body = {
      current_password: PASSWORD,
      new_password: NEW_PASSWORD,
      confirm_password: NEW_PASSWORD,
    }
    const answer = await nobody().post(`${API}/auth/change-password`, body, { token })
    const { access_token: access, refresh_token: refresh } = answer.body as Record<string, string>
    return { ...done(answer), goesOn: { access: access ?? '', refresh: refresh ?? '' } }
  },
  'a password set by an administrator': async () => {
    const root = await registered({ worker, roaming: true })
    await rows(`update users set role = 'admin', verified_at = 1 where id = ?`, root.id)
    const path = `${API}/auth/reset-password/${ada.id}`
    return done(await root.put(path, { password: NEW_PASSWORD }, { token: root.tokens.access }))
  },
  'a change of address by auth-v1': async (caller) => {
    const by = nobody()
    return { ...done(await moved(by, caller, freshEmail())), goesOn: tokensOf(by) }
  },
  'a change of address undone': async (caller) => {
    const thief = nobody()
    await moved(thief, caller, freshEmail())
    const token = mailbox.linkTo(ada.email, 'undo-email-change')
    return {
      ...done(await nobody().post('/undo-email-change', { token, email: ada.email })),
      ended: tokensOf(thief),
    }
  },
  'an operator who disables the user': byOperator(disableUser),
  'an operator who signs the user out': byOperator(endSessions),
  'an operator who deletes the user': byOperator(deleteUser),
  'a row that says disabled': async () => {
    await rows('update users set disabled_at = 1 where id = ?', ada.id)
    return { status: 200 }
  },
}

/** By every surface, and on routes that read, change or go on. */
async function deadOrAlive(tokens: Tokens) {
  const token = { token: tokens.access }
  const byCookie = nobody()
  byCookie.cookies.set('__Host-accessToken', tokens.access)
  const answers = [
    await readMe(nobody(), tokens.access),
    await byCookie.get(`${API}/users/${ada.id}`),
    await nobody().put(`${API}/users/me`, { bio: 'still here' }, token),
    await nobody().patch(`${V1}/account/request/code`, { newAccount: freshEmail() }, token),
    await nobody().put(`${API}/auth/reset-password/${ada.id}`, { password: 'nine cold words' }, token),
  ]
  for (const each of SURFACES) answers.push((await each.refresh(tokens.refresh)).answer)
  for (const each of SURFACES) answers.push(await each.signOut(tokens))
  return answers.map(({ status }) => status)
}

const NAMES = Object.keys(DEEDS)

describe.each(Object.entries(DEEDS))('after %s', (name, act) => {
  it('every session of every surface has ended, except the one that goes on', async () => {
    const open: Tokens[] = [ada.tokens]
    for (const each of shareOf(name, NAMES, SURFACES)) {
      const { answer, tokens } = await each.signIn(ada)
      expect(answer.status, each.name).toBe(200)
      open.push(tokens)
    }
    const [caller] = open
    const { status, goesOn, ended } = await act(caller ?? ada.tokens)
    expect(status).toBe(200)

    for (const tokens of ended ? [ended, ...open] : open) {
      expect(await deadOrAlive(tokens)).toEqual(Array<number>(11).fill(401))
    }
    expect(await rows(`select id from users where bio = 'still here'`)).toEqual([])
    const live = await rows('select id from sessions where user_id = ? and revoked_at is null', ada.id)
    if (goesOn) {
      expect(live).toHaveLength(1)
      expect((await readMe(nobody(), goesOn.access)).status).toBe(200)
    }
  })
})
