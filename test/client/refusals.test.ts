import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { createClient } from '../../src/client/client.ts'
import type { RefusalKind } from '../../src/client/failure-header.ts'
import { Refusal, type Said, Unreachable } from '../../src/client/refusal.ts'
import { memoryStorage } from '../../src/client/storage.ts'
import { Failure, FAILURE_CODES, type FailureCode } from '../../src/core/failure.ts'
import type { AppEnv } from '../../src/http/app-env.ts'
import { type Dialect, refuse } from '../../src/http/refuse.ts'
import { dialect as accountV1 } from '../../src/surfaces/account-v1/failures.ts'
import { dialect as apiV1 } from '../../src/surfaces/api-v1/failures.ts'
import { dialect as authV1 } from '../../src/surfaces/auth-v1/failures.ts'
import { freshEmail, PASSWORD } from '../support/account.ts'
import { app } from '../support/app.ts'
import { HOME } from '../support/person.ts'

/** Those that are the same for an app. */
const TOLD_AS: Partial<Record<FailureCode, RefusalKind>> = {
  token_refused: 'unauthenticated',
  refresh_token_refused: 'unauthenticated',
  wrong_current_password: 'wrong_credentials',
}
const DIALECTS: Record<string, Dialect> = { 'account-v1': accountV1, 'api-v1': apiV1, 'auth-v1': authV1 }
const everyCase = Object.entries(DIALECTS).flatMap(([name, dialect]) =>
  FAILURE_CODES.map((code) => ({ name, code, dialect })),
)

/** What a call is refused with. */
async function refusalOf(call: Promise<unknown>): Promise<Refusal> {
  const error = await call.then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(error).toBeInstanceOf(Refusal)
  return error as Refusal
}

describe('a refusal', () => {
  it.each(everyCase)('of $name has the kind $code', async ({ code, dialect }) => {
    const server = new Hono<AppEnv>().all('*', (c) =>
      refuse(dialect, new Failure(code, { retryAfter: 7 }), c),
    )
    const answer = await server.request('/anywhere')
    const refusal = new Refusal(answer, await answer.json<Said>())
    expect(refusal).toMatchObject({
      kind: TOLD_AS[code] ?? code,
      status: answer.status,
      retryAfter: 7,
      broken: [],
    })
    expect(refusal.message).toMatch(code === 'invalid_input' ? /^/ : /\w/)
  })

  it('that a newer service may say is internal, or a rule that does not fit', () => {
    const headers = { 'Postern-Failure': 'tired; member=bed; rule=too_hard; limit=3; depth=4' }
    expect(new Refusal(new Response(null, { status: 418, headers }), {})).toMatchObject({
      kind: 'internal',
      broken: [{ member: 'bed', rule: 'not_valid', limit: 3 }],
    })
  })

  it('names the members that are wrong, in the words of the surface', async () => {
    const { account, api, auth } = app()
    const email = 'nobody'
    expect(await refusalOf(account.login({ email, password: PASSWORD }))).toMatchObject({
      kind: 'invalid_input',
      message: 'Value is not a valid email address',
      fields: { email: ['Value is not a valid email address'] },
      broken: [{ member: 'email', rule: 'not_an_email' }],
    })
    expect(await refusalOf(api.register({ name: '', email, password: PASSWORD }))).toMatchObject({
      kind: 'invalid_input',
      fields: {
        name: ['The name field is required.'],
        email: ['The email must be a valid email address.'],
      },
      broken: [
        { member: 'name', rule: 'missing' },
        { member: 'email', rule: 'not_an_email' },
      ],
    })
    expect(await refusalOf(auth.startSignIn({ account: email, pwd: PASSWORD }))).toMatchObject({
      kind: 'invalid_input',
      message: 'Invalid data: account must be an e-mail address.',
      fields: { account: ['account must be an e-mail address.'] },
      broken: [{ member: 'account', rule: 'not_an_email' }],
    })
    const short = { email: freshEmail(), password: 'short', confirm_password: 'shot' }
    const person = { ...short, first_name: 'A', last_name: 'B' }
    expect(await refusalOf(account.register(person))).toMatchObject({
      fields: { confirm_password: ['Passwords do not match'] },
      broken: [{ member: 'confirm_password', rule: 'confirmation' }],
    })
    expect(await refusalOf(account.register({ ...person, confirm_password: 'short' }))).toMatchObject({
      broken: [{ member: 'password', rule: 'too_short', limit: 8 }],
    })
  })

  it('tells wrong credentials from a session that is missing', async () => {
    const { account, api, auth } = app()
    const email = freshEmail()
    const unknown = { kind: 'wrong_credentials', status: 401, fields: {} }
    expect(await refusalOf(account.login({ email, password: PASSWORD }))).toMatchObject(unknown)
    expect(await refusalOf(api.login({ email, password: PASSWORD }))).toMatchObject(unknown)
    expect(await refusalOf(auth.startSignIn({ account: email, pwd: PASSWORD }))).toMatchObject(unknown)
    const missing = { kind: 'unauthenticated', status: 401 }
    for (const call of [account.me, account.refresh, api.refresh, auth.renew])
      expect(await refusalOf(call())).toMatchObject(missing)
  })

  it('says which step is missing, which code is wrong, and what is taken', async () => {
    const { api, auth } = app()
    const [name, email] = ['Ada', freshEmail()]
    expect((await refusalOf(auth.verifyCode({ code: '123456' }))).kind).toBe('first_step_missing')
    await auth.requestCode({ account: email })
    expect((await refusalOf(auth.verifyCode({ code: '0000' }))).kind).toBe('invalid_code')
    await api.register({ name, email, password: PASSWORD })
    expect((await refusalOf(api.register({ name, email, password: PASSWORD }))).kind).toBe('email_taken')
  })

  it('says how long to wait, and how the log calls the request', async () => {
    const { account } = app()
    const guess = () => account.login({ email: 'guessed@example.org', password: PASSWORD })
    for (let tries = 0; tries < 6; tries += 1) await refusalOf(guess())
    expect(await refusalOf(guess())).toMatchObject({
      kind: 'too_many_requests',
      retryAfter: expect.any(Number),
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
  })

  it('holds nothing of what was sent', async () => {
    const { api, kept } = app()
    const email = freshEmail()
    await api.register({ name: 'Ada', email, password: PASSWORD })
    const secrets = [email, PASSWORD, ...[...kept.values()].flatMap((held) => held.split(' '))]
    const refusals = [
      await refusalOf(api.register({ name: 'Ada', email, password: PASSWORD })),
      await refusalOf(api.login({ email, password: `${PASSWORD}!` })),
      await refusalOf(
        api.resetPassword({ token: 'a token', email, password: PASSWORD, password_confirmation: PASSWORD }),
      ),
    ]
    const said = refusals.map((refusal) => `${refusal.stack} ${JSON.stringify(refusal)}`).join('\n')
    expect(secrets.filter((secret) => said.includes(secret))).toEqual([])
  })
})

describe('no answer', () => {
  const LEFT = new Error('the page was left')
  const login = { email: 'ada@example.org', password: PASSWORD }

  it('is no refusal', async () => {
    const cause = new TypeError('network error')
    const { account } = createClient({
      url: HOME,
      storage: memoryStorage(),
      fetch: () => Promise.reject(cause),
    })
    const error = await account.login(login).catch((error: unknown) => error)
    expect(error).toBeInstanceOf(Unreachable)
    expect(error).toMatchObject({ message: 'The auth service cannot be reached.', cause })
  })

  it.each(['<h1>Welcome to our WLAN</h1>', '', '"yes"', 'null', '{}'])(
    'is also what a page like %j counts as',
    async (page) => {
      const { account, isSignedIn } = createClient({
        url: HOME,
        storage: memoryStorage(),
        fetch: async () => new Response(page),
      })
      await expect(account.login(login)).rejects.toBeInstanceOf(Unreachable)
      expect(await isSignedIn()).toBe(false)
    },
  )

  it.each<[when: string, (wanted: AbortController) => Partial<Parameters<typeof createClient>[0]>]>([
    [
      'before it is sent',
      (wanted) => ({
        storage: { ...memoryStorage(), getItem: () => (wanted.abort(LEFT), null) },
        fetch: () => expect.fail('it was sent'),
      }),
    ],
    [
      'before it is answered',
      (wanted) => ({
        fetch: (request) =>
          new Promise((_, reject) => {
            request.signal.addEventListener('abort', () => reject(request.signal.reason as Error))
            wanted.abort(LEFT)
          }),
      }),
    ],
    [
      'while the answer is read',
      (wanted) => ({
        fetch: async () =>
          new Response(
            new ReadableStream({
              pull(controller) {
                wanted.abort(LEFT)
                controller.error(LEFT)
              },
            }),
          ),
      }),
    ],
  ])('gives the reason of the app, when the app has aborted the request %s', async (_when, spoilt) => {
    const wanted = new AbortController()
    const { account } = createClient({ url: HOME, storage: memoryStorage(), ...spoilt(wanted) })
    await expect(account.login(login, { signal: wanted.signal })).rejects.toBe(LEFT)
  })
})
