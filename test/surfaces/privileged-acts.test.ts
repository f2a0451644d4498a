import { beforeEach, describe, expect, it } from 'vitest'
import {
  type Account,
  claimsOf,
  freshEmail,
  readMe,
  refreshed,
  registered,
  signedIn,
  tokensIn,
} from '../support/account.ts'
import { pass } from '../support/clock.ts'
import { rows } from '../support/database.ts'
import { mailsTo } from '../support/mails.ts'
import { type Answer, person, type Person } from '../support/person.ts'
import { deferredWork, workerWith } from '../support/worker.ts'

const NEW = 'eight wet words'
const MINUTES = 60_000

type Act = {
  name: string
  /** Does it with this token, and answers whether it was done. */
  attempt: (token: string, ada: Account, by?: Person) => Promise<{ answer: Answer; done: boolean }>
  /** What it leaves in the history of whom it is about. */
  event: string
  says: RegExp
}

const setting = (method: string): Act => ({
  name: `${method} reset-password of another user`,
  event: 'password_changed',
  says: /set a new password for/,
  async attempt(token, ada, by = person()) {
    const answer = await by.ask(method, `/api/v1/auth/reset-password/${ada.id}`, { password: NEW }, { token })
    const entered = await person().post('/api/v1/auth/login', { email: ada.email, password: NEW })
    return { answer, done: entered.status === 200 }
  },
})

/** Every act of an administrator over HTTP. */
const ACTS: Act[] = [
  ...['POST', 'PUT', 'PATCH'].map(setting),
  {
    name: 'registering an administrator',
    event: 'role_granted',
    says: /an administrator/,
    async attempt(token, _, by = person()) {
      const body = { email: freshEmail(), password: NEW, names: 'Grace', surnames: 'Hopper' }
      const answer = await by.post('/api/v1/auth/register', body, { token })
      await rows('update users set verified_at = 1 where email = ?', body.email)
      const me = answer.status === 201 && (await readMe(person(), tokensIn(answer).access)).body['role']
      return { answer, done: me === 'admin' }
    },
  },
]

let root: Account
let ada: Account

beforeEach(async () => {
  root = await registered({ email: 'root@example.com' })
  ada = await registered()
  await rows('update users set verified_at = 1')
})

/** A token that was made now, of a session whose owner signed in that long ago. */
async function after(ms: number) {
  let tokens = await signedIn(person(), root)
  for (let left = ms; left > 0; left -= 5 * MINUTES) {
    pass(Math.min(left, 5 * MINUTES))
    tokens = await refreshed(person(), tokens.refresh)
  }
  return tokens.access
}

describe.each(ACTS)('$name', ({ attempt, event, says }) => {
  it('works within ten minutes of signing in, however often the session was refreshed', async () => {
    expect((await attempt(await after(10 * MINUTES), ada)).done).toBe(true)
  })

  it('does not work with an older proof, which no refresh makes newer', async () => {
    const token = await after(10 * MINUTES + 1_000)
    const { answer, done } = await attempt(token, ada)
    expect(done).toBe(false)
    if (answer.status !== 201) expect([answer.status, answer.body['code']]).toEqual([401, 'sign_in_again'])
    await deferredWork()
    expect(await rows('select * from audit_events where actor is not null')).toEqual([])
  })

  it('does not work for users, and not while the address of the administrator is unverified', async () => {
    expect((await attempt((await signedIn(person(), ada)).access, root)).done).toBe(false)
    const token = await after(0)
    await rows('update users set verified_at = null where id = ?', root.id)
    expect((await attempt(token, ada)).done).toBe(false)
  })

  it('does not work for administrators who lack the second step that they need, with an unlimited token from before', async () => {
    const token = await after(0)
    const by = person({ worker: workerWith({ SECOND_STEP: 'admins' }) })
    const { answer, done } = await attempt(token, ada, by)
    expect(done).toBe(false)
    if (answer.status !== 201) expect([answer.status, answer.body['code']]).toEqual([404, 'user_not_found'])
    const seen = await by.get(`/api/v1/users/${ada.id}`, { token })
    expect([seen.status, seen.body['email']]).toEqual([200, null])
  })

  it('does not work in a session that has not passed the second step of the administrator', async () => {
    const { refresh } = await signedIn(person(), root)
    await rows('update users set second_step_at = 1 where id = ?', root.id)
    const asked = async (token: string) =>
      (await person().get(`/api/v1/users/${ada.id}`, { token })).body['email']
    const before = await refreshed(person(), refresh)
    expect([claimsOf(before.access)['role'], await asked(before.access)]).toEqual(['user', null])
    await rows(`update sessions set methods = 'password totp', second_step = 1 where user_id = ?`, root.id)
    const after = await refreshed(person(), before.refresh)
    expect([claimsOf(after.access)['role'], await asked(after.access)]).toEqual(['admin', ada.email])
  })

  it('is in the history of whom it is about, with the administrator as actor', async () => {
    await attempt(await after(0), ada)
    await deferredWork()
    const lines = await rows('select event, actor, outcome from audit_events where actor is not null')
    expect(lines).toEqual([{ event, actor: root.id, outcome: 'success' }])
  })

  it('is told to every verified administrator, and to nobody else', async () => {
    const [other, unverified, disabled] = [
      await registered(),
      await registered({ confirmed: false }),
      await registered(),
    ]
    await rows(`update users set role = 'admin' where id in (?, ?, ?)`, other.id, unverified.id, disabled.id)
    await rows('update users set verified_at = 1 where id in (?, ?)', other.id, disabled.id)
    await rows('update users set disabled_at = 1 where id = ?', disabled.id)
    await attempt(await after(0), ada)
    await deferredWork()
    const told = async ({ email }: Account) =>
      (await mailsTo(email)).filter(({ subject }) => subject.startsWith('An administrator of'))
    for (const each of [root, other]) {
      const [mail, ...more] = await told(each)
      expect(more).toEqual([])
      expect(mail?.text).toMatch(says)
      expect(mail?.text).toContain(root.email)
    }
    for (const each of [unverified, disabled, ada]) expect(await told(each)).toEqual([])
  })
})

describe('the password of another administrator', () => {
  it.each([
    ['who was made one', `update users set role = 'admin' where id = ?`],
    ['whose role does not count yet', `update users set role = 'admin', verified_at = null where id = ?`],
    ['whose address is listed', `update users set email = 'root@example.com' where id = ?`],
  ])("is nobody's to set: %s", async (_, change) => {
    await rows(`update users set role = 'admin', email = 'first@example.com' where id = ?`, root.id)
    await rows(change, ada.id)
    const { access: token } = await signedIn(person(), { ...root, email: 'first@example.com' })
    const before = await rows('select password from users order by id')
    for (const id of [ada.id, '017f22e2-79b0-7cc3-98c4-dc0c0c07398f']) {
      const answer = await person().put(`/api/v1/auth/reset-password/${id}`, { password: NEW }, { token })
      expect([answer.status, answer.body['code']]).toEqual([404, 'user_not_found'])
    }
    expect(await rows('select password from users order by id')).toEqual(before)
    const own = await person().put(`/api/v1/auth/reset-password/${root.id}`, { password: NEW }, { token })
    expect(own.status).toBe(200)
  })
})

describe('the notices to administrators', () => {
  it('are twenty an hour for what one of them does, so that nobody floods the others', async () => {
    const token = await after(0)
    const by = person({ roaming: true })
    for (let count = 0; count < 22; count += 1)
      await by.put(`/api/v1/auth/reset-password/${ada.id}`, { password: `${NEW} ${count}` }, { token })
    await deferredWork()
    const notices = (await mailsTo(root.email)).filter(({ text }) => text.includes('set a new password for'))
    expect(notices).toHaveLength(20)
  })
})
