import { createScheduledController } from 'cloudflare:test'
import { beforeEach, describe, expect, it } from 'vitest'
import { changeRole } from '../../src/core/administration/change-users.ts'
import index from '../../src/index.ts'
import {
  type Account,
  alive,
  DEAD,
  freshEmail,
  LIVE,
  registered,
  registration,
  signIn,
  tokensIn,
} from '../support/account.ts'
import { bindings } from '../support/bindings.ts'
import { pass } from '../support/clock.ts'
import { moveTo, proveMailbox, V1 } from '../support/code-flows.ts'
import { dump, rows } from '../support/database.ts'
import { API } from '../support/enveloped.ts'
import { mailsTo, mailTo, newLink } from '../support/mails.ts'
import { operator } from '../support/operator.ts'
import { type Answer, type Options, person, type Person } from '../support/person.ts'
import { secondStep, waiting, withApp } from '../support/second-step.ts'
import { deferredWork, workerWith } from '../support/worker.ts'

const ME = '/api/v1/users/me'
const KEEP = '/api/v1/auth/keep-account'
const DAY = 86_400_000

let ada: Account

beforeEach(async () => {
  ada = await registered({ roaming: true })
})

const deleteMe = (account: Account, { by = account, ...options }: Options & { by?: Person } = {}) =>
  by.ask('DELETE', ME, { confirm: account.email }, { token: account.tokens.access, ...options })

/** Deleted for later, and the token of the mailed link. */
async function deleted(account = ada) {
  const answer = await deleteMe(account)
  expect(answer.status, answer.text).toBe(202)
  return (await newLink(account.email, 'keep-account')).token
}

/** Where rows are kept under the id of a user. */
const OF_USERS = {
  users: 'id',
  sessions: 'user_id',
  challenges: 'subject',
  audit_events: 'subject',
  password_failures: 'subject',
  passkeys: 'user_id',
  totp: 'user_id',
  recovery_codes: 'user_id',
}

const plantPasskey = () =>
  rows(
    `insert into passkeys values ('a passkey', ?, 'credential', 'key', -7, 0, 1, 0, '[]', 'x', 'localhost', 'My key', 1, null, null)`,
    ada.id,
  )

const keepIn = ({ body }: Answer) => body['keep'] as { token: string; deletes_at: string }

async function runJobs() {
  const work: Promise<unknown>[] = []
  await index.scheduled(createScheduledController(), bindings, {
    waitUntil: (each: Promise<unknown>) => work.push(each),
  } as never)
  await Promise.all(work)
  await deferredWork()
}

const isThere = async ({ id }: Account) => (await rows('select id from users where id = ?', id)).length === 1

describe('deleting an account', () => {
  it('signs out everywhere at once, mails a link back, and says when everything is erased', async () => {
    const other = tokensIn(await signIn(person(), ada))
    const answer = await deleteMe(ada)
    expect([answer.status, answer.body]).toEqual([202, { deletes_at: '2026-11-17T12:00:00.000Z' }])
    expect([await alive(ada, ada.tokens), await alive(ada, other)]).toEqual([DEAD, DEAD])
    const mail = await mailTo(ada.email, { subject: /account will be deleted/ })
    expect(mail.text).toMatch(/November 17, 2026[^]*\/keep-account#token=/)
    expect(await isThere(ada)).toBe(true)
  })

  it('mails a link besides that takes the account back from whoever was in it', async () => {
    await deleted()
    const { token } = await newLink(ada.email, 'not-me')
    const answer = await person().post('/not-me', { token, email: ada.email, password: 'nine green words' })
    expect(answer.status, answer.text).toBe(200)
    expect(await rows('select deletes_at from users')).toEqual([{ deletes_at: null }])
    expect((await signIn(person(), ada)).status).toBe(401)
    expect((await signIn(person(), { ...ada, password: 'nine green words' })).status).toBe(200)
  })

  it('needs the address of the account, a proof of the last ten minutes, and a settled account', async () => {
    const wrong = await ada.ask('DELETE', ME, { confirm: 'eve@example.org' }, { token: ada.tokens.access })
    expect([wrong.status, wrong.headers.get('Postern-Failure')]).toEqual([
      422,
      'invalid_input; member=confirm; rule=not_valid',
    ])
    await rows('update users set recovered_at = ? where id = ?', Date.now(), ada.id)
    expect((await deleteMe(ada)).body['code']).toBe('recently_recovered')
    pass(11 * 60_000)
    expect((await deleteMe(ada)).body['code']).toBe('sign_in_again')
    expect(await alive(ada, ada.tokens)).toEqual(LIVE)
    expect(await rows('select deletes_at from users')).toEqual([{ deletes_at: null }])
  })

  it('takes the address in any spelling', async () => {
    const confirm = `  ${ada.email.toUpperCase()} `
    expect((await ada.ask('DELETE', ME, { confirm }, { token: ada.tokens.access })).status).toBe(202)
  })

  it('ends what was begun before, and leaves the address to nobody else', async () => {
    const browser = person()
    await browser.patch(`${V1}/password/request/code`, { account: ada.email })
    const { token } = await newLink(ada.email, 'reset-password')
    await deleted()
    const reset = { token, password: 'nine green words' }
    expect((await person().post('/api/v1/auth/reset-password', reset)).status).toBe(400)
    const again = await person().post('/api/v1/auth/register', registration({ email: ada.email }))
    expect(again.status).toBe(409)
    const prover = person()
    await proveMailbox(prover, ada.email).catch(() => undefined)
    expect(
      (await prover.post(`${V1}/create/account`, { pwd: 'nine green words' })).status,
    ).toBeGreaterThanOrEqual(400)
    expect(await rows('select id from users where email = ?', ada.email)).toEqual([{ id: ada.id }])
  })

  it('hides the profile from everybody but administrators', async () => {
    const [eve, root] = [await registered(), await registered()]
    await operator((deps) => changeRole(deps, { userId: root.id, role: 'admin' }))
    const seenBy = async ({ tokens: { access } }: Account) =>
      (await person().get(`/api/v1/users/${ada.id}`, { token: access })).status
    expect([await seenBy(eve), await seenBy(root)]).toEqual([200, 200])
    await deleted()
    expect([await seenBy(eve), await seenBy(root)]).toEqual([404, 200])
  })

  it('erases an unverified account at once', async () => {
    const eve = await registered({ confirmed: false })
    const answer = await deleteMe(eve)
    expect([answer.status, answer.text]).toEqual([204, ''])
    await deferredWork()
    expect(await isThere(eve)).toBe(false)
    expect(await alive(eve, eve.tokens)).toEqual(DEAD)
  })

  it('is refused to the last administrator, and only to that one', async () => {
    await operator((deps) => changeRole(deps, { userId: ada.id, role: 'admin' }))
    const refused = await deleteMe(ada)
    expect([refused.status, refused.body['code']]).toEqual([409, 'last_administrator'])
    expect(await alive(ada, ada.tokens)).toEqual(LIVE)
    const eve = await registered({ roaming: true })
    await operator((deps) => changeRole(deps, { userId: eve.id, role: 'admin' }))
    const answers = await Promise.all(
      [ada, eve].map(async (each) => deleteMe({ ...each, tokens: tokensIn(await signIn(each, each)) })),
    )
    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([202, 409])
  })
})

describe('DELETION_DAYS=0', () => {
  const worker = workerWith({ DELETION_DAYS: '0' })

  it('erases every row at once, and says so by mail', async () => {
    const owner = await withApp(ada)
    await plantPasskey()
    const answer = await deleteMe(owner, { by: person({ worker }) })
    expect(answer.status).toBe(204)
    await deferredWork()
    for (const [table, column] of Object.entries(OF_USERS))
      expect([table, await rows(`select * from ${table} where ${column} = ?`, ada.id)]).toEqual([table, []])
    expect(await isThere(ada)).toBe(false)
    await mailTo(ada.email, { subject: /account was deleted/ })
  })

  it('waits for the end of a link that takes the account back', async () => {
    const { email } = ada
    await moveTo(ada, freshEmail())
    const [moved] = await rows<{ email: string }>('select email from users where id = ?', ada.id)
    const mover = { ...ada, email: moved?.email ?? '' }
    const answer = await deleteMe(
      { ...mover, tokens: tokensIn(await signIn(ada, mover)) },
      { by: person({ worker }) },
    )
    expect([answer.status, answer.body]).toEqual([202, { deletes_at: '2026-11-10T12:00:00.000Z' }])
    const { token } = await newLink(email, 'undo-email-change')
    expect((await person().post('/undo-email-change', { token, email })).status).toBe(200)
    expect(await rows('select email, deletes_at from users')).toEqual([{ email, deletes_at: null }])
  })
})

describe('a sign-in to an account that is being deleted', () => {
  const { password } = { password: 'seven dry words' }

  it('is 403 with a token that brings the account back: account-v1', async () => {
    await deleted()
    const refused = await signIn(person(), ada)
    expect([refused.status, refused.body]).toEqual([
      403,
      {
        detail: 'Account deleting',
        message: 'Account deleting',
        code: 'account_deleting',
        keep: { token: expect.any(String), deletes_at: '2026-11-17T12:00:00.000Z' },
      },
    ])
    expect(refused.headers.has('Postern-Device')).toBe(false)
    const kept = await person().post(KEEP, { token: keepIn(refused).token })
    expect(kept.status, kept.text).toBe(200)
    expect(await alive(ada, tokensIn(kept))).toEqual(LIVE)
    expect(await rows('select deletes_at from users')).toEqual([{ deletes_at: null }])
    expect((await signIn(person(), ada)).status).toBe(200)
  })

  it('is 403 in the words of the other dialects', async () => {
    await deleted()
    const api = await person().post(`${API}/login`, { email: ada.email, password })
    expect([api.status, api.body]).toEqual([
      403,
      {
        data: { keep: { token: expect.any(String), deletes_at: expect.any(String) } },
        message: 'Account deleting.',
        errors: {},
        code: 403,
      },
    ])
    const before = (await mailsTo(ada.email)).length
    const auth = await person().post(`${V1}/request/refreshToken/code`, { account: ada.email, pwd: password })
    expect([auth.status, auth.body['msg'], auth.body['link']]).toEqual([
      403,
      'Account deleting',
      [
        { rel: 'self', href: `${V1}/request/refreshToken/code/` },
        { rel: 'next', href: '/keep-account/' },
      ],
    ])
    expect(await mailsTo(ada.email)).toHaveLength(before)
  })

  it('says nothing of the deletion to whoever has not the password', async () => {
    await deleted()
    const wrong = await signIn(person(), { email: ada.email, password: 'a wrong one' })
    expect([wrong.status, wrong.body['code']]).toEqual([401, 'wrong_credentials'])
  })

  it('is no failed one: the right password is never counted', async () => {
    await deleted()
    for (let n = 0; n < 12; n += 1) expect((await signIn(person(), ada)).status).toBe(403)
  })

  it('asks for the second step first, and the token then stands for both', async () => {
    const owner = await withApp(ada)
    await deleted(owner)
    const asked = await signIn(person(), owner)
    expect([asked.status, asked.body['code']]).toEqual([403, 'second_step_required'])
    pass(60_000)
    const refused = await secondStep(person(), {
      token: await waiting(person(), owner),
      totp: owner.app(),
    })
    expect([refused.status, refused.body['code']]).toEqual([403, 'account_deleting'])
    const kept = await person().post(KEEP, { token: keepIn(refused).token })
    expect(kept.status, kept.text).toBe(200)
    expect(await rows('select second_step from sessions where revoked_at is null')).toEqual([
      { second_step: 1 },
    ])
  })
})

describe('keeping the account', () => {
  it('works once with one token, and not after ten minutes', async () => {
    await deleted()
    const [{ token }, late] = [keepIn(await signIn(person(), ada)), keepIn(await signIn(person(), ada))]
    const answers = await Promise.all(Array.from({ length: 5 }, () => person().post(KEEP, { token })))
    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([
      200, 401, 401, 401, 401,
    ])
    const first = answers.find(({ status }) => status === 200)
    await deleteMe({ ...ada, tokens: tokensIn(first as Answer) })
    expect((await person().post(KEEP, { token: late.token })).status, 'of the deletion before').toBe(401)
    const { token: old } = keepIn(await signIn(person(), ada))
    pass(600_001)
    expect((await person().post(KEEP, { token: old })).status).toBe(401)
  })

  it('opens one session for 32 uses of one token and of one link at the same moment', async () => {
    const token = await deleted()
    const keep = keepIn(await signIn(person(), ada)).token
    const bodies = [{ token: keep }, { token, email: ada.email }]
    const uses = Array.from({ length: 32 }, (_, n) => person().post(KEEP, bodies[n % 2]))
    expect((await Promise.all(uses)).filter(({ status }) => status === 200)).toHaveLength(1)
    expect(await rows('select 1 from sessions where revoked_at is null')).toHaveLength(1)
  })

  it('works with the mailed link and the address, which a wrong one leaves alone', async () => {
    const token = await deleted()
    expect((await person().post(KEEP, { token })).status, 'the mailed token alone').toBe(401)
    const wrong = await person().post(KEEP, { token, email: 'eve@example.org' })
    expect([wrong.status, wrong.body['code']]).toEqual([400, 'invalid_link'])
    pass(13 * DAY)
    const kept = await person().post(KEEP, { token, email: ada.email })
    expect(kept.status, kept.text).toBe(200)
    expect(await alive(ada, tokensIn(kept))).toEqual(LIVE)
    expect((await person().post(KEEP, { token, email: ada.email })).status, 'a second time').toBe(400)
  })

  it('by mail brings the account back, and asks for its second step before it signs anybody in', async () => {
    const owner = await withApp(ada)
    const token = await deleted(owner)
    const asked = await person().post(KEEP, { token, email: ada.email })
    expect([asked.status, asked.body['code']]).toEqual([403, 'second_step_required'])
    expect(await rows('select deletes_at from users')).toEqual([{ deletes_at: null }])
    pass(60_000)
    const step = (asked.body['second_step'] as { token: string }).token
    expect((await secondStep(person(), { token: step, totp: owner.app() })).status).toBe(200)
  })

  it('by mail signs nobody in where the account takes no sign-in by mail', async () => {
    const settings = { mail_sign_in: false }
    await ada.ask('PUT', `${ME}/security`, settings, { token: ada.tokens.access })
    const token = await deleted()
    const answer = await person().post(KEEP, { token, email: ada.email })
    expect([answer.status, answer.body['code'], answer.body['methods']]).toEqual([
      401,
      'sign_in_again',
      ['password'],
    ])
    expect(await rows('select deletes_at from users')).toEqual([{ deletes_at: null }])
    expect((await signIn(person(), ada)).status).toBe(200)
  })

  it('works on the page, which signs nobody in', async () => {
    const token = await deleted()
    expect((await person().post('/keep-account', { token, email: 'eve@example.org' })).status).toBe(400)
    const answer = await person().post('/keep-account', { token, email: ada.email })
    expect([answer.status, answer.body]).toEqual([200, { status: 'ok' }])
    expect(await rows('select deletes_at from users')).toEqual([{ deletes_at: null }])
    expect(await rows('select id from sessions where revoked_at is null')).toEqual([])
    expect((await signIn(person(), ada)).status).toBe(200)
  })
})

describe('the end of an account', () => {
  it('comes when its days are over, leaves no row of the person, and frees the address', async () => {
    const owner = await withApp(ada)
    await deleted(owner)
    await plantPasskey()
    pass(14 * DAY - 1)
    await runJobs()
    expect(await isThere(ada)).toBe(true)
    pass(1)
    await runJobs()
    await rows('delete from mail_buckets')
    const left = await dump()
    for (const trace of [ada.id, ada.email, 'My key']) expect(left).not.toContain(trace)
    expect((await person().post('/api/v1/auth/register', registration({ email: ada.email }))).status).toBe(
      201,
    )
  })

  it('waits for the end of a link that takes the account back', async () => {
    await deleted()
    await rows(
      `insert into challenges (id, subject, purpose, reserves, tries, created_at, expires_at) values ('undo', ?, 'undo_email_change', 'old@example.org', 0, ?, ?)`,
      ada.id,
      Date.now(),
      Date.now() + 20 * DAY,
    )
    pass(15 * DAY)
    await runJobs()
    expect(await isThere(ada)).toBe(true)
    pass(6 * DAY)
    await runJobs()
    expect(await isThere(ada)).toBe(false)
  })
})
