import { describe, expect, it } from 'vitest'
import { SURFACES } from '../../src/app.ts'
import type { Env } from '../../src/config/config.ts'
import { pass } from '../support/clock.ts'
import { STORIES_OF_MAIL_SIGN_INS } from '../core/faults/stories-of-mail-sign-ins.ts'
import { STORIES_OF_MAILS } from '../core/faults/stories-of-mails.ts'
import { STORIES_OF_OWN_DATA } from '../core/faults/stories-of-own-data.ts'
import { STORIES_OF_SECOND_STEPS } from '../core/faults/stories-of-second-steps.ts'
import { STORIES_OF_TOKENS } from '../core/faults/stories-of-tokens.ts'
import { freshEmail, registered, tokensIn, signedIn } from '../support/account.ts'
import { appSession } from '../support/app-tokens.ts'
import { CODE_FLOWS, enrolled, NEW_PASSWORD, proveMailbox, V1 } from '../support/code-flows.ts'
import { rows } from '../support/database.ts'
import { type Operation, PATHS, resolved } from '../support/documented.ts'
import { MAIL, REDEEM } from '../support/mail-sign-in.ts'
import { newLink } from '../support/mails.ts'
import { type Answer, type Options, person } from '../support/person.ts'
import { resend, RESEND_SETTINGS } from '../support/resend.ts'
import { sample } from '../support/sample.ts'
import { protectedAccount, waiting, withApp } from '../support/second-step.ts'
import { failing } from '../support/wrapped.ts'
import { passkeyProvocation } from './passkey-provocations.ts'
import { workerWith } from '../support/worker.ts'
import {
  deletedAtOnce,
  KEEP,
  keepByMail,
  keepWithoutMail,
  PROVOKED_AGAIN,
  PROVOKED_BY_MAIL,
} from './provoked-by-mail.ts'
import {
  CONFIRM_MOVE,
  flowOfASpentClient,
  moveOfASpentClient,
  secondStepOfASpentClient,
} from './spent-client.ts'

/*
 * Every answer that any test gets is held against the document (test/support/person.ts). Here each answer
 * that the document names is provoked, so that it names none that does not happen.
 */

type Route = { name: string; method: string; path: string; operation: Operation }

const ROUTES: Route[] = Object.entries(PATHS).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    name: `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    path,
    operation,
  })),
)

/** Those of apps are provoked in openapi-of-apps.test.ts: their bodies are forms. */
const isOfApps = ({ path }: Route) => SURFACES.oauth.prefixes.includes(path)

const LINES = ROUTES.filter((route) => !isOfApps(route)).flatMap((route) =>
  Object.entries(route.operation.responses).flatMap(([status, response]) => {
    const examples = resolved(response).content?.['application/json']?.examples
    const codes = examples ? Object.keys(examples) : ['success']
    return codes.map((code) => ({ route, status: Number(status), code, example: examples?.[code] }))
  }),
)
type Line = (typeof LINES)[number]

const bodyOf = ({ operation }: Route) => operation.requestBody?.content['application/json'].example
const cookiesOf = ({ operation }: Route) =>
  (operation.parameters ?? []).filter((parameter) => parameter.in === 'cookie')
const pathOf = ({ path }: Route, id = crypto.randomUUID()) =>
  path
    .replace('{guide}', 'settings')
    .replace('{connection}', 'google')
    .replaceAll(/\{\w+\}/g, id)
/** The provider that a parameter names. */
const GOOGLE = { GOOGLE_CLIENT_ID: 'postern', GOOGLE_CLIENT_SECRET: 'secret-of-postern' }
const needsCaller = ({ operation }: Route) =>
  operation.security.length > 0 && operation.security.every((way) => Object.keys(way).length > 0)

type Asking = Options & {
  body?: unknown
  settings?: Parameters<typeof workerWith>[0]
  cookies?: string
  path?: string
}

/** Asks as the example of the document does, by whoever the route asks for. */
async function ask(
  route: Route,
  { body = bodyOf(route), settings = {}, cookies, path, ...rest }: Asking = {},
) {
  const somebody = person({ worker: workerWith({ ...GOOGLE, ...settings }), roaming: true })
  for (const { name } of cookiesOf(route)) if (cookies !== undefined) somebody.cookies.set(name, cookies)
  const token = needsCaller(route) ? { token: (await registered({ roaming: true })).tokens.access } : {}
  return somebody.ask(route.method, path ?? pathOf(route), body, { ...token, ...rest })
}

const limiter = (limit: unknown) => ({
  RATE_LIMIT: { limit } as RateLimit,
  RATE_LIMIT_SESSION: { limit } as RateLimit,
})

/** How each refusal is provoked, wherever it is documented. */
const PROVOCATIONS: Record<string, (route: Route) => Promise<Answer>> = {
  malformed_body: (route) => ask(route, { body: '[]' }),
  body_too_large: (route) => ask(route, { body: { x: 'x'.repeat(17 * 1024) } }),
  unsupported_media_type: (route) => ask(route, { headers: { 'Content-Type': 'text/plain' } }),
  invalid_input: (route) => ask(route, { body: empty(route) }),
  'invalid_input.form': (route) => ask(route, { body: malformed(route), cookies: 'x' }),
  'invalid_input.query': (route) => ask(route, { path: `${pathOf(route)}?limit=none` }),
  'invalid_input.unreachable': whereNoMailArrives,
  origin_not_allowed: (route) => ask(route, { headers: { Origin: 'https://evil.example' } }),
  unauthenticated: async (route) =>
    route.path === VERIFY
      ? ask(route, { body: { token: await linkToVerify() } })
      : ask(route, { token: undefined }),
  token_refused: (route) => ask(route, { token: 'a.b.c' }),
  insufficient_scope: async (route) =>
    ask(route, { token: (await appSession(await registered({ roaming: true }))).access }),
  too_many_requests: (route) => ask(route, { settings: limiter(async () => ({ success: false })) }),
  internal: (route) => ask(route, { settings: limiter(undefined) }),
  unavailable: (route) => ask(route, { settings: { AUTH_SECRET: 'short' } }),
  method_not_allowed: (route) => person().ask(methodBeside(route), pathOf(route), undefined),
  route_not_found: (route) =>
    ask(route, { settings: PRODUCTION, path: route.path.replace('{guide}', 'none') }),
  first_step_missing: (route) => ask(route),
  invalid_code: async (route) =>
    ask(
      route,
      route.path === VERIFY_BY_CODE
        ? { token: (await unconfirmed()).tokens.access }
        : { cookies: 'a.b.c.d.e' },
    ),
  email_not_verified: (route) => limited(route, { REQUIRE_VERIFIED_EMAIL: 'on' }),
  second_step_required: (route) => {
    if (route.path === KEEP) return keepByMail()
    return SIGN_INS.has(route.path) ? signInAlone(route) : limited(route, { SECOND_STEP: 'all' })
  },
  second_step_refused: refusedSecondStep,
  passkey_refused: (route) => ask(route),
  account_deleting: whileDeleting,
  last_administrator: asTheLast,
  recently_recovered: afterARecovery,
  last_way_in: withoutAnother,
  already_verified: (route) => ask(route),
  invalid_link: (route) => {
    if (route.path === KEEP) return ask(route, { body: { token: 'x', email: 'ada@example.com' } })
    return ask(route, route.path === RESET ? { body: { token: 'x'.repeat(43), password: NEW_PASSWORD } } : {})
  },
  user_not_found: (route) => ask(route),
  not_found: (route) => ask(route, { path: pathOf(route).replace('google', 'none') }),
  wrong_credentials: async (route) =>
    ask(route, route.path === VERIFY ? { body: { token: await linkToVerify(), password: 'wrong one' } } : {}),
  wrong_current_password: (route) => ask(route),
  refresh_token_refused: (route) => ask(route, { cookies: 'a.b.c' }),
  human_check_required: untilAskedForAHuman,
  sign_in_again: (route) => (route.path === KEEP ? keepWithoutMail() : afterTenMinutes(route)),
  email_taken: forATakenAddress,
  sign_up_closed: whereSignUpIsClosed,
}

/** Where a password alone is not enough; auth-v1 takes the code of an app, so there it needs an account without one. */
const SIGN_INS = new Set(['/api/v1/auth/login', '/api/v1/login', `${V1}/request/refreshToken/code`])

async function signInAlone(route: Route): Promise<Answer> {
  const { email, password } = await protectedAccount()
  if (route.path.startsWith(V1)) {
    await rows('update totp set removed_at = 1')
    await rows('update recovery_codes set removed_at = 1')
    return ask(route, { body: { account: email, pwd: password } })
  }
  return ask(route, { body: { email, password } })
}

async function refusedSecondStep(route: Route): Promise<Answer> {
  const ada = await protectedAccount()
  if (needsCaller(route)) return ask(route, { token: ada.tokens.access, body: { totp: '000000' } })
  if (!route.path.startsWith(V1)) return ask(route)
  const browser = person({ roaming: true })
  await browser.post(`${V1}/request/refreshToken/code`, { account: ada.email, pwd: ada.password })
  return browser.post(route.path, { code: '0000' })
}

async function afterARecovery(route: Route): Promise<Answer> {
  const { tokens, recoveryCodes } = await protectedAccount()
  const [recovery_code] = recoveryCodes
  const token = tokens.access
  const again = await person().post('/api/v1/auth/reauthenticate', { recovery_code }, { token })
  return ask(route, { token: tokensIn(again).access })
}

/** The only factor of an account that may not be without one. */
async function withoutAnother(route: Route): Promise<Answer> {
  const { tokens } = await protectedAccount()
  const body = route.method === 'PUT' ? { body: { second_step: false } } : {}
  return ask(route, { token: tokens.access, settings: { SECOND_STEP: 'all' }, ...body })
}

/** By an account that lacks what these settings ask for. */
async function limited(route: Route, settings: Partial<Env>): Promise<Answer> {
  const worker = workerWith(settings)
  const confirmed = !settings.REQUIRE_VERIFIED_EMAIL
  const account = await registered({ worker, roaming: true, confirmed })
  const { access: token } = await signedIn(account, account)
  return ask(route, { settings, token })
}

/** The whole sign-in to an account that is being deleted, up to the route. */
async function whileDeleting(route: Route): Promise<Answer> {
  const isSecond = SECOND_STEPS.has(route.path)
  const owner = await registered({ roaming: true })
  const { app = () => '', ...account } = isSecond
    ? { ...(await withApp(owner)) }
    : { ...owner, app: undefined }
  const { email, password } = account
  await account.ask('DELETE', '/api/v1/users/me', { confirm: email }, { token: account.tokens.access })
  const by = person({ roaming: true })
  const credentials = { email, password, account: email, pwd: password }
  if (!isSecond) return by.ask(route.method, route.path, credentials)
  if (route.path.startsWith(V1)) await by.post(`${V1}/request/refreshToken/code`, credentials)
  const token = route.path.startsWith(V1) ? undefined : await waiting(by, account)
  return by.ask(route.method, route.path, { token, totp: app(), code: app() })
}

const SECOND_STEPS = new Set([
  '/api/v1/auth/second-step',
  '/api/v1/login/second-step',
  '/auth/v1/request/refreshToken',
])

async function asTheLast(route: Route): Promise<Answer> {
  const { email, tokens } = await registered({ roaming: true })
  await rows(`update users set role = 'admin' where email = ?`, email)
  return ask(route, { token: tokens.access, body: { confirm: email } })
}

const methodBeside = ({ path }: Route) =>
  ['PUT', 'DELETE', 'PATCH'].find((method) => !Object.hasOwn(PATHS[path] ?? {}, method.toLowerCase())) ??
  'POST'

const VERIFY = '/verify-email'
const RESET = '/api/v1/auth/reset-password'
const VERIFY_BY_CODE = '/api/v1/users/me/verify'

const unconfirmed = () => registered({ roaming: true, confirmed: false })
const linkToVerify = async () => (await newLink((await unconfirmed()).email, 'verify-email')).token

const PRODUCTION: Partial<Env> = { ...RESEND_SETTINGS, ENVIRONMENT: 'production' }

/** Without any member; where none has to be there, as malformed as the other. */
const empty = (route: Route) =>
  route.operation.requestBody?.content['application/json'].schema['required'] ||
  route.operation.requestBody?.content['application/json'].schema['anyOf']
    ? {}
    : malformed(route)

const malformed = (route: Route) =>
  Object.fromEntries(Object.keys(bodyOf(route) as object).map((member) => [member, 7]))

/** Mails that anybody can cause: the question comes once half of those of a minute are spent. */
const MAIL_ROUTES = new Set([
  '/auth/v1/password/request/code',
  '/api/v1/auth/forgot-password',
  MAIL,
  '/api/v1/password/email',
  '/reset-password',
  '/api/v1/users/me/verify/mail',
])

/** Where a password is tried, the question comes with the failures. */
async function untilAskedForAHuman(route: Route): Promise<Answer> {
  const mails = MAIL_ROUTES.has(route.path)
  const settings = { TURNSTILE_SECRET: 'a secret', ...(mails && { MAIL_PER_MINUTE: '2' }) }
  const worker = workerWith(settings)
  const path = route.path === RESET ? `${V1}/change/password` : route.path
  const flow = CODE_FLOWS.find(({ second }) => second === path)
  if (flow) return flowOfASpentClient({ ...route, example: bodyOf(route) as object }, flow, worker)
  if (route.path === CONFIRM_MOVE) return moveOfASpentClient(route, worker)
  if (SECOND_STEPS.has(route.path)) return secondStepOfASpentClient(route, worker)
  const ada = await registered({ roaming: true, confirmed: !mails })
  const asking = route.path === '/reset-password' ? { email: ada.email } : bodyOf(route)
  const body = route.path === VERIFY ? { token: await linkToVerify(), password: 'wrong one' } : asking
  for (let turn = 0; turn < 9; turn += 1) {
    const somebody = person({ worker, roaming: true })
    const { access: token } = needsCaller(route) ? ada.tokens : { access: undefined }
    const answer = await somebody.ask(route.method, pathOf(route), body, { token })
    if (answer.status === 403) return answer
    if (!mails) pass(60_000)
  }
  throw new Error('no human was asked for')
}

/** The carrier refuses the address for good. */
async function whereNoMailArrives(route: Route): Promise<Answer> {
  const { access: token } = (await unconfirmed()).tokens
  resend(() => Response.json({ statusCode: 422, name: 'validation_error' }, { status: 422 }))
  return ask(route, { token, settings: RESEND_SETTINGS })
}

async function afterTenMinutes(route: Route): Promise<Answer> {
  const { id, tokens } = await registered({ roaming: true })
  pass(11 * 60_000)
  return ask(route, { path: pathOf(route, id), token: tokens.access })
}

async function forATakenAddress(route: Route): Promise<Answer> {
  const { email } = await enrolled({ roaming: true })
  if (!route.path.startsWith(V1)) return ask(route, { body: { ...(bodyOf(route) as object), email } })
  const by = person({ roaming: true })
  await proveMailbox(by, email)
  return by.ask(route.method, route.path, bodyOf(route))
}

async function whereSignUpIsClosed(route: Route): Promise<Answer> {
  const by = person({ worker: workerWith({ SIGN_UP: 'closed' }), roaming: true })
  if (route.path.startsWith(V1)) await proveMailbox(by, freshEmail())
  return by.ask(route.method, route.path, bodyOf(route))
}

const STORIES = [
  ...STORIES_OF_MAIL_SIGN_INS,
  ...STORIES_OF_TOKENS,
  ...STORIES_OF_MAILS,
  ...STORIES_OF_OWN_DATA,
  ...STORIES_OF_SECOND_STEPS,
]

/** A route that is answered well after its story, or without any. */
async function succeed(route: Route): Promise<Answer> {
  const name = `${route.method} ${route.path.replaceAll(/\{(\w+)\}/g, ':$1')}`
  const story =
    STORIES.find((each) => each.route === name && each.about === undefined) ??
    STORIES.find((each) => each.route === name)
  if (!story) return ask(route, { settings: RESEND_SETTINGS })
  const mailbox = resend()
  const worker = workerWith(RESEND_SETTINGS)
  return (await story.prepare({ worker, mailbox, by: person({ worker, roaming: true }) }))()
}

const provoke = (line: Line) => {
  const byMail =
    line.route.path === REDEEM
      ? PROVOKED_BY_MAIL[line.code]
      : PROVOKED_AGAIN[`${line.route.name}: ${line.code}`]
  if (byMail) return byMail()
  if (line.code !== 'success')
    return passkeyProvocation(line.route, line.code) ?? PROVOCATIONS[line.code]?.(line.route)
  if (line.route.name === 'GET /healthz' && line.status === 503) {
    return ask(line.route, { settings: { DB: failing().DB } })
  }
  if (line.route.name === 'DELETE /api/v1/users/me' && line.status === 204) return deletedAtOnce()
  return succeed(line.route)
}

type Example = { $ref?: string; value?: Record<string, unknown> }

/** What a failure says in words, by whichever member its surface says it in. */
const wordsOf = ({ msg, message, error }: Record<string, unknown>) => msg ?? message ?? error

describe('the API document', () => {
  it('is served with the address of the service, and may be kept for five minutes', async () => {
    const { headers, body } = await person().get('/openapi.json')
    expect(headers.get('Cache-Control')).toBe('public, max-age=300')
    expect(body['servers']).toEqual([{ url: 'https://auth.localhost' }])
    expect(Object.keys(body['paths'] as object)).toEqual(Object.keys(PATHS))
  })

  it('has a short summary for every path, which no other path has', () => {
    const bySummary = Object.entries(Object.groupBy(ROUTES, ({ operation }) => operation.summary))
    const shared = bySummary.filter(([, routes = []]) => new Set(routes.map(({ path }) => path)).size > 1)
    expect(shared.map(([summary]) => summary)).toEqual([])
    expect(bySummary.map(([summary]) => summary).filter(({ length }) => length > 72)).toEqual([])
  })

  it('names only answers that a test provokes', () => {
    const codes = LINES.map(({ code }) => code).filter((code) => code !== 'success')
    expect([...new Set(codes)].toSorted()).toEqual(Object.keys(PROVOCATIONS).toSorted())
  })

  const provoked = sample(LINES, ({ route, status, code }) => [route.name, `${status} ${code}`])

  it.each(provoked.map((line) => [`${line.route.name}: ${line.status} ${line.code}`, line] as const))(
    '%s',
    async (_, line) => {
      const answer = await provoke(line)
      expect(answer?.status, answer?.text).toBe(line.status)
      if (line.example === undefined || line.code === 'user_not_found') return
      const { value } = resolved<Example>(line.example)
      expect(wordsOf(answer?.body ?? {})).toBe(wordsOf(value ?? {}))
    },
  )
})
