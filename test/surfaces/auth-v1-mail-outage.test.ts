import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { clockOfFaults, faultyWorker } from '../core/faults/faulty-worker.ts'
import { type Account, freshEmail, PASSWORD, registered, signedIn } from '../support/account.ts'
import { ACCOUNTS, NEW_PASSWORD, V1 } from '../support/code-flows.ts'
import { dump, rows } from '../support/database.ts'
import { events, logged, logText } from '../support/log.ts'
import { codeIn } from '../support/mails.ts'
import { type Answer, person, type Person } from '../support/person.ts'
import { KEY, type Mailbox, taken } from '../support/resend.ts'
import { shareOf } from '../support/sample.ts'
import type { Worker } from '../support/worker.ts'

type Trouble = () => Response | Promise<Response>

const failing =
  (status: number, headers: Record<string, string> = {}) =>
  () =>
    Response.json({ statusCode: status, name: 'application_error', message: 'no' }, { status, headers })

const TROUBLES: [string, Trouble][] = [
  ['429', failing(429)],
  ['429 with a long wait', failing(429, { 'Retry-After': '60' })],
  ['500', failing(500)],
  ['garbage', () => new Response('<h1>Welcome to the hotel</h1>')],
  ['nothing of its own', () => Response.json(null)],
  [
    'a redirect',
    () => new Response(null, { status: 307, headers: { Location: 'https://elsewhere.example' } }),
  ],
  ['that our key is wrong', failing(401)],
  [
    'never',
    // What the platform's own signal does to a fetch after five seconds, on the clock of the test.
    () =>
      new Promise((_, reject) => setTimeout(() => reject(new DOMException('late', 'TimeoutError')), 5_000)),
  ],
]

let mailbox: Mailbox
let worker: Worker

beforeEach(() => {
  clockOfFaults()
  ;({ mailbox, worker } = faultyWorker())
})

afterEach(() => {
  expect(logText()).not.toContain(KEY)
})

const codeTo = (address: string) => mailbox.codeTo(address)

async function somebody(): Promise<Account> {
  const ada = await registered({ worker, roaming: true })
  ada.cookies.set('__Host-accessToken', ada.tokens.access).set('__Host-refreshToken', ada.tokens.refresh)
  return ada
}

function askToMove(ada: Account) {
  return ada.patch(`${V1}/account/request/code`, { newAccount: `new.${ada.email}` })
}

/** Routes whose answer waits for its mails, each with the way on to an end. */
const WAITING: Record<
  string,
  { ask: (ada: Account) => Promise<Answer>; finish: (ada: Account) => Promise<Answer> }
> = {
  'POST request/code': {
    ask: (ada) => ada.post(`${V1}/request/code`, { account: ada.email }),
    finish: (ada) => ada.post(`${V1}/verify/code`, { code: codeTo(ada.email) }),
  },
  'POST request/refreshToken/code': {
    ask: (ada) => ada.post(`${V1}/request/refreshToken/code`, { account: ada.email, pwd: PASSWORD }),
    finish: (ada) => ada.post(`${V1}/request/refreshToken`, { code: codeTo(ada.email) }),
  },
  'PATCH account/request/code': {
    ask: askToMove,
    finish: (ada) =>
      ada.patch(`${V1}/change/account`, {
        codeCurrentAccount: codeTo(ada.email),
        codeNewAccount: codeTo(`new.${ada.email}`),
      }),
  },
}

const ROUTES = Object.keys(WAITING)

describe.each(Object.entries(WAITING))('%s', (route, { ask, finish }) => {
  it.each(shareOf(route, ROUTES, TROUBLES))(
    'is 503 when Resend answers %s, leaves nothing half done, and works when asked again',
    async (_what, trouble) => {
      const ada = await somebody()
      mailbox.answers(trouble)
      const before = await dump(ACCOUNTS)
      const cookies = [...ada.cookies]
      const asked = Date.now()

      const answer = await ask(ada)

      expect([answer.status, answer.body['msg'], answer.headers.get('Retry-After')]).toEqual([
        503,
        'Unavailable',
        '10',
      ])
      expect(Date.now() - asked).toBeLessThan(16_000)
      expect([...ada.cookies]).toEqual(cookies)
      expect(await dump(ACCOUNTS)).toBe(before)
      expect(answer.text).not.toMatch(/resend|429|500/i)
      expect(events()).toContain('request_refused')

      mailbox.answers(taken)
      expect((await ask(ada)).status).toBe(200)
      expect((await finish(ada)).status).toBe(200)
    },
  )
})

/** Routes that wait, and what they call an address that takes no mail: the same whoever asks. */
const UNREACHABLE: Record<string, { ask: (ada: Account) => Promise<Answer>; said: [number, string] }> = {
  'POST request/code': {
    ask: (ada) => ada.post(`${V1}/request/code`, { account: ada.email }),
    said: [400, 'member=account; rule=unreachable'],
  },
  'POST request/code for an address without an account': {
    ask: (ada) => ada.post(`${V1}/request/code`, { account: freshEmail() }),
    said: [400, 'member=account; rule=unreachable'],
  },
  'POST request/refreshToken/code': {
    ask: (ada) => ada.post(`${V1}/request/refreshToken/code`, { account: ada.email, pwd: PASSWORD }),
    said: [400, 'member=account; rule=unreachable'],
  },
  'PATCH account/request/code': {
    ask: askToMove,
    said: [400, 'member=account; rule=unreachable; member=newAccount; rule=unreachable'],
  },
  'POST users/me/verify/mail': {
    ask: async (ada) => {
      await rows('update users set verified_at = null')
      return ada.post('/api/v1/users/me/verify/mail', undefined, { token: ada.tokens.access })
    },
    said: [422, 'member=email; rule=unreachable'],
  },
}

describe.each(Object.entries(UNREACHABLE))('%s', (_route, { ask, said: [status, broken] }) => {
  it('says that the address cannot be reached when it is refused for good, and not to try again', async () => {
    const ada = await somebody()
    mailbox.answers(failing(422))
    const answer = await ask(ada)
    const { headers } = answer
    expect([answer.status, headers.get('Postern-Failure'), headers.has('Retry-After')]).toEqual([
      status,
      `invalid_input; ${broken}`,
      false,
    ])
    if (status === 400) expect(answer.body['msg']).toBe('Invalid data')
  })
})

describe('PATCH password/request/code', () => {
  it.each(TROUBLES)('is 200 whatever happens to the mail: %s', async (_what, trouble) => {
    const ada = await somebody()
    mailbox.answers(trouble)
    const ask = () => ada.patch(`${V1}/password/request/code`, { account: ada.email })

    expect((await ask()).status).toBe(200)

    expect(logged().find(({ event }) => event === 'deferred_work_failed')?.reason).toMatch(
      /^mail not sent: (status \d{3}|no answer from Resend)$/,
    )
    mailbox.answers(taken)
    expect((await ask()).status).toBe(200)
    const body = { code: codeTo(ada.email), newPwd: NEW_PASSWORD }
    expect((await ada.patch(`${V1}/change/password`, body)).status).toBe(200)
  })
})

describe('a change of address of whose two mails one is not taken', () => {
  it.each([
    ['current', 401, 503, 'unavailable'],
    ['new', 401, 503, 'unavailable'],
    ['current', 422, 400, 'invalid_input; member=account; rule=unreachable'],
    ['new', 422, 400, 'invalid_input; member=newAccount; rule=unreachable'],
  ])(
    '(the one to the %s address, with %i) is %i, and the other code is worth nothing',
    async (which, refusal, status, failure) => {
      const ada = await somebody()
      const lost = which === 'new' ? `new.${ada.email}` : ada.email
      mailbox.answers((mail) => (mail.to === lost ? failing(refusal)() : taken()))
      const answer = await askToMove(ada)
      expect([answer.status, answer.headers.get('Postern-Failure')]).toEqual([status, failure])
      expect(ada.cookies.has('__Host-change')).toBe(false)
      expect(await rows('select email from users')).toEqual([{ email: ada.email }])
    },
  )
})

describe('a change of address of whose two mails one is refused for good, the other for a moment', () => {
  it('is answered when no mail is under way any more, so that no useless code arrives after the answer', async () => {
    const ada = await somebody()
    let refusals = 1
    mailbox.answers((mail) => {
      if (mail.to !== ada.email) return failing(422)()
      return (refusals -= 1) >= 0 ? failing(500)() : taken()
    })
    const before = mailbox.to(ada.email).length
    expect((await askToMove(ada)).status).toBe(400)
    expect(mailbox.to(ada.email)).toHaveLength(before + 2)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(mailbox.to(ada.email)).toHaveLength(before + 2)
  })
})

describe('a notice that is not taken', () => {
  it('does not undo what it reports', async () => {
    const ada = await somebody()
    const by: Person = person({ worker, roaming: true })
    await by.patch(`${V1}/password/request/code`, { account: ada.email })
    const body = { code: codeTo(ada.email), newPwd: NEW_PASSWORD }
    mailbox.answers(failing(500))
    expect((await by.patch(`${V1}/change/password`, body)).status).toBe(200)
    expect(events()).toContain('deferred_work_failed')
    await signedIn(by, { email: ada.email, password: NEW_PASSWORD })
  })
})

describe('a mail', () => {
  it('has one idempotency key for all its tries, and another one when it is asked for again', async () => {
    const ada = person({ worker })
    const account = freshEmail()
    let refusals = 1
    mailbox.answers(() => ((refusals -= 1) >= 0 ? failing(429)() : taken()))
    for (let n = 0; n < 2; n += 1) {
      expect((await ada.post(`${V1}/request/code`, { account })).status).toBe(200)
    }
    const [first, again, other, ...more] = mailbox.heard
    expect(more).toEqual([])
    expect(again).toEqual({ ...first, at: expect.any(Number) as number })
    expect(other?.key).not.toBe(first?.key)
    expect(first?.key).toMatch(/^[\w-]{43}$/)
    expect(codeIn(first ?? { text: '' })).not.toBe(codeIn(other ?? { text: '' }))
  })
})
