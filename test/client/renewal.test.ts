import { beforeEach, describe, expect, it, vi } from 'vitest'
import { toText } from '../../src/client/held.ts'
import { createSession } from '../../src/client/session.ts'
import { confirmedByHand, freshEmail, PASSWORD } from '../support/account.ts'
import { app, type App, pairOf, spoilAccessToken } from '../support/app.ts'
import { HOME } from '../support/person.ts'
import { theWorker } from '../support/worker.ts'

const REFRESH = 'POST /api/v1/auth/refresh'
const RENEWAL = 'GET /auth/v1/request/accessToken/'

const renewals = ({ asked }: App) => asked.filter((route) => route === REFRESH || route === RENEWAL)

/** A refusal as the service says it. */
const refusing = (status: number, code: string) =>
  Response.json({ message: 'No' }, { status, headers: { 'Postern-Failure': code } })

let spoil: (request: Request) => Promise<Response> | undefined

/** An app whose user has just registered. */
async function started() {
  const opened = app({ spoil: (request) => spoil(request) })
  await opened.api.register({ name: 'Ada', email: freshEmail(), password: PASSWORD })
  return opened
}

beforeEach(() => {
  spoil = () => undefined
})

describe('a sign-out', () => {
  it('stays when it comes while a renewal looks for the last time whether it may write', async () => {
    const used = { access: 'a', refresh: 'sid.1.x' }
    const kept = new Map([['key', toText(used)]])
    const [looking, looked] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    let isLast = false
    const storage = {
      async getItem(key: string) {
        const found = kept.get(key) ?? null
        if (!isLast) return found
        isLast = false
        looking.resolve()
        await looked.promise
        return found
      },
      setItem: async (key: string, value: string) => void kept.set(key, value),
      removeItem: async (key: string) => void kept.delete(key),
    }
    const session = createSession({ key: 'key', storage })
    const renewed = session.renew(used, async () => {
      isLast = true
      return { access: 'b', refresh: 'sid.2.y' }
    })
    await looking.promise
    const dropped = session.drop()
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
    looked.resolve()
    await Promise.all([renewed, dropped])
    expect([...kept]).toEqual([])
  })
})

describe('a refused access token', () => {
  it('is renewed once for however many callers, and none of them notices', async () => {
    const opened = await started()
    spoilAccessToken(opened)
    const answers = await Promise.all(Array.from({ length: 8 }, () => opened.account.me()))
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1)
    expect(renewals(opened)).toEqual([REFRESH])
    expect(opened.told()).toBe(0)
  })

  it('is renewed before signing out, and the body names the new refresh token', async () => {
    const opened = await started()
    spoilAccessToken(opened)
    const named: unknown[] = []
    spoil = (request) => {
      if (!request.url.endsWith('/logout')) return undefined
      named.push(request.clone().json())
      return undefined
    }
    const [, refresh] = pairOf(opened)
    await opened.api.logout()
    expect(renewals(opened)).toEqual([REFRESH])
    const [first, second] = await Promise.all(named)
    expect(first).toEqual({ token: refresh })
    expect(second).not.toEqual(first)
    expect(pairOf(opened)).toEqual([])
  })

  it('is not renewed again when another tab has done it', async () => {
    const opened = await started()
    const tab = opened.tab()
    spoilAccessToken(opened)
    const late = hold('/me')
    const asking = opened.account.me()
    await late.reached
    spoil = () => undefined
    await tab.account.me()
    late.go()
    await asking
    expect([...renewals(opened), ...renewals(tab)]).toEqual([REFRESH])
  })

  it('leaves all tabs with one pair though they cannot wait for one another', async () => {
    const opened = await started()
    const tabs = [opened, opened.tab(), opened.tab()]
    spoilAccessToken(opened)
    await Promise.all(tabs.map(({ account }) => account.me()))
    expect(tabs.map(({ told }) => told())).toEqual([0, 0, 0])
    const [, refresh] = pairOf(opened)
    await Promise.all(tabs.map(({ account }) => account.me()))
    expect(pairOf(opened)[1]).toBe(refresh)
    expect(tabs.flatMap(renewals).length, 'nobody has to renew again').toBeLessThanOrEqual(3)
  })

  it('is renewed where a frame has locks and may not use them', async () => {
    const request = () => Promise.reject(new DOMException('', 'SecurityError'))
    vi.stubGlobal('navigator', { locks: { request } })
    const opened = await started()
    spoilAccessToken(opened)
    await opened.account.me()
    vi.unstubAllGlobals()
    expect(renewals(opened)).toEqual([REFRESH])
  })

  it('costs no more than one more try', async () => {
    const opened = await started()
    const { asked } = opened
    spoil = (request) =>
      request.url.endsWith('/me') ? Promise.resolve(refusing(401, 'token_refused')) : undefined
    asked.length = 0
    await expect(opened.account.me()).rejects.toMatchObject({ kind: 'unauthenticated' })
    expect(asked).toEqual(['GET /api/v1/users/me', REFRESH, 'GET /api/v1/users/me'])
    expect(opened.told(), 'the service has not ended the session').toBe(0)
  })

  it('of cookies is renewed by cookie, once', async () => {
    const cookies = new Map<string, string>()
    const opened = app({ cookies })
    const email = freshEmail()
    await opened.api.register({ name: 'Ada', email, password: PASSWORD })
    await confirmedByHand((await opened.account.me()).id)
    const [access = '', refresh = ''] = pairOf(opened)
    // As if the session had been opened by codes: the tokens are where no script sees them.
    cookies.set('__Host-accessToken', access).set('__Host-refreshToken', refresh)
    opened.kept.clear()
    await opened.auth.renew()
    cookies.delete('__Host-accessToken')

    const answers = await Promise.all([
      opened.account.me(),
      opened.auth.startAddressChange({ newAccount: freshEmail() }),
      opened.account.me(),
    ])

    expect(answers[0].email).toBe(email)
    expect(renewals(opened)).toEqual([RENEWAL, RENEWAL])
  })
})

describe('a refused renewal', () => {
  it('clears the pair, tells once, and gives every caller the refusal of its own question', async () => {
    const opened = await started()
    const tab = opened.tab()
    // Ended from somewhere else.
    await app({ kept: new Map(opened.kept) }).account.logout()

    const results = await Promise.allSettled([opened.account.me(), opened.account.me(), tab.account.me()])

    for (const { status, ...result } of results) {
      expect(status).toBe('rejected')
      expect(result).toMatchObject({
        reason: { kind: 'unauthenticated', message: 'Could not validate credentials' },
      })
    }
    expect(pairOf(opened)).toEqual([])
    expect([opened.told(), tab.told()]).toEqual([1, 1])
    await expect(opened.account.me()).rejects.toMatchObject({ kind: 'unauthenticated' })
    expect(opened.told(), 'nobody is signed out twice').toBe(1)
  })

  it('is not told again to a caller that comes late', async () => {
    const opened = await started()
    await app({ kept: new Map(opened.kept) }).account.logout()
    const late = hold('/me')
    const asking = opened.account.me()
    await late.reached
    await opened.api.logout()
    late.go()
    await expect(asking).rejects.toMatchObject({ kind: 'unauthenticated' })
    expect(opened.told()).toBe(1)
  })

  it('leaves a pair alone that another tab has got meanwhile', async () => {
    const opened = await started()
    const tab = opened.tab()
    await app({ kept: new Map(opened.kept) }).account.logout()
    const late = hold('/refresh')
    const asking = opened.account.me()
    await late.reached
    await tab.api.register({ name: 'Eve', email: freshEmail(), password: PASSWORD })
    late.go()
    await expect(asking).rejects.toMatchObject({ kind: 'unauthenticated' })
    expect((await tab.account.me()).names).toBe('Eve')
  })

  it('by an outage keeps the pair: the next one may work', async () => {
    const opened = await started()
    spoilAccessToken(opened)
    spoil = (request) =>
      request.url.endsWith('/refresh') ? Promise.resolve(refusing(503, 'unavailable')) : undefined
    await expect(opened.account.me()).rejects.toMatchObject({ kind: 'unavailable' })
    expect(opened.told()).toBe(0)
    spoil = () => undefined
    await opened.account.me()
  })

  it('by a captive portal keeps the pair, whatever status it has', async () => {
    const opened = await started()
    spoilAccessToken(opened)
    for (const status of [200, 401, 511]) {
      spoil = (request) =>
        request.url.endsWith('/refresh')
          ? Promise.resolve(new Response('<h1>Pay first</h1>', { status }))
          : undefined
      await expect(opened.account.me()).rejects.toMatchObject({ name: 'Unreachable' })
    }
    // JSON of somebody else, who does not name a failure as the service does.
    spoil = (request) =>
      request.url.endsWith('/refresh')
        ? Promise.resolve(Response.json({ error: 'log in to the network' }, { status: 401 }))
        : undefined
    await expect(opened.account.me()).rejects.toMatchObject({ name: 'Unreachable' })
    expect(opened.told()).toBe(0)
    spoil = () => undefined
    await opened.account.me()
  })
})

describe('a renewal', () => {
  it('whose answer got lost is asked for again at once', async () => {
    const opened = await started()
    spoilAccessToken(opened)
    let losses = 1
    spoil = (request) => {
      if (!request.url.endsWith('/refresh') || losses === 0) return undefined
      losses -= 1
      return theAnswerIsLost(request)
    }
    await opened.account.me()
    expect(renewals(opened)).toEqual([REFRESH, REFRESH])
  })

  it('does not bring back who signs out meanwhile', async () => {
    const opened = await started()
    const tab = opened.tab()
    const late = hold('/refresh')
    spoilAccessToken(opened)
    const asking = opened.account.me()
    await late.reached
    await tab.forget()
    late.go()
    await expect(asking).rejects.toMatchObject({ kind: 'unauthenticated' })
    expect(pairOf(opened)).toEqual([])
  })

  it('never sends a request again as somebody else, who signs in through another tab meanwhile', async () => {
    const opened = await started()
    const tab = opened.tab()
    const late = hold('/refresh')
    spoilAccessToken(opened)
    const editing = opened.account.editMe({ bio: 'mine' })
    await late.reached
    await tab.api.register({ name: 'Eve', email: freshEmail(), password: PASSWORD })
    late.go()
    await expect(editing).rejects.toMatchObject({ kind: 'unauthenticated' })
    expect((await tab.account.me()).profile).toMatchObject({ first_name: 'Eve', bio: null })
  })
})

describe('client.fetch', () => {
  it('brings the token to any API, and renews it there too', async () => {
    const opened = await started()
    spoilAccessToken(opened)
    const body = JSON.stringify({ bio: 'by fetch' })
    const headers = { 'Content-Type': 'application/json' }
    const answer = await opened.fetch(`${HOME}/api/v1/users/me`, { method: 'PUT', headers, body })
    expect(answer.status).toBe(200)
    expect(renewals(opened)).toEqual([REFRESH])
    await opened.forget()
    expect((await opened.fetch(`${HOME}/api/v1/users/me`)).status).toBe(401)
  })
})

/** The service did it, and nobody heard. */
async function theAnswerIsLost(request: Request): Promise<Response> {
  await theWorker.fetch(request)
  throw new TypeError('network error')
}

/** Lets the request to a path wait until it may go. */
function hold(path: string) {
  const reached = Promise.withResolvers<void>()
  const going = Promise.withResolvers<void>()
  spoil = (request) => {
    if (!request.url.endsWith(path)) return undefined
    reached.resolve()
    return going.promise.then(() => theWorker.fetch(request))
  }
  return { reached: reached.promise, go: going.resolve }
}
