import { describe, expect, it } from 'vitest'
import { claimsOf, freshEmail, PASSWORD } from '../support/account.ts'
import { enrolled, NEW_PASSWORD, proveMailbox, V1 } from '../support/code-flows.ts'
import { dump, rows } from '../support/database.ts'
import { PATHS } from '../support/documented.ts'
import { logText } from '../support/log.ts'
import { codeFor, standsIn, unread } from '../support/mails.ts'
import { pass } from '../support/clock.ts'
import { type Answer, HOME, person } from '../support/person.ts'
import { observed } from '../support/work.ts'
import { bindings } from '../support/bindings.ts'
import { workerWith } from '../support/worker.ts'

/** What an answer does to the cookies of a browser, in its order. */
const changes = ({ headers }: Answer) =>
  headers
    .getSetCookie()
    .map((line) => `${/^__Host-(\w+)=/.exec(line)?.[1]} ${/Max-Age=(\d+)/.exec(line)?.[1]}`)

const STRANGE_SITES = ['cross-site', 'same-site']
const LISTED = 'https://app.example.com'

describe('the cookies of every route', () => {
  it('are set and cleared as the contract says, for as long as what is inside is good', async () => {
    const [ada, email, next] = [person(), freshEmail(), freshEmail()]
    const seen: Record<string, string[]> = {}
    const note = async (name: string, answer: Promise<Answer>) => {
      const { status, text } = await answer
      expect(status, text).toBeLessThan(202)
      seen[name] = changes(await answer)
    }
    await note('request/code', ada.post(`${V1}/request/code`, { account: email }))
    await note('verify/code', ada.post(`${V1}/verify/code`, { code: await codeFor(email) }))
    await note('create/account', ada.post(`${V1}/create/account`, { pwd: PASSWORD }))
    const login = { account: email, pwd: PASSWORD }
    await note('request/refreshToken/code', ada.post(`${V1}/request/refreshToken/code`, login))
    await note('request/refreshToken', ada.post(`${V1}/request/refreshToken`, { code: await codeFor(email) }))
    await note('request/accessToken', ada.get(`${V1}/request/accessToken`))
    await note('account/request/code', ada.patch(`${V1}/account/request/code`, { newAccount: next }))
    const both = { codeCurrentAccount: await codeFor(email), codeNewAccount: await codeFor(next) }
    await note('change/account', ada.patch(`${V1}/change/account`, both))
    await note('password/request/code', ada.patch(`${V1}/password/request/code`, { account: next }))
    const reset = { code: await codeFor(next), newPwd: NEW_PASSWORD }
    await note('change/password', ada.patch(`${V1}/change/password`, reset))
    const bob = await enrolled()
    await note('request/logout', bob.post(`${V1}/request/logout`))

    const tokens = ['refreshToken 1209600', 'accessToken 1800']
    const device = 'device 34560000'
    const noTokens = ['refreshToken 0', 'accessToken 0']
    expect(seen).toEqual({
      'request/code': ['code 600'],
      'verify/code': ['code 0', 'account 900'],
      'create/account': ['account 0', ...tokens, device],
      'request/refreshToken/code': ['login 600'],
      'request/refreshToken': ['login 0', ...tokens, device],
      'request/accessToken': tokens,
      'account/request/code': ['change 600'],
      'change/account': ['change 0', ...tokens],
      'password/request/code': ['pwdChange 600'],
      'change/password': ['pwdChange 0', ...noTokens, device],
      'request/logout': noTokens,
    })
  })

  it('stay as they are when a request is refused', async () => {
    const ada = await enrolled()
    await ada.post(`${V1}/request/code`, { account: ada.email })
    for (const answer of [
      await ada.post(`${V1}/verify/code`, { code: '0000' }),
      await ada.post(`${V1}/verify/code`, {}),
      await ada.post(`${V1}/request/refreshToken`, { code: '0000' }),
      await ada.patch(`${V1}/change/password`, { code: '0000', newPwd: NEW_PASSWORD }),
      await person().post(`${V1}/request/logout`),
    ]) {
      expect([answer.status >= 400, changes(answer)]).toEqual([true, []])
    }
  })

  it.each(['Strict', 'Lax', 'None'] as const)(
    'are SameSite=%s when the setting says so',
    async (sameSite) => {
      const worker = workerWith({ COOKIE_SAMESITE: sameSite })
      const [ada, email] = [person({ worker, sameSite }), freshEmail()]
      await proveMailbox(ada, email)
      expect((await ada.post(`${V1}/create/account`, { pwd: PASSWORD })).status).toBe(201)
      expect((await ada.post(`${V1}/request/logout`)).status).toBe(200)
    },
  )

  it('end with the session, however long a token would be good', async () => {
    const worker = workerWith({ ACCESS_TOKEN_TTL: '600', REFRESH_TOKEN_TTL: '600', SESSION_TTL: '600' })
    const [ada, email] = [person({ worker }), freshEmail()]
    await proveMailbox(ada, email)
    const created = await ada.post(`${V1}/create/account`, { pwd: PASSWORD })
    expect(changes(created)).toEqual(['account 0', 'refreshToken 600', 'accessToken 600', 'device 34560000'])
  })

  it('hold no address and no account in readable form', async () => {
    const ada = await enrolled()
    const next = freshEmail()
    await ada.patch(`${V1}/account/request/code`, { newAccount: next })
    await ada.post(`${V1}/request/code`, { account: ada.email })
    await unread(next)
    await proveMailbox(ada, next)
    for (const [name, value] of ada.cookies) {
      const readable = value
        .split('.')
        .flatMap((part) => [part, plain(part)])
        .join(' ')
      expect([ada.email, next].filter((address) => readable.includes(address))).toEqual([])
      if (!['__Host-accessToken', '__Host-device'].includes(name)) expect(readable).not.toContain(ada.id)
    }
  })
})

describe('a code', () => {
  it('is in its mail only: in no answer, no log, not in D1, not in KV', async () => {
    const [ada, email, next] = [person(), freshEmail(), freshEmail()]
    const said: string[] = []
    const codes: string[] = []
    const hear = async (answer: Promise<Answer>) => {
      const { status, headers, text } = await answer
      expect(status, text).toBeLessThan(202)
      said.push(JSON.stringify([...headers]), text)
    }
    const read = async (address: string) => {
      const code = await codeFor(address)
      codes.push(code)
      return code
    }
    await hear(ada.post(`${V1}/request/code`, { account: email }))
    await hear(ada.post(`${V1}/verify/code`, { code: await read(email) }))
    await hear(ada.post(`${V1}/create/account`, { pwd: PASSWORD }))
    await hear(ada.post(`${V1}/request/refreshToken/code`, { account: email, pwd: PASSWORD }))
    await hear(ada.post(`${V1}/request/refreshToken`, { code: await read(email) }))
    await hear(ada.patch(`${V1}/account/request/code`, { newAccount: next }))
    const both = { codeCurrentAccount: await read(email), codeNewAccount: await read(next) }
    await hear(ada.patch(`${V1}/change/account`, both))
    await hear(ada.patch(`${V1}/password/request/code`, { account: next }))
    await hear(ada.patch(`${V1}/change/password`, { code: await read(next), newPwd: NEW_PASSWORD }))

    const stored = await Promise.all(
      (await bindings.KV.list()).keys
        .filter(({ name }) => !name.startsWith('mailbox:'))
        .map(async ({ name }) => name + (await bindings.KV.get(name))),
    )
    const places = [...said, logText(), stored.join(), await dump()].join()
    expect(codes).toHaveLength(5)
    expect(stored.length).toBeGreaterThanOrEqual(4)
    expect(codes.filter((code) => standsIn(code, places))).toEqual([])
    const keys = (await bindings.KV.list()).keys.map(({ name }) => name).join()
    const ledger =
      // But for the address that a link to undo a move reserves.
      JSON.stringify(await rows('select id, subject, claim from challenges')) +
      JSON.stringify(await rows('select * from budgets'))
    expect([email, next].filter((address) => (keys + ledger).includes(address))).toEqual([])
  })
})

describe('a request that another site has a browser send with its cookies', () => {
  it.each(STRANGE_SITES)('from a %s changes nothing', async (site) => {
    const ada = await enrolled()
    await ada.post(`${V1}/request/code`, { account: ada.email })
    const code = await codeFor(ada.email)
    await ada.patch(`${V1}/password/request/code`, { account: ada.email })
    const resetCode = await codeFor(ada.email)
    const before = await dump()
    const headers = { 'Sec-Fetch-Site': site }
    for (const answer of [
      await ada.post(`${V1}/request/logout`, undefined, { headers }),
      await ada.post(`${V1}/verify/code`, { code }, { headers }),
      await ada.patch(`${V1}/account/request/code`, { newAccount: freshEmail() }, { headers }),
      await ada.patch(`${V1}/change/password`, { code: resetCode, newPwd: NEW_PASSWORD }, { headers }),
    ]) {
      expect([answer.status, answer.body['msg']]).toEqual([403, 'Origin not allowed'])
    }
    expect(await dump()).toBe(before)
  })

  it.each([...STRANGE_SITES, 'same-origin', 'none'])(
    'from a %s with a listed origin is allowed',
    async (site) => {
      const ada = await enrolled()
      const headers = { 'Sec-Fetch-Site': site, Origin: LISTED }
      const answer = await ada.post(`${V1}/request/logout`, undefined, { headers })
      expect(answer.status).toBe(200)
      expect(answer.headers.get('Access-Control-Allow-Origin')).toBe(LISTED)
      expect(answer.headers.get('Access-Control-Allow-Credentials')).toBe('true')
    },
  )

  it.each(['https://evil.example.net', 'null', 'https://app.example.com.evil.net', 'http://app.example.com'])(
    'with the origin %s is refused, with cookies and without',
    async (Origin) => {
      const ada = await enrolled()
      const before = await dump()
      const answers = [
        await ada.post(`${V1}/request/logout`, undefined, { headers: { Origin } }),
        await person().post(`${V1}/request/code`, { account: ada.email }, { headers: { Origin } }),
        await ada.get(`${V1}/request/accessToken`, { headers: { Origin } }),
      ]
      for (const answer of answers) {
        expect([answer.status, answer.body['msg']]).toEqual([403, 'Origin not allowed'])
        expect(answer.headers.get('Access-Control-Allow-Origin')).toBeNull()
      }
      expect(await dump()).toBe(before)
    },
  )

  it('does not renew tokens by GET', async () => {
    const ada = await enrolled()
    const before = await dump()
    const renew = (headers: Record<string, string>) => ada.get(`${V1}/request/accessToken`, { headers })
    for (const site of STRANGE_SITES) expect((await renew({ 'Sec-Fetch-Site': site })).status).toBe(403)
    expect(await dump()).toBe(before)
    for (const headers of [
      {},
      { 'Sec-Fetch-Site': 'same-origin' },
      { 'Sec-Fetch-Site': 'cross-site', Origin: LISTED },
      { 'Sec-Fetch-Site': 'same-site', Origin: LISTED },
    ]) {
      expect((await renew(headers)).status).toBe(200)
    }
  })

  it('is allowed without cookies, because then it acts for nobody', async () => {
    const headers = { 'Sec-Fetch-Site': 'cross-site' }
    const answer = await person().post(`${V1}/request/code`, { account: freshEmail() }, { headers })
    expect(answer.status).toBe(200)
  })

  it('is allowed without either header, because no browser sends JSON to another origin unasked', async () => {
    const ada = await enrolled()
    expect((await ada.post(`${V1}/request/logout`)).status).toBe(200)
  })
})

/** Every route that gives tokens to the caller of a session, in its body or in cookies. */
const FOR_NEW_TOKENS = Object.entries(PATHS).flatMap(([path, operations]) =>
  Object.entries(operations).flatMap(([method, { security, responses }]) => {
    const isForAnybody = security.length === 0 || security.some((one) => Object.keys(one).length === 0)
    const successes = Object.entries(responses).filter(([status]) => status < '300')
    const areTokens = /refresh_?token/i.test(JSON.stringify(successes))
    return areTokens && !isForAnybody
      ? [[`${method.toUpperCase()} ${path}`, method.toUpperCase(), path] as const]
      : []
  }),
)

/** Base64url as text, if it is any. */
function plain(part: string): string {
  try {
    return atob(part.replaceAll('-', '+').replaceAll('_', '/'))
  } catch {
    return ''
  }
}

describe('the access token of a page whose session is in cookies', () => {
  const PATH = '/api/v1/auth/token'
  const page = { headers: { Origin: LISTED } }

  it('is of the same session, for five minutes, without a refresh token', async () => {
    const ada = await enrolled()
    const answer = await ada.post(PATH, undefined, page)
    expect([answer.status, answer.body]).toEqual([
      200,
      { access_token: expect.any(String), token_type: 'Bearer', expires_in: 300 },
    ])
    expect(answer.headers.getSetCookie()).toEqual([])
    const token = String(answer.body['access_token'])
    const [own, inCookie] = [claimsOf(token), claimsOf(ada.cookies.get('__Host-accessToken') ?? '')]
    expect([own['sid'], own['sub'], own['role']]).toEqual([inCookie['sid'], ada.id, 'user'])
    expect(own['email_verified']).toBe(true)
    expect((await person().get('/api/v1/users/me', { token })).status).toBe(200)
    pass(5 * 60_000 + 6_000)
    expect((await person().get('/api/v1/users/me', { token })).status).toBe(401)
  })

  it('lives no longer than the tokens of the service, nor than its session', async () => {
    const short = workerWith({ ACCESS_TOKEN_TTL: '120' })
    const bob = await enrolled({ worker: short })
    expect((await bob.post(PATH, undefined, page)).body['expires_in']).toBe(120)
    for (const end of ['expires_at', 'idle_expires_at']) {
      const ada = await enrolled()
      await rows(`update sessions set ${end} = ?`, Date.now() + 60_000)
      expect((await ada.post(PATH, undefined, page)).body['expires_in'], end).toBe(60)
    }
  })

  it('is refused with a header, with no cookie, and without an origin: 401', async () => {
    const ada = await enrolled()
    const access = ada.cookies.get('__Host-accessToken') ?? ''
    const refused = async (asked: Promise<Answer>) => {
      const { status, body } = await asked
      return [status, body['code']]
    }
    expect(await refused(ada.post(PATH))).toEqual([401, 'unauthenticated'])
    expect(await refused(person().post(PATH, undefined, page))).toEqual([401, 'unauthenticated'])
    for (const token of [access, 'a.b.c'])
      for (const by of [ada, person()])
        expect(await refused(by.post(PATH, undefined, { ...page, token }))).toEqual([401, 'token_refused'])
    expect(await refused(ada.post(PATH, undefined, { headers: { Origin: 'https://evil.example' } }))).toEqual(
      [403, 'origin_not_allowed'],
    )
    ada.cookies.set('__Host-accessToken', 'a.b.c')
    expect(await refused(ada.post(PATH, undefined, page))).toEqual([401, 'token_refused'])
  })

  it('is given to a page of our own', async () => {
    const ada = await enrolled()
    expect((await ada.post(PATH, undefined, { headers: { Origin: HOME } })).status).toBe(200)
  })

  it('ends with its session, and no more are given', async () => {
    const ada = await enrolled()
    const cookies = new Map(ada.cookies)
    const token = String((await ada.post(PATH, undefined, page)).body['access_token'])
    expect((await ada.post(`${V1}/request/logout`)).status).toBe(200)
    expect((await person().get('/api/v1/users/me', { token })).status).toBe(401)
    for (const [name, value] of cookies) ada.cookies.set(name, value)
    const answer = await ada.post(PATH, undefined, page)
    expect([answer.status, answer.body['code']]).toEqual([401, 'token_refused'])
  })

  it('is never fresh, however new the session is: nothing that asks for a recent proof takes it', async () => {
    const ada = await enrolled({ email: 'root@example.com' })
    const token = String((await ada.post(PATH, undefined, page)).body['access_token'])
    expect(claimsOf(token)['role']).toBe('admin')
    const set = await person().put(
      `/api/v1/auth/reset-password/${ada.id}`,
      { password: NEW_PASSWORD },
      { token },
    )
    expect([set.status, set.body['code']]).toEqual([401, 'sign_in_again'])
    const another = { email: freshEmail(), password: PASSWORD, names: 'Grace', surnames: 'Hopper' }
    const made = await person().post('/api/v1/auth/register', another, { token })
    expect((made.body['user'] as { id: string }).id).toBeDefined()
    expect(await rows(`select id from users where role = 'admin'`)).toEqual([])
    // The session goes on as fresh as it was.
    const byCookie = await ada.put(`/api/v1/auth/reset-password/${ada.id}`, { password: NEW_PASSWORD })
    expect(byCookie.status).toBe(200)
  })

  it('brings no other tokens, by any route and wherever it is sent', async () => {
    expect(FOR_NEW_TOKENS.map(([name]) => name)).toEqual(
      expect.arrayContaining([
        'PATCH /auth/v1/change/account',
        'POST /api/v1/auth/reauthenticate',
        'POST /api/v1/users/me/totp/confirm',
      ]),
    )
    const ada = await enrolled()
    const access = ada.cookies.get('__Host-accessToken') ?? ''
    const token = String((await ada.post(PATH, undefined, page)).body['access_token'])
    const thief = person()
    thief.cookies.set('__Host-accessToken', token)
    for (const [name, method, path] of FOR_NEW_TOKENS) {
      const asked = [person().ask(method, path, {}, { token }), thief.ask(method, path, {}, page)]
      for (const { status, headers } of await Promise.all(asked))
        expect([name, status, headers.get('Postern-Failure')]).toEqual([name, 401, 'token_refused'])
      const { headers } = await person().ask(method, path, {}, { token: access })
      expect([name, headers.get('Postern-Failure')]).not.toEqual([name, 'token_refused'])
    }
    const next = await thief.post(PATH, undefined, page)
    expect([next.status, next.body['code']]).toEqual([401, 'token_refused'])
  })

  it('costs one trip to D1', async () => {
    const { worker, last } = observed()
    const ada = await enrolled()
    const by = person({ worker })
    for (const [name, value] of ada.cookies) by.cookies.set(name, value)
    expect((await by.post(PATH, undefined, page)).status).toBe(200)
    expect(last().trips.d1).toHaveLength(1)
  })
})
