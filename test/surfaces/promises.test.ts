import { describe, expect, it } from 'vitest'
import PROMISES from '../../src/docs/promises.md?raw'
import WRANGLER from '../../wrangler.toml?raw'
import { BURST, floodedLinkLives, mailBucket } from '../../src/core/limits/mail-bucket.ts'
import { anonymousMail, mailAfterPassword, mailInSession } from '../../src/core/limits/mail-budgets.ts'
import { registrationBudgets } from '../../src/core/limits/registrations.ts'
import { MAX_SESSIONS } from '../../src/core/sign-in/open-session.ts'
import { MEMORY_MS } from '../../src/core/tokens/check-access-token.ts'
import { openKeyring } from '../../src/crypto/keyring.ts'
import { codeFailureList } from '../../src/core/limits/code-failures.ts'
import { FAILURES_TO_DISABLE, FREE_FAILURES } from '../../src/store/pieces/password-failures.ts'
import { type Account, claimsOf, freshEmail, registered } from '../support/account.ts'
import { pass } from '../support/clock.ts'
import { begun, CODE_FLOWS, enrolled, V1 } from '../support/code-flows.ts'
import { rows } from '../support/database.ts'
import { HOME, person } from '../support/person.ts'
import { emptyBody, FOR_PEOPLE, isSafe, nameOf, pathFor, ROUTES } from '../support/routes.ts'
import { surfacesOf } from '../support/surfaces.ts'
import { SECRET, workerWith } from '../support/worker.ts'
import { shareOf } from '../support/sample.ts'
import { failing } from '../support/wrapped.ts'

const HOUR_MS = 3_600_000
const EVIL = 'https://evil.example'

const askWith = ({ method, path }: { method: string; path: string }, account: Account, by = account) =>
  by.ask(method, pathFor(path, account), emptyBody(method), { token: account.tokens.access })

describe('the guide about promises', () => {
  const says = (sentence: string) => expect(PROMISES).toContain(sentence)
  const inWords = (number: number) => ['none', 'one', 'two', 'three', 'four', 'five'][number] ?? `${number}`

  it('has the numbers of the program in it', async () => {
    says(`first ${inWords(FREE_FAILURES)} are free, then each waits 1, 2, 4 … up to 3 600 seconds`)
    says(`After ${FAILURES_TO_DISABLE} in a row the password is disabled for them`)

    const [hour, day] = codeFailureList({ subject: '', purpose: 'sign_in' })
    expect([hour.limit, hour.windowMs, day.windowMs]).toEqual([10, HOUR_MS, 24 * HOUR_MS])
    says(`ten an hour and ${day.limit} a day, of codes with 6 digits`)
    const [longHour, longDay] = codeFailureList({ subject: '', purpose: 'mailbox' })
    says(`8 digits, and ${longHour.limit} wrong ones an hour and ${longDay.limit} a day`)

    const config = {
      LIMITS: 'on' as const,
      MAIL_PER_MINUTE: 100,
      REGISTRATIONS_PER_HOUR: 20,
      RESET_LINK_TTL: 3_600,
    }
    const client = { networks: [{ name: '', times: 1 }], operator: 'AS64500' }
    type Facts = Parameters<typeof anonymousMail>[0] & Parameters<typeof registrationBudgets>[0]
    const deps = { client, config, keyring: await openKeyring(SECRET, []) } as Facts
    const [registrations] = registrationBudgets(deps)
    expect(registrations.windowMs).toBe(HOUR_MS)
    says(`A client opens at most ${registrations.limit} accounts an hour`)

    const { refillMs, flood } = mailBucket(config, '')
    says(`gets ${BURST} at once of a kind and then one every ${refillMs / 60_000} minutes`)
    says(`the link of a reset lives for ${config.RESET_LINK_TTL / 60}`)
    expect([flood.from, floodedLinkLives(config)]).toEqual([10, 6.5 * 3_600])
    says(`From the tenth that nobody uses on, there is one every ${flood.refillMs / HOUR_MS} hours`)
    says('with a link that lives for 6½')
    const sender = { devices: [], sid: undefined }
    const wanted = { purpose: 'mailbox' as const, email: 'ada@example.org', sender, isHuman: true }
    const { mails, byClient: ofClient } = await anonymousMail(deps, wanted)
    const [[all, byOperator], [byClient] = []] = [mails, ofClient?.budgets]
    expect([byClient?.windowMs, all?.limit, byOperator?.limit]).toEqual([HOUR_MS, 100, 25])
    says(`A client can ask for ${byClient?.limit} an hour, all together for \`MAIL_PER_MINUTE\``)

    const [quarter, ofDay] = mailAfterPassword(deps, '').mails
    expect([quarter?.windowMs, ofDay?.windowMs]).toEqual([HOUR_MS / 4, 24 * HOUR_MS])
    says(`${quarter?.limit} in 15 minutes and ${ofDay?.limit} a day, by account`)
    const [moves, movesOfDay] = (await mailInSession(deps, { userId: '', newEmail: '' })).mails
    expect([moves?.windowMs, movesOfDay?.windowMs]).toEqual([HOUR_MS, 24 * HOUR_MS])
    says(`${moves?.limit} times an hour and ${movesOfDay?.limit} times a day`)

    const [, requests = '', period] = /^simple = \{ limit = (\d+), period = (\d+) \}$/m.exec(WRANGLER) ?? []
    expect(period).toBe('60')
    says(`a client gets ${requests} requests a minute per route`)

    says(`may accept a token for ${60 + MEMORY_MS / 1_000} seconds more: KV takes up to 60`)
    says(`does not ask again about the same session for ${MEMORY_MS / 1_000}`)
  })

  it('is right about the number of sessions', async () => {
    says(`at most ${MAX_SESSIONS} sessions; one more ends the oldest`)
    const { all, apiV1 } = surfacesOf({ worker: workerWith({}) })
    const ada = await registered({ roaming: true })
    for (let turn = 1; turn < MAX_SESSIONS; turn += 1) {
      pass() // ids sort by the millisecond
      await apiV1.signIn(ada)
    }
    // Each way in brings one more, and the oldest goes.
    for (const surface of all) {
      const [oldest] = await liveSessions()
      pass()
      const { tokens } = await surface.signIn(ada)
      const live = await liveSessions()
      expect([surface.name, live.length]).toEqual([surface.name, MAX_SESSIONS])
      expect(live).toContain(claimsOf(tokens.access)['sid'])
      expect(live).not.toContain(oldest)
    }
  })
})

const liveSessions = async () =>
  (await rows<{ id: string }>('select id from sessions where revoked_at is null order by id')).map(
    ({ id }) => id,
  )

describe('an access token', () => {
  it('lives for half an hour, from whichever surface it comes', async () => {
    for (const surface of surfacesOf().all) {
      const { tokens } = await surface.register({ email: freshEmail(), password: 'seven dry words' })
      const { iat, exp } = claimsOf(tokens.access) as Record<string, number>
      expect(Number(exp) - Number(iat)).toBe(1_800)
    }
  })
})

describe('a token alone', () => {
  it('moves no account, because both mailboxes have to agree', async () => {
    const ada = await enrolled({ roaming: true })
    const tries = [
      {},
      { newAccount: freshEmail() },
      { newAccount: freshEmail(), email: freshEmail(), confirmed: true },
      { codeCurrentAccount: '000000', codeNewAccount: '000000' },
    ]
    for (const body of tries) {
      expect((await ada.patch(`${V1}/change/account`, body)).status).toBe(400)
      expect([400, 405, 422]).toContain((await ada.put(`${V1}/change/account`, body)).status)
    }
    expect((await ada.put('/api/v1/users/me', { email: freshEmail() })).status).toBe(200)
    expect(await rows('select email from users where id = ?', ada.id)).toEqual([{ email: ada.email }])
  })
})

describe('nobody is sent elsewhere', () => {
  it('by any route, whatever address a request names', async () => {
    const ada = await registered({ roaming: true })
    const names = [
      'return_to',
      'redirect_to',
      'redirect_uri',
      'redirectTo',
      'callbackURL',
      'next',
      'return',
      'url',
      'continue',
    ]
    const wishes = Object.fromEntries(names.map((name) => [name, EVIL]))
    const query = new URLSearchParams(wishes).toString()
    for (const { method, path } of ROUTES) {
      const answer = await person({ roaming: true }).ask(
        method,
        `${pathFor(path, ada)}?${query}`,
        method === 'GET' ? undefined : wishes,
      )
      const to = answer.headers.get('Location')
      const isOurs = to === null || (FOR_PEOPLE.has(path) && new URL(to, HOME).origin === HOME)
      expect([nameOf({ method, path }), to, isOurs]).toEqual([nameOf({ method, path }), to, true])
      expect(answer.headers.get('Refresh')).toBeNull()
      expect(answer.status < 300 || answer.status === 303 || answer.status >= 400).toBe(true)
      // The switch of the language comes back to the page with its whole query, which is not sent anywhere else.
      const rest = answer.text.replaceAll(/<input type="hidden" name="page" value="\/[^"]*"\/>/g, '')
      expect(rest).not.toContain('evil.example')
    }
  })
})

describe('what nobody has set up', () => {
  it('is not there: a new database has no account and no code that opens anything', async () => {
    expect(await rows('select id from users')).toEqual([])
    const usual = ['0000', '1234', '000000', '123456', '12345678']
    for (const flow of CODE_FLOWS) {
      const ada = await registered({ roaming: true })
      const codes = await begun(flow, ada, ada)
      for (const guess of usual.filter((each) => !codes.includes(each))) {
        const answer = await flow.finish(ada, [guess, guess], { TEST_PWD: '' })
        expect([flow.purpose, guess, answer.status]).toEqual([flow.purpose, guess, 400])
      }
    }
    for (const account of ['test@example.com', 'admin@example.com', 'root@localhost']) {
      const answer = await person().post('/api/v1/login', { email: account, password: 'password' })
      expect([401, 422]).toContain(answer.status)
    }
  })
})

describe('every answer', () => {
  it('has the security headers for browsers, whatever its status and route', async () => {
    const ada = await registered({ roaming: true })
    const broken = person({ worker: workerWith({ DB: failing().DB }), roaming: true })
    const unset = person({ worker: workerWith({ AUTH_SECRET: undefined }), roaming: true })
    const busy = person({
      worker: workerWith({
        RATE_LIMIT: { limit: async () => ({ success: false }) },
        RATE_LIMIT_SESSION: { limit: async () => ({ success: false }) },
      }),
    })
    const statuses = new Set<number>()
    // `person` looks at all headers of each answer.
    for (const route of ROUTES) {
      // Registrations have a budget by the minute.
      pass(1_000)
      const fresh = isSafe(route) ? ada : await registered({ roaming: true })
      const circumstances = [
        () => askWith({ ...route, method: 'OPTIONS' }, ada),
        () => askWith({ ...route, path: `${route.path}/none/such` }, ada),
        () => askWith(route, ada, broken as Account),
        () => askWith(route, ada, unset as Account),
        () => askWith(route, ada, busy as Account),
      ]
      const answers = [
        await askWith(route, fresh),
        await askWith(route, ada, person({ roaming: true }) as Account),
      ]
      for (const each of shareOf(route, ROUTES, circumstances)) answers.push(await each())
      for (const { status } of answers) statuses.add(status)
    }
    statuses.add((await ada.delete('/api/v1/login')).status)
    statuses.add((await ada.post('/api/v1/login', 'x', { headers: { 'Content-Type': 'text/plain' } })).status)
    statuses.add((await ada.post('/api/v1/login', { email: 'x'.repeat(17_000) })).status)
    expect([...statuses].toSorted((left, right) => left - right)).toEqual(
      expect.arrayContaining([200, 204, 400, 401, 404, 405, 413, 415, 422, 429, 503]),
    )
  })
})
