import { beforeEach, describe, expect, it } from 'vitest'
import { changeRole } from '../../src/core/administration/change-users.ts'
import { type Account, alive, claimsOf, DEAD, LIVE, registered, signedIn } from '../support/account.ts'
import { pass } from '../support/clock.ts'
import { keyValueDump, rows } from '../support/database.ts'
import { events } from '../support/log.ts'
import { mailTo } from '../support/mails.ts'
import { operator } from '../support/operator.ts'
import { type Answer, type Members, type Options, person } from '../support/person.ts'
import { deferredWork } from '../support/worker.ts'

const ME = '/api/v1/users/me'
const SESSIONS = `${ME}/sessions`
const MINUTE = 60_000

let ada: Account

beforeEach(async () => {
  ada = await registered({ roaming: true })
})

const sidOf = ({ access }: { access: string }) => String(claimsOf(access)['sid'])
const listOf = ({ body }: Answer) => body as unknown as Record<string, unknown>[]
const withToken = ({ access }: { access: string }): Options => ({ token: access })

/** The sessions whose end was announced to those who check tokens without D1. */
async function revoked() {
  const kept = await keyValueDump()
  return [...kept.matchAll(/revoked:([\w-]+)/g)].map(([, sid = '']) => sid).toSorted()
}

const FIREFOX = { 'User-Agent': 'Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/145.0' }

/** The account is signed in once more, some minutes later. */
async function again(headers: Record<string, string> = {}) {
  pass(MINUTE)
  const { email, password } = ada
  const answer = await person({ roaming: true }).post('/api/v1/auth/login', { email, password }, { headers })
  expect(answer.status, answer.text).toBe(200)
  return { access: answer.body['access_token'] as string, refresh: answer.body['refresh_token'] as string }
}

describe('the sessions of an account', () => {
  it('are listed with device, times and methods, the newest first, and no secret', async () => {
    const second = await again(FIREFOX)
    await rows(
      `update sessions set country = 'ES', methods = 'password mailbox bound_passkey' where id = ?`,
      sidOf(second),
    )
    pass(MINUTE)
    await ada.post('/api/v1/auth/refresh', { refresh_token: second.refresh })
    const eve = await registered()
    const answer = await ada.get(SESSIONS, withToken(ada.tokens))
    expect(listOf(answer)).toEqual([
      {
        id: sidOf(second),
        current: false,
        device: 'Firefox, Windows',
        place: 'ES',
        signed_in_at: '2026-11-03T12:01:00.000Z',
        last_seen_at: '2026-11-03T12:02:00.000Z',
        expires_at: '2026-11-17T12:02:00.000Z',
        methods: ['password', 'email', 'passkey'],
        app: null,
      },
      expect.objectContaining({ id: sidOf(ada.tokens), current: true, device: null, methods: ['password'] }),
    ])
    expect(answer.text).not.toContain(sidOf(eve.tokens))
  })

  it('that have ended, are idle or are disabled are in no list', async () => {
    const [second, third] = [await again(), await again()]
    await ada.post('/api/v1/auth/logout', undefined, withToken(second))
    await rows('update sessions set idle_expires_at = 1 where id = ?', sidOf(third))
    expect(listOf(await ada.get(SESSIONS, withToken(ada.tokens)))).toHaveLength(1)
    expect((await ada.get(SESSIONS, withToken(second))).status).toBe(401)
  })

  it('say since when somebody is signed in, also where a change of password has renewed the session', async () => {
    pass(MINUTE)
    const change = {
      current_password: ada.password,
      new_password: 'nine green words',
      confirm_password: 'nine green words',
    }
    const { body } = await ada.post('/api/v1/auth/change-password', change, withToken(ada.tokens))
    const listed = listOf(await ada.get(SESSIONS, { token: body['access_token'] as string }))
    expect(listed).toEqual([expect.objectContaining({ signed_in_at: '2026-11-03T12:00:00.000Z' })])
  })
})

describe('ending one session', () => {
  it('ends that one at once, for everybody who checks tokens, and leaves the others', async () => {
    const [second, third] = [await again(), await again()]
    const answer = await ada.delete(`${SESSIONS}/${sidOf(second)}`, withToken(ada.tokens))
    expect([answer.status, answer.text]).toEqual([204, ''])
    await deferredWork()
    expect(await revoked()).toEqual([sidOf(second)])
    expect([await alive(ada, second), await alive(ada, third), await alive(ada, ada.tokens)]).toEqual([
      DEAD,
      LIVE,
      LIVE,
    ])
  })

  it('is possible with an old proof, and for the present session', async () => {
    pass(20 * MINUTE)
    expect((await ada.delete(`${SESSIONS}/${sidOf(ada.tokens)}`, withToken(ada.tokens))).status).toBe(204)
    expect(await alive(ada, ada.tokens)).toEqual(DEAD)
  })

  it('is 404 for one of somebody else, one that has ended, and what is no id, all alike', async () => {
    const [second, eve] = [await again(), await registered()]
    await ada.post('/api/v1/auth/logout', undefined, withToken(second))
    const answers = []
    for (const id of [sidOf(eve.tokens), sidOf(second), 'x', crypto.randomUUID()])
      answers.push(await ada.delete(`${SESSIONS}/${id}`, withToken(ada.tokens)))
    for (const { status, body } of answers)
      expect([status, body]).toEqual([404, { detail: 'Not found', message: 'Not found', code: 'not_found' }])
    expect(await alive(eve, eve.tokens)).toEqual(LIVE)
  })

  it('is 401 with a session that has ended', async () => {
    const second = await again()
    await ada.post('/api/v1/auth/logout', undefined, withToken(ada.tokens))
    expect((await ada.delete(`${SESSIONS}/${sidOf(second)}`, withToken(ada.tokens))).status).toBe(401)
    expect(await alive(ada, second)).toEqual(LIVE)
  })
})

describe('ending all other sessions', () => {
  it('leaves the present one, and says how many there were', async () => {
    const [second, third, idle] = [await again(), await again(), await again()]
    await rows('update sessions set idle_expires_at = 1 where id = ?', sidOf(idle))
    const answer = await ada.delete(SESSIONS, withToken(ada.tokens))
    expect([answer.status, answer.body]).toEqual([200, { ended: 2 }])
    await deferredWork()
    expect(await revoked()).toEqual([sidOf(second), sidOf(third)].toSorted())
    expect([await alive(ada, second), await alive(ada, third), await alive(ada, ada.tokens)]).toEqual([
      DEAD,
      DEAD,
      LIVE,
    ])
  })

  it('needs a proof of the last ten minutes, which no refresh makes newer', async () => {
    const second = await again()
    pass(20 * MINUTE)
    const { body } = await ada.post('/api/v1/auth/refresh', { refresh_token: ada.tokens.refresh })
    const answer = await ada.delete(SESSIONS, { token: body['access_token'] as string })
    expect([answer.status, answer.body['code']]).toEqual([401, 'sign_in_again'])
    expect(await alive(ada, second)).toEqual(LIVE)
  })
})

describe('signing out everywhere', () => {
  it('ends every session, with an old proof too, and makes every device unknown', async () => {
    const second = await again()
    pass(20 * MINUTE)
    const answer = await ada.post('/api/v1/auth/logout', { everywhere: true }, withToken(ada.tokens))
    expect([answer.status, answer.body]).toEqual([200, { message: 'Successfully logged out' }])
    await deferredWork()
    expect(await revoked()).toEqual([sidOf(ada.tokens), sidOf(second)].toSorted())
    expect([await alive(ada, second), await alive(ada, ada.tokens)]).toEqual([DEAD, DEAD])
    expect(await rows('select device_epoch from users where id = ?', ada.id)).toEqual([{ device_epoch: 1 }])
    expect(events()).toContain('signed_out')
    await signedIn(ada, ada)
  })

  it('is 401 with a session that has ended, and then does nothing', async () => {
    const second = await again()
    await ada.post('/api/v1/auth/logout', { everywhere: false }, withToken(ada.tokens))
    const answer = await ada.post('/api/v1/auth/logout', { everywhere: true }, withToken(ada.tokens))
    expect(answer.status).toBe(401)
    expect(await alive(ada, second)).toEqual(LIVE)
    expect(await rows('select device_epoch from users where id = ?', ada.id)).toEqual([{ device_epoch: 0 }])
  })
})

describe('the history of an account', () => {
  const EVENTS = `${ME}/events`
  const history = async (query = '') => {
    await deferredWork()
    const answer = await ada.get(EVENTS + query, withToken(ada.tokens))
    expect(answer.status, answer.text).toBe(200)
    return listOf(answer)
  }

  it('shows what the owner, others and administrators have done, the newest first, and nobody else’s', async () => {
    await deferredWork()
    pass(MINUTE)
    await ada.post(
      '/api/v1/auth/login',
      { email: ada.email, password: 'a guess of somebody' },
      { headers: FIREFOX },
    )
    await deferredWork()
    pass(MINUTE)
    await operator((deps) => changeRole(deps, { userId: ada.id, role: 'admin' }))
    await registered()
    const [granted, refused, first, ...others] = await history()
    expect([first?.['event'], others]).toEqual(['registered', []])
    expect(refused).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      at: '2026-11-03T12:01:00.000Z',
      event: 'sign_in_refused',
      outcome: 'refused',
      device: 'Firefox, Windows',
      place: null,
      by: null,
    })
    expect(granted).toMatchObject({ event: 'role_granted', by: 'operator' })
    await rows(`update audit_events set actor = ? where actor = 'operator'`, crypto.randomUUID())
    expect((await history())[0]).toMatchObject({ event: 'role_granted', by: 'administrator' })
  })

  it('comes in pages of fifty at most, without a gap, for ninety days', async () => {
    for (let n = 0; n < 60; n += 1) {
      const id = `019a4996-0000-7000-8000-${String(n).padStart(12, '0')}`
      const line = `insert into audit_events (id, subject, event, outcome, at) values (?, ?, 'signed_in', 'success', ?)`
      await rows(line, id, ada.id, Date.now() - n)
    }
    const whole = await history()
    expect(whole).toHaveLength(50)
    const next = await history(`?cursor=${String(whole.at(-1)?.['id'])}`)
    expect(next).toHaveLength(11)
    const ids = [...whole, ...next].map(({ id }) => String(id))
    expect(ids).toEqual([...new Set(ids)].toSorted().toReversed())
    expect(await history('?limit=2')).toEqual(whole.slice(0, 2))
    await rows('update audit_events set at = ? where id < ?', Date.now() - 90 * 24 * 60 * MINUTE, ids.at(-2))
    expect(await history(`?cursor=${ids.at(-3)}`)).toHaveLength(1)
  })

  it.each([
    'cursor=x',
    'cursor=',
    `cursor=${'0'.repeat(36)}`,
    'limit=0',
    'limit=51',
    'limit=1.5',
    'limit=-1',
    'limit=',
  ])('is refused with the query %s', async (query) => {
    const answer = await ada.get(`${EVENTS}?${query}`, withToken(ada.tokens))
    const [member = ''] = query.split('=')
    const detail = [{ loc: ['query', member], msg: 'Value is not valid', type: 'value_error' }]
    expect([answer.status, answer.body]).toEqual([422, { detail, code: 'invalid_input' }])
  })

  it('is 401 with a session that has ended', async () => {
    await ada.post('/api/v1/auth/logout', undefined, withToken(ada.tokens))
    expect((await ada.get(EVENTS, withToken(ada.tokens))).status).toBe(401)
  })
})

describe('the export of what is kept', () => {
  const EXPORT = `${ME}/export`
  const exported = (tokens = ada.tokens) => ada.post(EXPORT, undefined, withToken(tokens))

  /** One row of each kind, as a life with the account leaves them. */
  async function lived() {
    await ada.put(ME, { bio: 'I count.' }, withToken(ada.tokens))
    await again(FIREFOX)
    await ada.post('/api/v1/password/email', { email: ada.email })
    const moment = Date.now()
    await rows(
      `insert into passkeys values ('a passkey', ?, 'credential', 'a public key', -7, 3, 1, 0, '["usb"]', 'an aaguid', 'localhost', 'My key', ?, null, null)`,
      ada.id,
      moment,
    )
    await rows(
      `insert into totp values ('an app', ?, 'a sealed secret', 77, null, 0, ?, ?, null)`,
      ada.id,
      moment,
      moment,
    )
    await rows(`insert into recovery_codes values ('a mac', ?, ?, null, null)`, ada.id, moment)
    await deferredWork()
  }

  it('is one document with everything, as a file, and a mail about it without any of that', async () => {
    await lived()
    const answer = await exported()
    expect(answer.status, answer.text).toBe(200)
    expect(answer.headers.get('Content-Disposition')).toBe('attachment; filename="account.json"')
    expect(answer.body).toMatchObject({
      exported_at: '2026-11-03T12:01:00.000Z',
      profile: {
        id: ada.id,
        email: ada.email,
        bio: 'I count.',
        role: 'user',
        created_at: '2026-11-03T12:00:00.000Z',
      },
      sessions: [{ device: 'Firefox, Windows', methods: 'password' }, { id: sidOf(ada.tokens) }],
      passkeys: [{ id: 'a passkey', public_key: 'a public key', name: 'My key', transports: '["usb"]' }],
      factors: {
        totp: [{ confirmed_at: '2026-11-03T12:01:00.000Z' }],
        recovery_codes: [{ used_at: null }],
      },
      connections: [],
      apps: [],
    })
    const { events, mails } = answer.body as { events: Members[]; mails: Members[] }
    expect(events.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['registered', 'signed_in', 'data_exported']),
    )
    expect(mails.map(({ purpose }) => String(purpose)).toSorted()).toEqual(['reset_password', 'verify_email'])
    const mail = await mailTo(ada.email, { subject: /copy of your Postern data/ })
    expect(mail.text).not.toMatch(/I count|My key|Firefox, Windows/)
  })

  it('holds no hash and no secret', async () => {
    await lived()
    const { text } = await exported()
    const [user] = await rows('select password from users where id = ?', ada.id)
    const challenges = await rows('select id from challenges')
    const secrets = [user?.['password'], 'a sealed secret', 'a mac', ...challenges.map(({ id }) => id)]
    for (const secret of secrets) expect(text).not.toContain(secret)
    expect(text).not.toMatch(/pbkdf2|generation|claim/)
  })

  it('has nothing of anybody else', async () => {
    const eve = await registered()
    await deferredWork()
    const { text } = await exported()
    for (const theirs of [eve.id, eve.email, sidOf(eve.tokens)]) expect(text).not.toContain(theirs)
  })

  it('comes once an hour, however many ask at once, and says when the next one may', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => exported()))
    expect(Object.groupBy(answers, ({ status }) => status)).toMatchObject({
      200: [{}],
      429: Array.from({ length: 7 }, () => ({})),
    })
    pass(MINUTE)
    const refused = await exported()
    expect([refused.status, refused.headers.get('Retry-After')]).toEqual([429, '3540'])
    pass(59 * MINUTE)
    expect((await exported(await again())).status).toBe(200)
    expect(await rows(`select count(*) as lines from audit_events where event = 'data_exported'`)).toEqual([
      { lines: 2 },
    ])
  })

  it('needs a proof of the last ten minutes, and a confirmed address', async () => {
    const eve = await registered({ confirmed: false })
    const unproven = await eve.post(EXPORT, undefined, withToken(eve.tokens))
    expect([unproven.status, unproven.body['code']]).toEqual([403, 'email_not_verified'])
    pass(11 * MINUTE)
    const old = await exported()
    expect([old.status, old.body['code']]).toEqual([401, 'sign_in_again'])
  })
})
