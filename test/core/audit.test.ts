import { createExecutionContext, createScheduledController } from 'cloudflare:test'
import { describe, expect, it } from 'vitest'
import type { Event } from '../../src/core/audit/record.ts'
import index from '../../src/index.ts'
import { freshEmail, PASSWORD, refresh, registered, registration, signIn } from '../support/account.ts'
import { registeredApp } from '../support/apps.ts'
import { bindings } from '../support/bindings.ts'
import { NEW_PASSWORD, V1 } from '../support/code-flows.ts'
import { keyNames, rows } from '../support/database.ts'
import { API } from '../support/enveloped.ts'
import { faultyWorker } from './faults/faulty-worker.ts'
import { codeIn } from '../support/mails.ts'
import { expectNoSecretInLog, keepOutOfLog, logged, logText } from '../support/log.ts'
import { person } from '../support/person.ts'
import { addedPasskey, signInByPasskey } from '../support/passkeys.ts'
import { KEY, RESEND_SETTINGS, taken } from '../support/resend.ts'
import { PATHS } from '../support/routes.ts'
import { STORIES_OF_APPS } from './faults/stories-of-apps.ts'
import { STORIES_OF_MAILS } from './faults/stories-of-mails.ts'
import { STORIES_OF_OWN_DATA } from './faults/stories-of-own-data.ts'
import { STORIES_OF_SECOND_STEPS } from './faults/stories-of-second-steps.ts'
import { STORIES_OF_TOKENS } from './faults/stories-of-tokens.ts'
import { relyingParty } from '../support/relying-party.ts'
import { visitor } from '../support/visitor.ts'
import { failing } from '../support/wrapped.ts'
import { protectedAccount, secondStep, waiting } from '../support/second-step.ts'
import { deferredWork, deployedWorker, SECRET, type Worker, workerWith } from '../support/worker.ts'

/** Every event there is: the compiler sees to that. Whom it is about, and whether its owner may see it later. */
const EVENTS: Record<Event['event'], { about: 'a user' | 'a session' | 'no one'; kept?: true }> = {
  registered: { about: 'a session', kept: true },
  signed_in: { about: 'a session', kept: true },
  second_step_asked: { about: 'a user' },
  second_step_refused: { about: 'no one', kept: true },
  passkey_refused: { about: 'no one', kept: true },
  passkey_cloned: { about: 'a user', kept: true },
  provider_refused: { about: 'no one' },
  factor_changed: { about: 'a session', kept: true },
  reauthenticated: { about: 'a session', kept: true },
  reauthentication_refused: { about: 'a session', kept: true },
  sign_in_refused: { about: 'no one', kept: true },
  session_refreshed: { about: 'a session' },
  page_token_issued: { about: 'a session' },
  refresh_repeated: { about: 'a session', kept: true },
  refresh_refused: { about: 'no one' },
  refresh_token_reused: { about: 'a session', kept: true },
  signed_out: { about: 'a session', kept: true },
  password_changed: { about: 'a session', kept: true },
  password_change_refused: { about: 'a user', kept: true },
  password_unreadable: { about: 'a user' },
  profile_changed: { about: 'a session', kept: true },
  // Its line is part of the transaction.
  data_exported: { about: 'a session', kept: true },
  app_removed: { about: 'a session', kept: true },
  deletion_requested: { about: 'a session', kept: true },
  deletion_cancelled: { about: 'a user', kept: true },
  account_erased: { about: 'no one' },
  code_issued: { about: 'no one' },
  code_refused: { about: 'no one', kept: true },
  mailbox_proven: { about: 'no one' },
  account_taken_over: { about: 'a user', kept: true },
  unverified_account_removed: { about: 'no one' },
  email_verified: { about: 'a user', kept: true },
  email_changed: { about: 'a session', kept: true },
  account_reclaimed: { about: 'a user', kept: true },
  email_change_undone: { about: 'a user', kept: true },
  role_granted: { about: 'a user', kept: true },
  password_reset: { about: 'a user', kept: true },
  address_unreachable: { about: 'a user', kept: true },
  request_refused: { about: 'no one' },
  app_allowed: { about: 'a session', kept: true },
  app_signed_in: { about: 'a session' },
  app_code_reused: { about: 'a session', kept: true },
  app_refused: { about: 'no one' },
  origin_refused: { about: 'no one' },
  deferred_work_failed: { about: 'no one' },
  rate_limiter_failed: { about: 'no one' },
  translation_failed: { about: 'no one' },
  ends_announced_again: { about: 'no one' },
  signing_key_made: { about: 'no one' },
  signing_key_dropped: { about: 'no one' },
  expired_rows_deleted: { about: 'no one' },
  job_failed: { about: 'no one' },
  breach_list_failed: { about: 'no one' },
  human_check_failed: { about: 'no one' },
}

const MEMBERS = [
  'ts',
  'event',
  'outcome',
  'reason',
  'request_id',
  'route',
  'user_id',
  'actor',
  'sid',
  'count',
  'ip_prefix',
  'country',
]

/** What the cron trigger records. */
const BY_CRON = new Set(['expired_rows_deleted', 'ends_announced_again', 'signing_key_dropped', 'job_failed'])

/** Notes the ids of its answers. */
function noting(worker: Worker, ids: Set<string>): Worker {
  return {
    async fetch(request) {
      const answer = await worker.fetch(request)
      ids.add(answer.headers.get('X-Request-Id') ?? '')
      return answer
    },
  }
}

/** What no story comes to by itself. */
async function mishaps(worker: Worker, faulty: ReturnType<typeof faultyWorker>) {
  const ada = await registered({ worker, roaming: true })
  await refresh(ada, 'junk.0.junk')
  const change = {
    current_password: 'wrong, and long enough',
    new_password: NEW_PASSWORD,
    confirm_password: NEW_PASSWORD,
  }
  await ada.post('/api/v1/auth/change-password', change, { token: ada.tokens.access })
  await ada.post('/api/v1/auth/reauthenticate', { password: 'of nobody' }, { token: ada.tokens.access })
  const guarded = await protectedAccount({ worker })
  await secondStep(ada, { token: await waiting(ada, guarded), recovery_code: 'none' })
  const { device } = await addedPasskey(ada)
  const browser = visitor({ worker, roaming: true })
  await browser.open('/sign-in')
  await browser.press('password', { email: ada.email, password: ada.password })
  await relyingParty(await registeredApp({ kind: 'third_party' }), { worker }).ask(browser)
  await browser.press('allow')
  await browser.open('/sign-in/with/oidc_acme')
  await signInByPasskey(ada, device)
  await signInByPasskey(ada, device, { signCount: 1 })
  await signIn(ada, { email: freshEmail(), password: 'of nobody in particular' })
  await ada.post('/api/v1/auth/login', {}, { headers: { Origin: 'https://forgotten.example' } })
  await ada.get('/.well-known/jwks.json')
  await rows(`insert into signing_keys values ('of nobody', 1, 'none', 'none', 0, 0)`)
  await ada.patch(`${V1}/password/request/code`, { account: ada.email })
  await ada.patch(`${V1}/change/password`, { code: '00000000', newPwd: NEW_PASSWORD })

  faulty.mailbox.answers(() => Response.json({ statusCode: 422, name: 'x', message: 'no' }, { status: 422 }))
  await ada.post(`${V1}/request/code`, { account: ada.email })
  faulty.mailbox.answers(taken)

  for (const [at, mode] of [
    [0, 'error'],
    [1, 'down'],
    [2, 'down'],
  ] as const) {
    faulty.breaks({ at, mode })
    await signIn(ada, ada)
  }
  faulty.breaks(undefined)
  await rows(`update users set password = '$argon2id$m=8388608$c2FsdA$aGFzaA' where id = ?`, ada.id)
  await signIn(ada, ada)
}

/** Everything that was secret at some moment: what is in D1 as a hash, and every code and link that was mailed. */
async function secretsOf({ mailbox }: ReturnType<typeof faultyWorker>) {
  const users = await rows<{ email: string; password: string }>('select email, password from users')
  const texts = mailbox.heard.map(({ text }) => text)
  const links = texts.flatMap((text) =>
    [...text.matchAll(/#token=([\w.-]+)/g)].map(([, token]) => token ?? ''),
  )
  return {
    long: [
      ...users.flatMap(({ email, password }) => [
        email,
        email.split('@')[0] ?? '',
        password,
        password.split('$').at(-1) ?? '',
      ]),
      ...mailbox.heard.map(({ to }) => to),
      ...links,
      SECRET,
      KEY,
      PASSWORD,
      NEW_PASSWORD,
      'wrong, and long enough',
    ],
    codes: texts.map((text) => codeIn({ text })).filter((code) => code !== undefined),
  }
}

describe('a run through everything', () => {
  it('logs a line for every event, and no secret in any line or row', async () => {
    const faulty = faultyWorker()
    const ids = new Set<string>()
    const worker = noting(faulty.worker, ids)
    for (const story of [
      ...STORIES_OF_TOKENS,
      ...STORIES_OF_OWN_DATA,
      ...STORIES_OF_SECOND_STEPS,
      ...STORIES_OF_MAILS,
      ...STORIES_OF_APPS,
    ]) {
      const by = person({ worker, roaming: true })
      await (
        await story.prepare({ worker, mailbox: faulty.mailbox, by })
      )()
      // The stories use the same names for what they plant.
      await rows(`delete from sessions where id glob '00000000-*'`)
    }
    await mishaps(worker, faulty)
    await outside(ids)
    for (const name of await keyNames()) if (name.startsWith('revoked:')) await bindings.KV.delete(name)
    for (const stores of [{}, failing()])
      await index.scheduled(createScheduledController(), { ...bindings, ...stores }, createExecutionContext())
    await deferredWork()
    const names = () => [...new Set(logged().map(({ event }) => event))].toSorted()
    await expect.poll(names).toEqual(Object.keys(EVENTS).toSorted())

    for (const line of logged()) {
      const { about } = EVENTS[line.event as Event['event']]
      expect(MEMBERS).toEqual(expect.arrayContaining(Object.keys(line)))
      expect(line['ts']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
      expect(['success', 'refused', 'failure']).toContain(line.outcome)
      if (about !== 'no one') expect(line['user_id'], line.event).toMatch(/^[0-9a-f-]{36}$/)
      if (about === 'a session') expect(line['sid'], line.event).toMatch(/^[\w-]{16}$/)
      if (BY_CRON.has(line.event)) {
        expect(line['route']).toBe('cron')
        continue
      }
      expect(ids).toContain(line['request_id'])
      expect(PATHS, line.event).toContain(line['route'])
      expect(line['ip_prefix']).toMatch(/^10\.\d+\.\d+\.0\/24$/)
    }
    await expectRows()
    const { long, codes } = await secretsOf(faulty)
    await expectNoneOf(long, codes)
  })

  /** Those whom we ask, when they fail. */
  async function outside(ids: Set<string>) {
    const turnstile = noting(workerWith({ TURNSTILE_SECRET: 'the secret of Turnstile' }), ids)
    const headers = { 'Turnstile-Token': 'a token of a human' }
    for (const secret of [...Object.values(headers), 'the secret of Turnstile']) keepOutOfLog(secret)
    await person({ worker: turnstile }).post('/api/v1/auth/register', registration(), { headers })
    const breaches = noting(workerWith({ BREACHED_PASSWORD_CHECK: 'on' }), ids)
    await person({ worker: breaches }).post('/api/v1/auth/register', registration())
    const ASSETS = { fetch: () => Promise.reject(new Error('network')) } as unknown as Fetcher
    const german = { headers: { 'Accept-Language': 'de' } }
    await person({ worker: noting(workerWith({ ASSETS }), ids) }).get('/sign-in', german)
  }

  async function expectRows() {
    const kept = await rows<{ event: string; subject: string; ip_prefix: string | null }>(
      'select * from audit_events',
    )
    const names = Object.entries(EVENTS)
      .filter(([, { kept }]) => kept)
      .map(([name]) => name)
    expect([...new Set(kept.map(({ event }) => event))].toSorted()).toEqual(names.toSorted())
    const users = new Set((await rows<{ id: string }>('select id from users')).map(({ id }) => id))
    for (const { event, subject, ip_prefix } of kept) {
      expect(users.has(subject), `${event} of ${subject}`).toBe(true)
      // Whoever has caused a mail is not part of what became of it.
      if (event === 'address_unreachable') expect(ip_prefix).toBeNull()
      else expect(ip_prefix).toMatch(/\.0\/24$/)
    }
  }

  async function expectNoneOf(long: string[], codes: string[]) {
    expectNoSecretInLog()
    const written = [logText(), JSON.stringify(await rows('select * from audit_events'))]
    expect(codes.length).toBeGreaterThan(10)
    for (const text of written) {
      expect([...new Set(long)].filter((secret) => text.includes(secret))).toEqual([])
      expect(codes.filter((code) => new RegExp(`(?<![\\w-])${code}(?![\\w-])`).test(text))).toEqual([])
    }
  }
})

describe('the log keeps secrets to itself', () => {
  it('when an error of D1 quotes the values of a statement', async () => {
    const ada = await registered()
    for (const table of ['password_failures', 'sessions', 'users', 'challenges', 'budgets', 'audit_events']) {
      await rows(`alter table ${table} rename to elsewhere`)
      await signIn(person(), ada)
      await person().post('/api/v1/auth/register', registration())
      await person().post(`${API}/password/email`, { email: ada.email })
      await deferredWork()
      await rows(`alter table elsewhere rename to ${table}`)
    }
    expect(logged().filter(({ event }) => event === 'request_refused').length).toBeGreaterThan(5)
    const [user] = await rows<{ password: string }>('select password from users')
    for (const secret of [user?.password, ada.email, ada.email.split('@')[0]]) keepOutOfLog(secret)
    expectNoSecretInLog()
    expect(logText()).not.toMatch(/params|pbkdf2|@example/)
  })

  it('when an error of ours has a secret in its message', async () => {
    const words = 'cannot read the password seven dry words of ada@example.org'
    const broken = (): never => {
      throw new TypeError(words)
    }
    const statement = new Proxy({}, { get: () => broken }) as D1PreparedStatement
    const DB = { prepare: () => statement, batch: broken } as unknown as D1Database
    const answer = await signIn(person({ worker: workerWith({ DB }) }), {
      email: freshEmail(),
      password: PASSWORD,
    })
    expect([answer.status, answer.text.includes('password')]).toEqual([500, false])
    const [line] = logged()
    expect(line).toMatchObject({
      event: 'request_refused',
      reason: expect.stringMatching(/^internal: TypeError +at /),
    })
    expect(logText()).not.toMatch(/seven dry words|ada@example\.org/)
  })

  it('when a setting is wrong: it names the setting and the rule', async () => {
    const wrong = {
      AUTH_SECRET: 'too short a secret',
      AUTH_SECRET_PREVIOUS: 'short as well, and secret',
      EMAIL_FROM: 'no address, but a secret',
      APP_URL: 'https://user:secret@example.org/path',
      ALLOWED_ORIGINS: 'https://example.org/a-secret-path',
      PASSWORD_ITERATIONS: '12345678901',
    }
    for (const [name, value] of Object.entries(wrong)) {
      keepOutOfLog(value)
      const answer = await person({ worker: workerWith({ ...RESEND_SETTINGS, [name]: value }) }).get(
        '/healthz',
      )
      expect(answer.status).toBe(503)
      expect(logged().findLast(({ event }) => event === 'misconfigured')).toMatchObject({ setting: name })
    }
    expectNoSecretInLog()
    expect((await person({ worker: deployedWorker }).get('/healthz')).status).toBe(200)
  })
})
