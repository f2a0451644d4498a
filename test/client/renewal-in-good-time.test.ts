import { beforeEach, describe, expect, it } from 'vitest'
import { freshEmail, PASSWORD } from '../support/account.ts'
import { app, type App, pairOf } from '../support/app.ts'
import { pass } from '../support/clock.ts'

const REFRESH = 'POST /api/v1/auth/refresh'
const LIFE = 30 * 60_000

let spoil: (request: Request) => Promise<Response> | undefined

async function started() {
  const opened = app({ spoil: (request) => spoil(request), apis: ['https://api.example'] })
  await opened.api.register({ name: 'Ada', email: freshEmail(), password: PASSWORD })
  return opened
}

const renewals = ({ asked }: App) => asked.filter((route) => route === REFRESH)

beforeEach(() => {
  spoil = () => undefined
})

describe('a token in the last quarter of its life', () => {
  it('is renewed at a moment that differs from app to app', async () => {
    const lives = []
    for (let n = 0; n < 8; n += 1) lives.push(Number(pairOf(await started())[2]) - Date.now())
    expect(Math.min(...lives)).toBeGreaterThanOrEqual(0.75 * LIFE)
    expect(Math.max(...lives)).toBeLessThanOrEqual(LIFE)
    expect(new Set(lives).size).toBeGreaterThan(1)
  })

  it('is renewed when the app asks something, once, and no call was refused', async () => {
    const opened = await started()
    const [, refresh] = pairOf(opened)
    pass(LIFE * 0.75 - 1)
    await opened.account.me()
    expect(renewals(opened)).toEqual([])
    pass(LIFE / 4)
    await Promise.all([opened.account.me(), opened.account.me()])
    await expect.poll(() => pairOf(opened)[1]).not.toBe(refresh)
    await opened.account.me()
    expect(renewals(opened)).toEqual([REFRESH])
    expect(opened.asked.filter((route) => route.endsWith('/me'))).toHaveLength(4)
  })

  it('is renewed for an API of the app too, and nothing waits for that', async () => {
    const opened = await started()
    pass(LIFE - 1)
    spoil = (request) => {
      return request.url.endsWith('/refresh') ? new Promise(() => {}) : Promise.resolve(new Response('yes'))
    }
    expect(await (await opened.fetch('https://api.example/things')).text()).toBe('yes')
    expect(renewals(opened)).toEqual([REFRESH])
  })

  it('is left for a minute when the service is in trouble, and the call goes on', async () => {
    const opened = await started()
    // Somewhere in the last quarter, and early enough for two minutes more.
    opened.kept.forEach((text, key) => opened.kept.set(key, text.replace(/ \d+$/, ` ${Date.now()}`)))
    spoil = (request) =>
      request.url.endsWith('/refresh')
        ? Promise.resolve(Response.json({}, { status: 503, headers: { 'Postern-Failure': 'unavailable' } }))
        : undefined
    for (let n = 0; n < 3; n += 1) {
      await opened.account.me()
      await expect.poll(() => renewals(opened)).toHaveLength(1)
    }
    pass(60_000)
    await opened.account.me()
    await expect.poll(() => renewals(opened)).toHaveLength(2)
  })

  it('is renewed after a refusal only, where nobody knows its life', async () => {
    const opened = await started()
    opened.kept.forEach((text, key) => opened.kept.set(key, text.replace(/ \d+$/, '')))
    pass(LIFE - 1)
    await opened.account.me()
    expect(renewals(opened)).toEqual([])
  })
})
