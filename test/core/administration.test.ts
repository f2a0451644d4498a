import { describe, expect, it } from 'vitest'
import {
  changeRole,
  deleteUser,
  disableUser,
  enableUser,
  endSessions,
} from '../../src/core/administration/change-users.ts'
import type { AdministrationDeps } from '../../src/core/administration/deps.ts'
import { keepUser, moveUser, unlockUser, verifyUser } from '../../src/core/administration/help-users.ts'
import { openUser } from '../../src/core/administration/open-user.ts'
import { rowOf } from '../../src/core/audit/record.ts'
import { findUser, listSessions, listUsers } from '../../src/core/administration/read-users.ts'
import { openAdministrationStore } from '../../src/store/administration.ts'
import { type Account, readMe, registered, signedIn, signIn } from '../support/account.ts'
import { bindings } from '../support/bindings.ts'
import { counted, setCount } from '../support/budgets.ts'
import { pass } from '../support/clock.ts'
import { rows } from '../support/database.ts'
import { NEW_PASSWORD } from '../support/code-flows.ts'
import { askForReset, reset } from '../support/enveloped.ts'
import { newLink } from '../support/mails.ts'
import { operator } from '../support/operator.ts'
import { person } from '../support/person.ts'

const status = async ({ tokens }: Account) => (await readMe(person(), tokens.access)).status
const login = async (somebody: Account) => (await signIn(person(), somebody)).status
const listed = async () => (await bindings.KV.list({ prefix: 'revoked:' })).keys.length

/** What is kept of a user, table by table. */
async function keptOf({ id, email }: Account) {
  const counts: Record<string, number> = {}
  for (const [table, column] of [
    ['users', 'id'],
    ['sessions', 'user_id'],
    ['challenges', 'subject'],
    ['audit_events', 'subject'],
    ['password_failures', 'subject'],
  ] as const) {
    const [row] = await rows<{ count: number }>(
      `select count(*) as count from ${table} where ${column} in (?, ?)`,
      id,
      email,
    )
    counts[table] = row?.count ?? 0
  }
  return counts
}

describe('an operator who reads users', () => {
  it('gets pages in the order in which the users were made', async () => {
    const first = await registered()
    pass() // ids sort by the millisecond
    const second = await registered()
    pass()
    const third = await registered()
    const page = await operator((deps) => listUsers(deps, { after: '', limit: 2 }))
    expect(page.map(({ id }) => id)).toEqual([first.id, second.id])
    const next = await operator((deps) => listUsers(deps, { after: second.id, limit: 2 }))
    expect(next.map(({ id }) => id)).toEqual([third.id])
  })

  it('finds one by the id, or by the address in any spelling, and sees no hash', async () => {
    const ada = await registered({ email: 'ada@xn--bcher-kva.example' })
    for (const who of [ada.id, ada.id.toUpperCase(), ' Ada@BÜCHER.example ']) {
      const found = await operator((deps) => findUser(deps, who))
      expect(found?.id, who).toBe(ada.id)
      expect(JSON.stringify(found)).not.toMatch(/pbkdf2|password/)
    }
    expect(await operator((deps) => findUser(deps, "x' or '1'='1"))).toBeUndefined()
  })

  it('sees live sessions only, the newest first', async () => {
    const ada = await registered()
    await signedIn(person(), ada)
    const sessions = await operator((deps) => listSessions(deps, ada.id))
    expect(sessions.map(({ id }) => id)).toEqual(
      sessions
        .map(({ id }) => id)
        .toSorted()
        .toReversed(),
    )
    expect(sessions).toHaveLength(2)
    await operator((deps) => endSessions(deps, ada.id))
    expect(await operator((deps) => listSessions(deps, ada.id))).toEqual([])
  })
})

describe('an operator who changes a user', () => {
  it('disables a user, who is signed out at once and cannot sign in until enabled', async () => {
    const [ada, bob] = [await registered(), await registered()]
    await signedIn(person(), ada)
    const done = await operator((deps) => disableUser(deps, ada.id))
    expect(done?.account).toMatchObject({ id: ada.id, disabledAt: expect.any(Number) })
    expect(done?.ended).toHaveLength(2)
    expect(await listed(), 'the list that services read without D1').toBe(2)
    expect(await status(ada)).toBe(401)
    expect(await login(ada)).toBe(401)
    expect(await status(bob), 'nobody else').toBe(200)
    expect(await operator((deps) => disableUser(deps, ada.id)), 'a second time').toBeUndefined()

    expect(await operator((deps) => enableUser(deps, ada.id))).toMatchObject({ disabledAt: null })
    expect(await login(ada)).toBe(200)
    expect(await status(ada), 'what had ended stays ended').toBe(401)
    expect(await operator((deps) => enableUser(deps, ada.id)), 'a second time').toBeUndefined()
  })

  it('ends codes and links that were sent before, when they disable a user', async () => {
    const ada = await registered()
    await person().post('/api/v1/auth/forgot-password', { email: ada.email })
    const outstanding = () =>
      rows('select id from challenges where subject = ? and superseded_at is null', ada.id)
    expect(await outstanding()).not.toEqual([])
    await operator((deps) => disableUser(deps, ada.id))
    expect(await outstanding()).toEqual([])
  })

  it('leaves the codes and links of other users good, when they disable a user', async () => {
    const [ada, bob] = [await registered(), await registered()]
    await person().post('/api/v1/auth/forgot-password', { email: bob.email })
    const ofBob = () => rows('select * from challenges where subject = ?', bob.id)
    const before = await ofBob()
    expect(before).not.toEqual([])
    await operator((deps) => disableUser(deps, ada.id))
    expect(await ofBob()).toEqual(before)
  })

  it('gets the same answer when they repeat a command whose answer was lost', async () => {
    const ada = await registered()
    const { administration } = openAdministrationStore(bindings.DB, bindings.KV, { notBefore: 0 })
    const { mayRepeat, act } = administration.disableAccount
    expect(mayRepeat).toBe(true)
    const now = Date.now()
    const what = { event: 'account_disabled', outcome: 'success', actor: 'operator' } as const
    const event = rowOf(ada.id, what, { client: undefined, now })
    const deed = { userId: ada.id, by: 'the one run', now, event }
    const first = await act(deed)
    expect(first?.ended).toHaveLength(1)
    expect(await act(deed)).toEqual(first)
    expect(await rows('select * from audit_events where event = ?', 'account_disabled')).toHaveLength(1)
  })

  it('makes a user an administrator and back, and the token of that user needs no renewal', async () => {
    const ada = await registered()
    await rows('update users set verified_at = 1 where id = ?', ada.id)
    const role = async () => (await readMe(person(), ada.tokens.access)).body['role']
    const change = (to: 'user' | 'admin') =>
      operator((deps) => changeRole(deps, { userId: ada.id, role: to }))
    expect(await change('user')).toBeUndefined()
    expect(await change('admin')).toMatchObject({ role: 'admin' })
    expect(await role()).toBe('admin')
    expect(await change('admin')).toBeUndefined()
    expect(await change('user')).toMatchObject({ role: 'user' })
    expect(await role()).toBe('user')
  })

  it('makes nobody an administrator who has not verified the address', async () => {
    const ada = await registered({ confirmed: false })
    const granted = await operator((deps) => changeRole(deps, { userId: ada.id, role: 'admin' }))
    expect(granted).toBeUndefined()
    expect(await rows(`select * from users where role = 'admin'`)).toEqual([])
  })

  it('leaves a line with "operator" in the history of the user for each act, and none for what was no act', async () => {
    const ada = await registered()
    await rows('update users set verified_at = 1 where id = ?', ada.id)
    const twice = async (act: (deps: AdministrationDeps) => Promise<unknown>) => {
      await operator(act)
      await operator(act)
    }
    await twice((deps) => changeRole(deps, { userId: ada.id, role: 'admin' }))
    await twice((deps) => changeRole(deps, { userId: ada.id, role: 'user' }))
    await twice((deps) => disableUser(deps, ada.id))
    await twice((deps) => enableUser(deps, ada.id))
    await operator((deps) => endSessions(deps, ada.id))
    const lines = await rows<{ event: string; reason: string | null }>(
      `select event, reason from audit_events where subject = ? and actor = 'operator' order by id`,
      ada.id,
    )
    expect(lines.map(({ event, reason }) => [event, reason])).toEqual([
      ['role_granted', 'admin'],
      ['role_removed', 'admin'],
      ['account_disabled', null],
      ['account_enabled', null],
      ['signed_out', 'everywhere'],
    ])
    expect(await rows(`select * from audit_events where actor is null and subject = ?`, ada.id)).toHaveLength(
      1,
    )
  })

  it('ends the sessions of a user, who can sign in again', async () => {
    const ada = await registered()
    const done = await operator((deps) => endSessions(deps, ada.id))
    expect(done?.ended).toHaveLength(1)
    expect(await listed()).toBe(1)
    expect(await status(ada)).toBe(401)
    expect(await login(ada)).toBe(200)
  })

  it('is told of the sessions that they ended, and of none that had ended before', async () => {
    const ada = await registered()
    const other = await signedIn(person(), ada)
    await ada.post('/api/v1/auth/logout', undefined, { token: other.access })
    expect((await operator((deps) => endSessions(deps, ada.id)))?.ended).toHaveLength(1)
  })

  it('deletes a user with everything kept under their id; the address gets another id later', async () => {
    const [ada, bob] = [await registered(), await registered()]
    await signIn(person(), { email: ada.email, password: 'not it' })
    const kept = await keptOf(bob)
    const done = await operator((deps) => deleteUser(deps, ada.id))
    expect(done).toMatchObject({ account: { id: ada.id }, ended: [expect.any(String)] })
    expect(await listed()).toBe(1)
    expect(await status(ada)).toBe(401)
    expect(Object.values(await keptOf(ada))).toEqual([0, 0, 0, 0, 0])
    expect(await keptOf(bob)).toEqual(kept)
    expect(await operator((deps) => deleteUser(deps, ada.id)), 'a second time').toBeUndefined()
    expect((await registered({ email: ada.email })).id).not.toBe(ada.id)
  })
})

const lines = (id: string) =>
  rows<{ event: string; reason: string | null }>(
    `select event, reason from audit_events where subject = ? and actor = 'operator' order by id`,
    id,
  )

/** Keeps an address for somebody who has left it: the link that undoes a change of address is good. */
const keep = (email: string, subject: string) =>
  rows(
    `insert into challenges (id, subject, purpose, reserves, tries, created_at, expires_at)
     values (?, ?, 'undo_email_change', ?, 0, 0, 9e12)`,
    `undo-${email}`,
    subject,
    email,
  )

describe('an operator who opens an account', () => {
  const ADA = {
    email: 'ada@example.com',
    profile: { firstName: 'Ada', lastName: null },
    role: 'user',
    language: 'es',
    verified: true,
  } as const
  const open = (change: object = {}) => operator((deps) => openUser(deps, { ...ADA, ...change }))

  it('makes one whose owner sets the password by a reset mail, and keeps its id', async () => {
    const opened = await open()
    const id = opened?.account.id ?? expect.fail('not opened')
    expect((await signIn(person(), { email: ADA.email, password: '!' })).status).toBe(401)
    await askForReset(person(), ADA.email)
    const { token } = await newLink(ADA.email, 'reset-password')
    await reset(person(), { token, email: ADA.email })
    const tokens = await signedIn(person(), { email: ADA.email, password: NEW_PASSWORD })
    expect((await readMe(person(), tokens.access)).body).toMatchObject({
      id,
      names: 'Ada',
      surnames: null,
      is_verified: true,
    })
    expect(await lines(id)).toEqual([{ event: 'registered', reason: 'by_admin' }])
  })

  it('makes one that does not expire, and an administrator if that was said', async () => {
    const { account } = (await open({ role: 'admin' })) ?? expect.fail('not opened')
    expect(await rows('select opened_by, role, language from users where id = ?', account.id)).toEqual([
      { opened_by: 'administrator', role: 'admin', language: 'es' },
    ])
    expect((await lines(account.id)).map(({ event }) => event)).toEqual(['registered', 'role_granted'])
  })

  it('gets no address that somebody owns, and none that is held when the new account is unverified', async () => {
    const owner = await registered({ email: ADA.email })
    await rows('update users set verified_at = 1 where id = ?', owner.id)
    expect(await open()).toBeUndefined()
    await rows('update users set verified_at = null where id = ?', owner.id)
    expect(await open({ verified: false })).toBeUndefined()
    await keep(ADA.email, 'its former owner')
    expect(await open(), 'held, and kept for its former owner').toBeUndefined()
    expect(await status(owner)).toBe(200)
    await keep('left@example.com', 'its former owner')
    expect(await open({ email: 'left@example.com' }), 'kept for its former owner').toBeUndefined()
  })

  it('gets the address of an unverified account for a verified one, and the tokens of that one end', async () => {
    const squatter = await registered({ email: ADA.email, confirmed: false })
    const opened = await open()
    expect(opened?.ended).toHaveLength(1)
    expect(await status(squatter)).toBe(401)
    expect(await listed()).toBe(1)
    expect(await rows('select id from users')).toEqual([{ id: opened?.account.id }])
  })
})

const OPEN_CHALLENGES = 'select id from challenges where subject = ? and superseded_at is null'

describe('an operator who helps a user', () => {
  it('verifies an address, ends every session and the mailed link, and does so once', async () => {
    const ada = await registered({ confirmed: false })
    const done = await operator((deps) => verifyUser(deps, ada.id))
    expect(done?.account.verifiedAt).toEqual(expect.any(Number))
    expect(done?.ended).toHaveLength(1)
    expect(await status(ada)).toBe(401)
    expect(await login(ada), 'the password stays').toBe(200)
    expect(await rows(OPEN_CHALLENGES, ada.id)).toEqual([])
    expect(await operator((deps) => verifyUser(deps, ada.id)), 'a second time').toBeUndefined()
    expect(await lines(ada.id)).toEqual([{ event: 'email_verified', reason: 'by_admin' }])
  })

  it('moves a verified user to another address, from which an unverified account yields', async () => {
    const ada = await registered()
    await operator((deps) => verifyUser(deps, ada.id))
    await registered({ email: 'new@example.com', confirmed: false })
    const tokens = await signedIn(person(), ada)
    await askForReset(person(), ada.email)
    const move = (email: string) => operator((deps) => moveUser(deps, { userId: ada.id, email }))
    const moved = await move('new@example.com')
    expect(moved?.account).toMatchObject({ email: 'new@example.com', verifiedAt: expect.any(Number) })
    expect(moved?.ended, 'of both accounts').toHaveLength(3)
    expect(await rows(OPEN_CHALLENGES, ada.id), 'what was mailed to the old address').toEqual([])
    expect((await readMe(person(), tokens.access)).status).toBe(401)
    expect(await login(ada), 'the old address').toBe(401)
    expect(await login({ ...ada, email: 'new@example.com' })).toBe(200)
    expect(await move('new@example.com'), 'a second time').toBeUndefined()
    expect((await lines(ada.id)).at(-1)).toEqual({ event: 'email_changed', reason: 'by_admin' })
  })

  it('moves nobody to an address that is owned, and no unverified user to one that is held', async () => {
    const [ada, bob] = [await registered({ confirmed: false }), await registered({ confirmed: false })]
    const move = () => operator((deps) => moveUser(deps, { userId: ada.id, email: bob.email }))
    expect(await move()).toBeUndefined()
    await operator((deps) => verifyUser(deps, ada.id))
    await operator((deps) => verifyUser(deps, bob.id))
    expect(await move()).toBeUndefined()
    expect(await rows('select email from users where id = ?', ada.id)).toEqual([{ email: ada.email }])
    await rows('update users set verified_at = null where id = ?', bob.id)
    await keep(bob.email, 'its former owner')
    expect(await move(), 'kept for its former owner').toBeUndefined()
    expect(await rows('select email from users where id = ?', bob.id), 'yields to nobody').toHaveLength(1)
    await keep(ada.email, ada.id)
    for (const email of ['free@example.com', ada.email]) {
      const moved = await operator((deps) => moveUser(deps, { userId: ada.id, email }))
      expect(moved?.account.email).toBe(email)
    }
  })

  it('unlocks a user whom strangers have locked out, and leaves what devices have failed', async () => {
    const ada = await registered()
    expect(await operator((deps) => unlockUser(deps, ada.id)), 'nothing is counted').toBeUndefined()
    const failed = (subject: string) =>
      rows(
        'insert into password_failures (subject, failures, blocked_until, updated_at) values (?, 100, 9e12, 1)',
        subject,
      )
    await setCount(`code/sign_in/${ada.id}`, 'hour', 1_000, 0)
    expect(await operator((deps) => unlockUser(deps, ada.id)), 'an hour that is over').toBeUndefined()
    await rows('delete from budgets')
    await failed(ada.id)
    await failed(`${ada.id}/device`)
    const kinds = ['code/sign_in', 'code/reset_password', 'mail/password', 'mail/move']
    for (const kind of kinds) await setCount(`${kind}/${ada.id}`, 'day', 1_000)
    await setCount('code/sign_in/somebody', 'day', 1_000)
    expect(await login(ada)).not.toBe(200)
    expect(await operator((deps) => unlockUser(deps, ada.id))).toMatchObject({ id: ada.id })
    expect(await login(ada)).toBe(200)
    expect(await rows('select subject from password_failures where failures > 0')).toEqual([
      { subject: `${ada.id}/device` },
    ])
    expect((await counted()).filter(({ count }) => count === 1_000)).toMatchObject([
      { owner: 'code/sign_in/somebody', name: 'day' },
    ])
    expect(await operator((deps) => unlockUser(deps, ada.id)), 'a second time').toBeUndefined()
    expect(await lines(ada.id)).toEqual([{ event: 'account_unlocked', reason: null }])
  })
  it('keeps the account of a user who has asked to delete it, and ends the link that would', async () => {
    const ada = await registered()
    const keep = () => operator((deps) => keepUser(deps, ada.id))
    expect(await keep(), 'nothing to keep').toBeUndefined()
    await ada.ask('DELETE', '/api/v1/users/me', { confirm: ada.email }, { token: ada.tokens.access })
    const { token } = await newLink(ada.email, 'keep-account')
    expect(await keep()).toMatchObject({ id: ada.id })
    expect(await login(ada)).toBe(200)
    expect((await person().post('/keep-account', { token, email: ada.email })).status).toBe(400)
    expect(await keep(), 'a second time').toBeUndefined()
  })
})
