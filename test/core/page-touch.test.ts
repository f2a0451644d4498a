import { expect, it } from 'vitest'
import { readAccountPage } from '../../src/core/account/account-page.ts'
import { registered, type Tokens } from '../support/account.ts'
import { pass } from '../support/clock.ts'
import { dump, rows } from '../support/database.ts'
import { boundTo } from '../support/wrapped.ts'
import { callerOf, inPage } from './page-request.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

async function read({ tokens }: { tokens: Tokens }, options: Parameters<typeof inPage>[1] = {}) {
  const { pageSid: sid, generation } = await callerOf(tokens)
  return inPage((deps) => readAccountPage(deps, { page: { sid, generation } }), options)
}

const isTouch = ([first = '']: string[]) => first.startsWith('update')

const ends = async () => {
  const [session] = await rows<{ seen: number; idle: number; last: number }>(
    'select rotated_at as seen, idle_expires_at as idle, expires_at as last from sessions',
  )
  return session
}

it('reading a page changes nothing within an hour', async () => {
  const ada = await registered()
  const before = await dump()
  pass(HOUR - 1)
  expect((await read(ada)).trips).toBe(1)
  expect(await dump()).toBe(before)
})

it('reading a page lets its session live on, and be seen, once an hour', async () => {
  const ada = await registered()
  const last = Date.now() + 30 * DAY
  pass(HOUR)
  expect((await read(ada)).trips).toBe(2)
  expect(await ends()).toEqual({ seen: Date.now(), idle: Date.now() + 14 * DAY, last })
  const before = await dump()
  pass(HOUR - 1)
  expect((await read(ada)).trips).toBe(1)
  expect(await dump()).toBe(before)
})

it('the session says from where it was seen', async () => {
  const ada = await registered()
  pass(HOUR)
  await read(ada, { headers: { 'User-Agent': 'Another/1', 'CF-Connecting-IP': '203.0.113.7' } })
  expect(await rows('select user_agent, ip_prefix, device from sessions')).toEqual([
    { user_agent: 'Another/1', ip_prefix: '203.0.113.0/24', device: null },
  ])
})

it('a session in a page never lives beyond its last moment', async () => {
  const ada = await registered()
  const last = Date.now() + 30 * DAY
  for (let days = 13; days < 30; days += 13) {
    pass(13 * DAY)
    await read(ada)
  }
  expect(await ends()).toMatchObject({ idle: last, last })
  pass(4 * DAY)
  await expect(read(ada)).rejects.toMatchObject({ code: 'token_refused' })
})

it('a session in a page that nobody reads ends with its idle life', async () => {
  const ada = await registered()
  pass(14 * DAY)
  await expect(read(ada)).rejects.toMatchObject({ code: 'token_refused' })
})

it('a session that idles shorter than an hour is written sooner', async () => {
  const ada = await registered()
  const settings = { ACCESS_TOKEN_TTL: '600', REFRESH_TOKEN_TTL: '600' }
  pass(299_999)
  expect((await read(ada, { settings })).trips).toBe(1)
  pass(1)
  expect((await read(ada, { settings })).trips).toBe(2)
  expect(await ends()).toMatchObject({ idle: Date.now() + 600_000 })
})

it('no cookie from before the last proof lets a session live on', async () => {
  const ada = await registered()
  const { pageSid: sid, generation } = await callerOf(ada.tokens)
  await rows('update sessions set generation = generation + 1')
  pass(HOUR)
  const before = await dump()
  const asked = inPage((deps) => readAccountPage(deps, { page: { sid, generation } }))
  await expect(asked).rejects.toMatchObject({ code: 'token_refused' })
  expect(await dump()).toBe(before)
})

it('a page does not wait for that, and does not fail with it', async () => {
  const ada = await registered()
  pass(HOUR)
  const { promise: broken, reject } = Promise.withResolvers<never>()
  const { DB } = boundTo(({ statements }, act) => (isTouch(statements) ? broken : act()))
  const { pageSid: sid, generation } = await callerOf(ada.tokens)
  let shown: string | undefined
  await inPage(
    async (deps) => {
      shown = (await readAccountPage(deps, { page: { sid, generation } })).user.email
      reject(new Error('D1_ERROR: Network connection lost.'))
    },
    { settings: { DB } },
  )
  expect(shown).toBe(ada.email)
})

it('a session that a proof has renewed meanwhile stays as the proof has left it', async () => {
  const ada = await registered()
  pass(HOUR)
  const { DB } = boundTo(async ({ statements }, act) => {
    if (isTouch(statements)) await rows('update sessions set generation = generation + 1')
    return act()
  })
  const before = await ends()
  await read(ada, { settings: { DB } })
  expect(await ends()).toEqual(before)
})
