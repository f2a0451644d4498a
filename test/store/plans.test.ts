import { createScheduledController } from 'cloudflare:test'
import { expect, it } from 'vitest'
import index from '../../src/index.ts'
import { type Account, refresh, registered, signIn } from '../support/account.ts'
import { bindings } from '../support/bindings.ts'
import { begun, CODE_FLOWS } from '../support/code-flows.ts'
import { rows } from '../support/database.ts'
import { byProvider } from '../support/federated.ts'
import { newLink } from '../support/mails.ts'
import { waitsIn } from '../support/page-forms-of-providers.ts'
import { owner, signedInAt, stranger } from '../support/page-visitors.ts'
import { provider } from '../support/provider.ts'
import { ACME_SETTINGS } from '../support/provider-settings.ts'
import { resend, RESEND_SETTINGS } from '../support/resend.ts'
import { person } from '../support/person.ts'
import { SECRET, workerWith } from '../support/worker.ts'
import { boundTo } from '../support/wrapped.ts'

/** Does once everything that the service can do with its database. */
async function everything(DB: D1Database) {
  const worker = workerWith({ DB })
  const ada = await registered({ worker, roaming: true })
  const token = ada.tokens.access
  await ada.get('/api/v1/users/me', { token })
  await ada.put('/api/v1/users/me', { bio: 'x' }, { token })
  await ada.get(`/api/v1/users/${ada.id}`, { token })
  await refresh(ada, ada.tokens.refresh)
  await refresh(ada, ada.tokens.refresh)
  await signIn(ada, ada)
  await signIn(ada, { email: ada.email, password: 'wrong password' })
  await ada.put(`/api/v1/auth/reset-password/${ada.id}`, { password: 'nine green words' }, { token })
  const change = {
    current_password: 'nine green words',
    new_password: 'ten red words',
    confirm_password: 'ten red words',
  }
  await ada.post('/api/v1/auth/change-password', change, { token })
  await ada.get('/api/v1/users/me/sessions', { token })
  await ada.get('/api/v1/users/me/events', { token })
  await ada.get('/api/v1/users/me/apps', { token })
  await ada.delete('/api/v1/users/me/apps/x', { token })
  await ada.post('/api/v1/users/me/export', undefined, { token })
  await ada.get(`/api/v1/users/me/events?limit=2&cursor=${ada.id}`, { token })
  await ada.delete('/api/v1/users/me/sessions/x', { token })
  await ada.delete('/api/v1/users/me/sessions', { token })
  await ada.post('/api/v1/auth/logout', undefined, { token })
  await ada.post('/verify-email', { token: (await newLink(ada.email, 'verify-email')).token })
  await ada.post('/api/v1/password/email', { email: ada.email })
  const { token: reset } = await newLink(ada.email, 'reset-password')
  const again = { password: 'eleven blue words', password_confirmation: 'eleven blue words' }
  await ada.post('/api/v1/password/reset', { token: reset, email: ada.email, ...again })
  const everywhere = await registered({ worker, roaming: true })
  await everywhere.post('/api/v1/auth/logout', { everywhere: true }, { token: everywhere.tokens.access })
  for (const route of ['/keep-account', '/api/v1/auth/keep-account']) {
    const { email, tokens, ...leaver } = await registered({ worker, roaming: true })
    await leaver.ask('DELETE', '/api/v1/users/me', { confirm: email }, { token: tokens.access })
    await leaver.post(route, { token: (await newLink(email, 'keep-account')).token, email })
  }
  const gone = await registered({ worker, roaming: true })
  await rows(`update users set role = 'admin' where id = ?`, gone.id)
  await gone.ask('DELETE', '/api/v1/users/me', { confirm: gone.email }, { token: gone.tokens.access })
  await rows('update users set deletes_at = 1 where id = ?', gone.id)
  const root = await registered({ worker, email: 'root@example.com', roaming: true })
  await rows('update users set verified_at = 1 where id = ?', root.id)
  const another = await registered({ worker, roaming: true })
  const path = `/api/v1/auth/reset-password/${another.id}`
  await root.put(path, { password: 'thirteen big words' }, { token: root.tokens.access })
  for (const flow of CODE_FLOWS) await finished(flow, await registered({ worker, roaming: true }), worker)
  await ada.get('/healthz')
  await byProviders(DB)
  // One to warn, and one to erase.
  for (const warnedAt of [null, 2]) {
    const { id } = await registered({ worker, roaming: true, confirmed: false })
    await rows('update users set created_at = 1, last_login_at = 1, warned_at = ? where id = ?', warnedAt, id)
    await rows('update sessions set rotated_at = 1 where user_id = ?', id)
  }
  const cron = (settings = {}) =>
    index.scheduled(createScheduledController(), { ...bindings, DB, ...settings }, {
      waitUntil: () => undefined,
    } as never)
  await cron()
  // A key that nobody can open goes, and the other is sealed anew.
  await rows(`insert into signing_keys values ('of nobody', 1, 'none', 'none', 0, 0)`)
  const AUTH_SECRET = 'another secret of the tests of more than 32 characters'
  await cron({ AUTH_SECRET, AUTH_SECRET_PREVIOUS: SECRET })
}

/** Signs in with a provider in each of the ways, connects an account there, and takes it away. */
async function byProviders(DB: D1Database) {
  const ground = { worker: workerWith({ DB, ...RESEND_SETTINGS, ...ACME_SETTINGS }), mailbox: resend() }
  const acme = provider()
  for (const _ of ['opens an account', 'signs in to it']) await byProvider(stranger(ground), acme)
  const known = await owner(ground)
  const ada = await signedInAt(ground, known)
  await waitsIn(ada, { userId: known.id })
  await ada.open('/account/connect')
  await ada.press('connect')
  await ada.press('disconnect')
  const guest = await owner(ground)
  await rows('update users set second_step_at = 1 where id = ?', guest.id)
  await rows('update connections set user_id = ?', guest.id)
  await byProvider(stranger(ground), acme)
  await rows('update users set second_step_at = null, deletes_at = 9e12 where id = ?', guest.id)
  await byProvider(stranger(ground), acme)
  expect(await rows('select id from connections')).toHaveLength(1)
}

async function finished(
  flow: (typeof CODE_FLOWS)[number],
  account: Account,
  worker: ReturnType<typeof workerWith>,
) {
  const by = person({ worker, roaming: true })
  const codes = await begun(flow, by, account)
  const answer = await flow.finish(by, codes)
  expect(answer.status, answer.text).toBeLessThan(300)
  if (flow.purpose === 'mailbox') await by.post('/auth/v1/create/account', { pwd: 'twelve odd words' })
  if (flow.purpose === 'change_email') {
    await by.post('/undo-email-change', { token: (await newLink(account.email, 'undo-email-change')).token })
  }
}

it('every statement finds its rows by an index, and sorts nothing', async () => {
  const statements = new Set<string>()
  const { DB } = boundTo(({ statements: run }, act) => {
    for (const statement of run) statements.add(statement)
    return act()
  })
  await everything(DB)
  expect(statements.size).toBeGreaterThan(50)
  for (const deed of ['insert into', 'update', 'delete from'])
    expect([...statements].filter((each) => each.startsWith(`${deed} "signing_keys"`))).toHaveLength(1)

  // `name`, `each`, `place`, `most`, `old`, `kept` and `fresh` are lists: they were handed in, or stand in one row.
  const found: string[] = []
  for (const statement of statements) {
    const nothing = [...statement.matchAll(/\?/g)].map(() => null)
    const { results } = await bindings.DB.prepare(`explain query plan ${statement}`)
      .bind(...nothing)
      .all<{ detail: string }>()
    const slow = results.filter(({ detail }) =>
      /^SCAN (?!CONSTANT ROW|kept$|(?:name|each|place|most|old|fresh) VIRTUAL TABLE)|TEMP B-TREE|AUTOMATIC/.test(
        detail,
      ),
    )
    found.push(...slow.map(({ detail }) => `${detail}: ${statement}`))
  }
  expect(found).toEqual([])
})
