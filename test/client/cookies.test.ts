import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { freshEmail, PASSWORD } from '../support/account.ts'
import { app, type App } from '../support/app.ts'
import { pass } from '../support/clock.ts'
import { codeFor } from '../support/mails.ts'
import { theWorker } from '../support/worker.ts'

const API = 'https://api.example'
const TOKEN = 'POST /api/v1/auth/token'
const MINUTE = 60_000

let email: string

beforeEach(() => {
  email = freshEmail()
})
afterEach(() => void vi.unstubAllGlobals())

/** Somebody whose session is in cookies, and the tokens that an API of the app has got. */
async function signedInByCode({ spoil }: Parameters<typeof app>[0] = {}) {
  const seen: (string | null)[] = []
  let status = 200
  const opened = app({
    apis: [API],
    spoil: (request) => {
      if (!request.url.startsWith(API)) return spoil?.(request)
      seen.push(request.headers.get('Authorization'))
      return Promise.resolve(new Response(null, { status: seen.length > 1 ? 200 : status }))
    },
  })
  await opened.auth.requestCode({ account: email })
  await opened.auth.verifyCode({ code: await codeFor(email) })
  await opened.auth.createAccount({ pwd: PASSWORD, firstName: 'Ada' })
  return { ...opened, seen, refuseFirst: () => void (status = 401) }
}
const subjectOf = (token: string | null) =>
  (JSON.parse(atob(token?.split('.')[1] ?? '')) as { sub: string }).sub
const tokens = ({ asked }: App) => asked.filter((route) => route === TOKEN).length

describe('a session in cookies', () => {
  it('gives a token to the APIs of the app, once for many callers, and keeps it in memory only', async () => {
    const opened = await signedInByCode()
    const [token, same] = await Promise.all([opened.token(), opened.token()])
    expect(token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/)
    expect(same).toBe(token)
    await opened.fetch(`${API}/orders`)
    expect(opened.seen).toEqual([`Bearer ${token}`])
    expect(tokens(opened)).toBe(1)
    expect(JSON.stringify([...opened.kept])).not.toContain(token)
    const answer = await opened.fetch('https://auth.localhost/api/v1/users/me')
    expect(await answer.json()).toMatchObject({ email })
  })

  it('gets the new tokens of a proof in cookies too, and goes on', async () => {
    const { account, kept } = await signedInByCode()
    const again = await account.reauthenticate({ password: PASSWORD })
    expect(again).toEqual({ token_type: 'Bearer', expires_in: 1_800 })
    expect((await account.me()).email).toBe(email)
    expect(JSON.stringify([...kept])).not.toContain('eyJ')
  })

  it('gets another one before it expires, and when an API refuses it', async () => {
    const opened = await signedInByCode()
    const token = await opened.token()
    pass(3 * MINUTE)
    expect(await opened.token()).toBe(token)
    pass(MINUTE)
    const next = await opened.token()
    expect(next).not.toBe(token)
    opened.refuseFirst()
    expect((await opened.fetch(API)).status).toBe(200)
    expect(opened.seen[0]).toBe(`Bearer ${next}`)
    expect(opened.seen[1]).not.toBe(opened.seen[0])
    expect(tokens(opened)).toBe(3)
  })

  it('that is over gives none', async () => {
    const opened = await signedInByCode()
    await opened.token()
    await opened.tab().auth.logout()
    expect(await opened.token()).toBeNull()
    await opened.fetch(API)
    expect(opened.seen).toEqual([null])
  })

  it('gives none of another user who has signed in through another tab', async () => {
    const opened = await signedInByCode()
    const first = await opened.token()
    const other = freshEmail()
    const tab = opened.tab()
    pass(1)
    await tab.auth.requestCode({ account: other })
    await tab.auth.verifyCode({ code: await codeFor(other) })
    await tab.auth.createAccount({ pwd: PASSWORD, firstName: 'Eve' })
    const second = await opened.token()
    expect(subjectOf(second)).not.toBe(subjectOf(first))
    expect(subjectOf(second)).toBe((await tab.account.me()).id)
  })

  it('gives none of an earlier user, whose token was on its way when the next one signed in', async () => {
    const delay = Promise.withResolvers<void>()
    let isDelayed = true
    const opened = await signedInByCode({
      spoil(request) {
        if (!isDelayed || !request.url.endsWith('/auth/token')) return undefined
        isDelayed = false
        return theWorker.fetch(request).then((answer) => delay.promise.then(() => answer))
      },
    })
    const first = opened.token()
    await expect.poll(() => tokens(opened)).toBe(1)
    pass(1)
    const next = freshEmail()
    await opened.auth.requestCode({ account: next })
    await opened.auth.verifyCode({ code: await codeFor(next) })
    await opened.auth.createAccount({ pwd: PASSWORD, firstName: 'Eve' })
    const second = opened.token()
    await expect.poll(() => tokens(opened)).toBe(2)
    delay.resolve()
    expect(await first).toBeNull()
    expect(subjectOf(await second)).toBe((await opened.account.me()).id)
    expect(await opened.token()).toBe(await second)
  })
})

describe('client.token', () => {
  it('is the access token that is held, and the next one when that soon expires', async () => {
    const opened = app()
    expect(await opened.token()).toBeNull()
    const { access_token } = await opened.api.register({ name: 'Ada', email, password: PASSWORD })
    expect(await opened.token()).toBe(access_token)
    pass(30 * MINUTE)
    const next = await opened.token()
    expect(next).not.toBe(access_token)
    expect(await opened.token()).toBe(next)
    expect(opened.asked.filter((route) => route.endsWith('/refresh'))).toHaveLength(1)
  })
})

describe('cookies that do not come back', () => {
  const spoil = (request: Request) => {
    request.headers.delete('Cookie')
    return undefined
  }
  const blocked = () => app({ spoil })
  const KIND = {
    kind: 'cookies_blocked',
    status: 400,
    message: expect.stringContaining('on a subdomain of yours'),
  }
  const MISSING = { kind: 'first_step_missing' }

  it('are told apart from a step that was left out, in every flow', async () => {
    const { auth } = blocked()
    await app().api.register({ name: 'Ada', email, password: PASSWORD })
    const code = '123456'
    const flows = [
      { begin: () => auth.requestCode({ account: email }), go: () => auth.verifyCode({ code }) },
      {
        begin: () => auth.startSignIn({ account: email, pwd: PASSWORD }),
        go: () => auth.finishSignIn({ code }),
      },
      {
        begin: () => auth.startPasswordReset({ account: email }),
        go: () => auth.finishPasswordReset({ code, newPwd: 'eight wet words' }),
      },
    ]
    for (const { begin, go } of flows) {
      await expect(go()).rejects.toMatchObject(MISSING)
      await begin()
      await expect(go()).rejects.toMatchObject(KIND)
    }
  })

  it('are not blamed for a cookie that has expired, nor on a page of the same site', async () => {
    const { auth } = blocked()
    await auth.requestCode({ account: email })
    const go = () => auth.verifyCode({ code: '123456' })
    for (const [hostname, wanted] of [
      ['app.localhost', KIND],
      ['app.example.com', KIND],
      ['auth.localhost', MISSING],
      ['app.auth.localhost', MISSING],
    ] as const) {
      vi.stubGlobal('location', { hostname })
      await expect(go(), hostname).rejects.toMatchObject(wanted)
    }
    vi.unstubAllGlobals()
    pass(10 * MINUTE)
    await expect(go()).rejects.toMatchObject(MISSING)
  })
})
