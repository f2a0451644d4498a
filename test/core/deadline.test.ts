import { createExecutionContext } from 'cloudflare:test'
import { describe, expect, it, vi } from 'vitest'
import { openPlatform } from '../../src/compose.ts'
import { deadlineIn, REQUEST_MS } from '../../src/core/deadline.ts'
import type { Deps } from '../../src/core/deps.ts'
import * as mail from '../../src/core/mail-now.ts'
import * as outage from '../../src/core/outage.ts'
import { REPETITION } from '../../src/core/sessions/refresh.ts'
import { clientFacts } from '../../src/http/client-facts.ts'
import { onlyOnce, repeatable } from '../../src/store/repetition.ts'
import { alive, LIVE, refresh, refreshed, registered, registration } from '../support/account.ts'
import { bindings } from '../support/bindings.ts'
import { NOON, pass } from '../support/clock.ts'
import { V1 } from '../support/code-flows.ts'
import { API } from '../support/enveloped.ts'
import { events } from '../support/log.ts'
import { type Answer, HOME, person, type Person } from '../support/person.ts'
import { providerOf } from '../support/provider-settings.ts'
import { resend, RESEND_SETTINGS, taken } from '../support/resend.ts'
import { workerWith } from '../support/worker.ts'
import { boundTo } from '../support/wrapped.ts'

const SLOW = 2_900
const SENT = { redirectUri: HOME, state: 'state', nonce: 'nonce', verifier: 'verifier' }
const BROUGHT = new URLSearchParams({ state: 'state', code: 'code' })
const never = () => new Promise<never>(() => undefined)

/** When work ends that is given up, on a clock that jumps from timer to timer. */
async function givenUpAt(work: () => Promise<unknown>): Promise<number> {
  const ended = work().catch(() => Date.now() - NOON)
  await vi.runAllTimersAsync()
  return (await ended) as number
}

describe('the deadline of a request', () => {
  it.each([
    [0, 3_000],
    [8_000, 10_000],
    [9_999, 10_000],
    [10_000, 10_000],
  ])('cuts a wait for the store that begins after %i ms: it ends after %i', async (begins, ends) => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'], now: NOON })
    const deadline = deadlineIn(REQUEST_MS, () => Date.now())
    const { room } = outage.guardStore({ room: { act: onlyOnce(never) } }, { deadline })
    vi.setSystemTime(NOON + begins)
    expect(await givenUpAt(() => room.act())).toBe(ends)
  })

  it('cuts the second try too', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'], now: NOON })
    const deadline = deadlineIn(REQUEST_MS, () => Date.now())
    const { room } = outage.guardStore({ room: { act: repeatable(never) } }, { deadline })
    vi.setSystemTime(NOON + 6_000)
    expect(await givenUpAt(() => room.act())).toBe(10_000)
  })

  it('cuts a wait for mails', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'], now: NOON })
    const now = () => Date.now()
    const deadline = deadlineIn(REQUEST_MS, now)
    vi.setSystemTime(NOON + 7_000)
    const sent = () =>
      mail.mailNow({ now, deadline }, { expiresAt: NOON + 600_000 }, () => ({ email: never() }))
    expect(await givenUpAt(sent)).toBe(10_000)
  })

  it.each([
    ['Turnstile', (deps: Deps) => deps.isHuman({ secret: 'a secret', token: 'a token' })],
    ['the list of breached passwords', (deps: Deps) => deps.isBreached('a password')],
    ['the list of common passwords', (deps: Deps) => deps.isCommon('a password')],
  ])('cuts a wait for %s', async (_, ask) => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'], now: NOON })
    vi.mocked(globalThis.fetch).mockImplementation(
      () => new Promise((__, reject) => setTimeout(() => reject(new Error('timeout')), 5_000)),
    )
    const ASSETS = { fetch: never } as unknown as Fetcher
    const deps = await openPlatform({ ...bindings, ASSETS }).openDeps({
      client: (config) => clientFacts(new Request(HOME), { requestId: 'id', config }),
      route: () => 'a route',
      context: createExecutionContext(),
    })
    vi.setSystemTime(NOON + 9_500)
    expect(await givenUpAt(() => ask(deps))).toBe(10_000)
  })

  it.each([
    ['begins', (deps: Deps) => deps.providers.begin(providerOf('oidc_acme'), { ...SENT, language: 'en' })],
    ['ends', (deps: Deps) => deps.providers.finish(providerOf('oidc_acme'), { ...SENT, brought: BROUGHT })],
  ])('takes a provider for one that is down where a visit %s too late', async (_, ask) => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'], now: NOON })
    vi.mocked(globalThis.fetch).mockImplementation(never)
    const deps = await openPlatform(bindings).openDeps({
      client: (config) => clientFacts(new Request(HOME), { requestId: 'id', config }),
      route: () => 'a route',
      context: createExecutionContext(),
    })
    vi.setSystemTime(NOON + 9_500)
    const answer = ask(deps)
    await vi.runAllTimersAsync()
    expect(await answer).toEqual({ trouble: 'down', reason: 'too_late' })
    expect(Date.now() - NOON).toBe(10_000)
  })
})

describe('when D1, KV and Resend are all slow', () => {
  const asks: [
    string,
    (by: Person, ada: { email: string; password: string; access: string }) => Promise<Answer>,
  ][] = [
    ['registering', (by) => by.post('/api/v1/auth/register', registration())],
    ['signing in', (by, ada) => by.post('/api/v1/auth/login', ada)],
    ['a reset link', (by, { email }) => by.post(`${API}/password/email`, { email })],
    ['a mailbox code', (by, { email }) => by.post(`${V1}/request/code`, { account: email })],
    [
      'step one of signing in',
      (by, { email, password }) =>
        by.post(`${V1}/request/refreshToken/code`, { account: email, pwd: password }),
    ],
    [
      'moving',
      (by, { access }) =>
        by.patch(`${V1}/account/request/code`, { newAccount: 'new@example.org' }, { token: access }),
    ],
  ]

  it.each(asks)('nothing begins after ten seconds, and the answer comes: %s', async (_, ask) => {
    const account = await registered()
    const begun: number[] = []
    const wait = (ms: number) => {
      begun.push(Date.now() - NOON)
      pass(ms)
    }
    const { DB, KV } = boundTo(async ({ statements, what }, act) => {
      // What is deferred behind the answer waits for nobody.
      const isLine =
        statements.length > 0 && statements.every((text) => text.startsWith('insert into "audit_events"'))
      if (isLine || what === 'put revoked') return act()
      wait(SLOW)
      return act()
    })
    resend(() => {
      wait(4_900)
      return taken()
    })
    const worker = workerWith({ DB, KV, ...RESEND_SETTINGS })
    const { status } = await ask(person({ worker }), { ...account, access: account.tokens.access })
    expect([200, 201, 503]).toContain(status)
    expect(begun.length).toBeGreaterThan(1)
    expect(begun.filter((at) => at >= REQUEST_MS)).toEqual([])
  })
})

describe('the grace of a refresh', () => {
  it('is no shorter than the worst that our own limits add up to, twice in a row', () => {
    expect(REPETITION.graceMs).toBeGreaterThanOrEqual(2 * (REQUEST_MS + outage.RETRY_AFTER * 1_000))
    expect(REPETITION.graceMs).toBeGreaterThan(REQUEST_MS + mail.RETRY_AFTER * 1_000)
  })

  it('spares a client that comes back when it is asked to, while answers come too late', async () => {
    const ada = await registered()
    const { DB } = boundTo(async (_, act) => {
      await act()
      pass(3_200)
      throw new Error('no answer in 3000 ms')
    })
    const slow = person({ worker: workerWith({ DB }) })
    for (let round = 0; round < 2; round += 1) {
      const answer = await refresh(slow, ada.tokens.refresh, {
        headers: { 'CF-Connecting-IP': '2001:db8::1' },
      })
      expect([answer.status, answer.headers.get('Retry-After')]).toEqual([503, String(outage.RETRY_AFTER)])
      pass(outage.RETRY_AFTER * 1_000)
    }
    expect(await alive(ada, await refreshed(ada, ada.tokens.refresh))).toEqual(LIVE)
    expect(events()).not.toContain('refresh_token_reused')
  })
})
