import { describe, expect, it } from 'vitest'
import { freshEmail, PASSWORD, registered, signIn } from '../support/account.ts'
import {
  ACCOUNTS,
  begun,
  CODE_FLOWS,
  enrolled,
  NEW_PASSWORD,
  proveMailbox,
  triesOf,
  V1,
} from '../support/code-flows.ts'
import { dump, rows } from '../support/database.ts'
import { logged } from '../support/log.ts'
import { codeFor, otherThan, unread } from '../support/mails.ts'
import { type Answer, person, type Person } from '../support/person.ts'
import { theWorker, workerWith } from '../support/worker.ts'

type Members = Record<string, unknown>

const refusal = ({ status, body }: Answer) => [status, body['msg'], body['description']]

/** A body for each route that would do, but for the step before. */
const BODIES: Record<string, { method: 'POST' | 'PATCH'; body: Members }> = {
  'request/code': { method: 'POST', body: { account: 'ada@example.org' } },
  'verify/code': { method: 'POST', body: { code: '12345678' } },
  'create/account': { method: 'POST', body: { pwd: PASSWORD } },
  'request/refreshToken/code': { method: 'POST', body: { account: 'ada@example.org', pwd: PASSWORD } },
  'request/refreshToken': { method: 'POST', body: { code: '123456' } },
  'account/request/code': { method: 'PATCH', body: { newAccount: 'eve@example.org' } },
  'change/account': { method: 'PATCH', body: { codeCurrentAccount: '123456', codeNewAccount: '123456' } },
  'password/request/code': { method: 'PATCH', body: { account: 'ada@example.org' } },
  'change/password': { method: 'PATCH', body: { code: '12345678', newPwd: NEW_PASSWORD } },
}

/** Somebody for whom every route is open: signed in, with a cookie of each step. */
async function wayIn(): Promise<Person> {
  const ada = await enrolled()
  const step = 'x.x.x.x.x'
  for (const { cookie } of CODE_FLOWS) ada.cookies.set(cookie, step)
  return Object.assign(ada, { cookies: ada.cookies.set('__Host-account', step) })
}

const members = Object.entries(BODIES).flatMap(([route, { method, body }]) =>
  Object.keys(body).map((member) => ({ route, method, body, member })),
)

const WRONG: Record<string, [unknown, string][]> = {
  account: [
    ['nobody', 'must be an e-mail address.'],
    ['', 'must be an e-mail address.'],
    ['a@b@example.org', 'must be an e-mail address.'],
    ['ada@example.org\r\nBcc: eve@example.org', 'must be an e-mail address.'],
    [7, 'must be a string.'],
    [null, 'must be a string.'],
    [['ada@example.org'], 'must be a string.'],
  ],
  pwd: [
    [7, 'must be a string.'],
    ['\ud800 half a character', 'has characters or a form that is not allowed.'],
    ['x'.repeat(257), 'may not be longer than 256 characters.'],
  ],
  code: [
    [123_456, 'must be a string.'],
    ['12 456', 'has characters or a form that is not allowed.'],
  ],
}
const wrongOf = (member: string) =>
  WRONG[member] ?? WRONG[{ newAccount: 'account', newPwd: 'pwd' }[member] ?? 'code'] ?? []

describe('a body', () => {
  it.each(members)('without $member is missing data at $route', async ({ route, method, body, member }) => {
    const ada = await wayIn()
    const { [member]: _left, ...rest } = body
    const answer = await ada.ask(method, `${V1}/${route}/`, rest)
    expect(refusal(answer)).toEqual([400, 'Missing data', `${member} is required.`])
    expect(answer.body['link']).toEqual([{ rel: 'self', href: `${V1}/${route}/` }])
  })

  it.each(members)('with another kind of $member is invalid data at $route', async (row) => {
    const { route, method, body, member } = row
    const ada = await wayIn()
    for (const [value, sentence] of wrongOf(member)) {
      const answer = await ada.ask(method, `${V1}/${route}/`, { ...body, [member]: value })
      expect(refusal(answer)).toEqual([400, 'Invalid data', `${member} ${sentence}`])
    }
  })

  it('names missing members before wrong ones', async () => {
    const answer = await person().post(`${V1}/request/refreshToken/code`, { account: 'nobody' })
    expect(refusal(answer)).toEqual([400, 'Missing data', 'pwd is required.'])
  })

  it.each([
    ['firstName', '', 'must be at least 1 characters.'],
    ['firstName', 'x'.repeat(101), 'may not be longer than 100 characters.'],
    ['lastName', 'Love\nlace', 'has characters or a form that is not allowed.'],
    ['lastName', 7, 'must be a string.'],
  ])('with %s %j makes no account', async (member, value, sentence) => {
    const ada = person()
    await proveMailbox(ada, freshEmail())
    const answer = await ada.post(`${V1}/create/account`, { pwd: PASSWORD, [member]: value })
    expect(refusal(answer)).toEqual([400, 'Invalid data', `${member} ${sentence}`])
    expect(await rows('select id from users')).toEqual([])
    expect((await ada.post(`${V1}/create/account`, { pwd: PASSWORD })).status).toBe(201)
  })
})

describe('an answer', () => {
  it.each(['', '/'])('is the same at a path that ends in "%s"', async (end) => {
    const answer = await person().post(`${V1}/request/code${end}`, { account: freshEmail() })
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        success: true,
        link: [
          { rel: 'self', href: '/auth/v1/request/code/' },
          { rel: 'next', href: '/auth/v1/verify/code/' },
        ],
      },
    ])
  })

  it.each([
    ['GET', 'request/code', undefined, 405, 'Method not allowed'],
    ['POST', 'nothing/here', undefined, 404, 'Not found'],
    ['POST', 'request/code', '{"account":', 400, 'Invalid data'],
    ['POST', 'request/code', '[]', 400, 'Invalid data'],
    ['POST', 'request/code', `{"account":"${'x'.repeat(17_000)}"}`, 413, 'Body too large'],
  ])('to %s %s is a failure of this surface', async (method, route, body, status, msg) => {
    const answer = await person().ask(method, `${V1}/${route}`, body)
    expect([answer.status, answer.body['success'], answer.body['msg']]).toEqual([status, false, msg])
    if (status === 405) expect(answer.headers.get('Allow')).toBe('POST')
  })

  it('to a form is 415', async () => {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
    const answer = await person().post(`${V1}/request/code`, 'account=ada@example.org', { headers })
    expect([answer.status, answer.body['msg']]).toEqual([415, 'Unsupported media type'])
  })

  it.each([
    ['PATCH', 'account/request/code'],
    ['PATCH', 'change/account'],
    ['GET', 'request/accessToken'],
    ['POST', 'request/logout'],
  ])('to %s %s without a token is 401', async (method, route) => {
    const answer = await person().ask(method, `${V1}/${route}`, BODIES[route]?.body)
    expect([answer.status, answer.body['msg']]).toEqual([401, 'Not signed in'])
    expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer')
  })

  it.each([
    ['PATCH', 'account/request/code'],
    ['PATCH', 'change/account'],
    ['POST', 'request/logout'],
    ['POST', 'verify/code'],
  ])('to %s %s with a bad bearer token is 401, whatever the cookies are', async (method, route) => {
    const ada = await wayIn()
    const answer = await ada.ask(method, `${V1}/${route}`, BODIES[route]?.body, { token: 'not.a.token' })
    expect([answer.status, answer.body['msg']]).toEqual([401, 'Not signed in'])
    expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer error="invalid_token"')
  })

  it('to a fourth mail at once is 429', async () => {
    const email = freshEmail()
    const ask = () => person().post(`${V1}/request/code`, { account: email })
    for (let n = 0; n < 3; n += 1) expect((await ask()).status).toBe(200)
    const answer = await ask()
    expect([answer.status, answer.body['msg']]).toEqual([429, 'Too many requests'])
    expect(answer.headers.get('Retry-After')).toBe('2700')
    expect(await unread(email)).toHaveLength(3)
  })

  it('to the present address of the account is a refusal that names it', async () => {
    const ada = await enrolled()
    const answer = await ada.patch(`${V1}/account/request/code`, {
      newAccount: ` ${ada.email.toUpperCase()}`,
    })
    expect(refusal(answer)).toEqual([400, 'Invalid data', 'newAccount is the present one.'])
    expect(await unread(ada.email)).toEqual([])
  })
})

describe('a new password that breaks a rule', () => {
  const broken = (email: string): [string, string][] => [
    ['seven77', 'must be at least 8 characters.'],
    ['x'.repeat(257), 'may not be longer than 256 characters.'],
    ['password1', 'is too common.'],
    [email, 'may not contain the account or our name.'],
    ['postern2026!', 'may not contain the account or our name.'],
  ]

  it('is refused with its reason before a try is spent', async () => {
    const ada = await enrolled()
    await ada.patch(`${V1}/password/request/code`, { account: ada.email })
    const code = await codeFor(ada.email)
    for (const [newPwd, sentence] of broken(ada.email)) {
      const answer = await ada.patch(`${V1}/change/password`, { code: otherThan(code), newPwd })
      expect(refusal(answer)).toEqual([400, 'Invalid data', `newPwd ${sentence}`])
    }
    expect(await triesOf('reset_password')).toEqual([0])
    expect((await ada.patch(`${V1}/change/password`, { code, newPwd: NEW_PASSWORD })).status).toBe(200)
  })

  it('makes no account, and the proof stays valid', async () => {
    const [ada, email] = [person(), freshEmail()]
    await proveMailbox(ada, email)
    for (const [pwd, sentence] of broken(email)) {
      const answer = await ada.post(`${V1}/create/account`, { pwd })
      expect(refusal(answer)).toEqual([400, 'Invalid data', `pwd ${sentence}`])
    }
    expect((await ada.post(`${V1}/create/account`, { pwd: PASSWORD })).status).toBe(201)
  })
})

describe('TEST_PWD', () => {
  const worker = workerWith({ TEST_PWD: 'for our own tests' })
  const right = { TEST_PWD: 'for our own tests' }

  it('makes every code 1234 and sends no mail, when it is right', async () => {
    const [ada, email, next] = [person({ worker }), freshEmail(), freshEmail()]
    const ok = async (answer: Promise<Answer>) =>
      expect((await answer).status, (await answer).text).toBeLessThan(202)
    await ok(ada.post(`${V1}/request/code`, { account: email, ...right }))
    await ok(ada.post(`${V1}/verify/code`, { code: '1234' }))
    await ok(ada.post(`${V1}/create/account`, { pwd: PASSWORD }))
    await ok(ada.post(`${V1}/request/refreshToken/code`, { account: email, pwd: PASSWORD, ...right }))
    await ok(ada.post(`${V1}/request/refreshToken`, { code: '1234' }))
    await ok(ada.patch(`${V1}/account/request/code`, { newAccount: next, ...right }))
    expect([...(await unread(email)), ...(await unread(next))]).toEqual([])
    await ok(ada.patch(`${V1}/change/account`, { codeCurrentAccount: '1234', codeNewAccount: '1234' }))
    await ok(ada.patch(`${V1}/password/request/code`, { account: next, ...right }))
    await ok(ada.patch(`${V1}/change/password`, { code: '1234', newPwd: NEW_PASSWORD }))
    // What is mailed are the notices of what has happened.
    expect(
      [...(await unread(email)), ...(await unread(next))].map(({ subject }) => subject).toSorted(),
    ).toEqual([
      'Your Postern account has a new address',
      'Your Postern account has a new address',
      'Your Postern password was changed',
    ])
  })

  it.each(['for our own test', 'FOR OUR OWN TESTS', '', 7, null, true, ['for our own tests'], {}])(
    'is ignored when it is %j',
    async (wrong) => {
      const [ada, email] = [person({ worker }), freshEmail()]
      expect((await ada.post(`${V1}/request/code`, { account: email, TEST_PWD: wrong })).status).toBe(200)
      expect((await ada.post(`${V1}/verify/code`, { code: '1234' })).body['msg']).toBe('Invalid code')
      expect((await ada.post(`${V1}/verify/code`, { code: await codeFor(email) })).status).toBe(200)
    },
  )

  it.each(['', 'undefined', null, 'anything'])('is ignored when none is set: %j', async (guess) => {
    const [ada, email] = [person({ worker: theWorker }), freshEmail()]
    await ada.post(`${V1}/request/code`, { account: email, TEST_PWD: guess })
    expect((await ada.post(`${V1}/verify/code`, { code: '1234' })).body['msg']).toBe('Invalid code')
    expect(await codeFor(email)).toMatch(/^\d{8}$/)
  })

  it('stops a production service, which says so in its log', async () => {
    const production = workerWith({
      TEST_PWD: 'for our own tests',
      ENVIRONMENT: 'production',
      RESEND_API_KEY: 're_key',
      EMAIL_FROM: 'post@example.com',
    })
    const answer = await person({ worker: production }).post(`${V1}/request/code`, {
      account: freshEmail(),
      ...right,
    })
    expect([answer.status, answer.body['msg']]).toEqual([503, 'Unavailable'])
    expect(logged().find(({ event }) => event === 'misconfigured')).toMatchObject({ setting: 'TEST_PWD' })
  })
})

describe('a code for somebody whose account is disabled', () => {
  it('opens no session, even when it was mailed before', async () => {
    const ada = await registered()
    await unread(ada.email)
    const flow = CODE_FLOWS.find(({ purpose }) => purpose === 'sign_in')
    const codes = flow ? await begun(flow, ada, ada) : []
    await rows('update users set disabled_at = 1')
    const before = await dump(ACCOUNTS)
    expect(refusal(await ada.post(`${V1}/request/refreshToken`, { code: codes[0] })).slice(0, 2)).toEqual([
      400,
      'Invalid code',
    ])
    expect(await dump(ACCOUNTS)).toBe(before)
    expect((await signIn(person(), ada)).status).toBe(401)
  })
})
