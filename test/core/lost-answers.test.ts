import { describe, expect, it } from 'vitest'
import {
  type Account,
  alive,
  LIVE,
  refresh,
  refreshed,
  registered,
  signIn,
  tokensIn,
} from '../support/account.ts'
import { pass } from '../support/clock.ts'
import { V1 } from '../support/code-flows.ts'
import { rows } from '../support/database.ts'
import { API } from '../support/enveloped.ts'
import { events } from '../support/log.ts'
import { type Answer, person } from '../support/person.ts'
import { deferredWork } from '../support/worker.ts'

const SECOND = 1_000
const HOUR = 3_600 * SECOND

const LATE = 30 * SECOND + 1
const firefox = { headers: { 'User-Agent': 'Mozilla/5.0 Firefox/140.0' } }
const chrome = { headers: { 'User-Agent': 'Mozilla/5.0 Chrome/140.0' } }

/** Renews, and the answer gets lost. */
const lost = async (ada: Account) => void (await refreshed(ada, ada.tokens.refresh))

const history = async ({ id }: Account) => {
  await deferredWork()
  const kept = `select reason from audit_events where subject = ? and event = 'refresh_repeated' order by id`
  return (await rows<{ reason: string }>(kept, id)).map(({ reason }) => reason)
}

describe('a refresh token whose answer was lost', () => {
  it('gets another successor after any time, and the one that nobody has used ends the session', async () => {
    const ada = await registered()
    const unused = await refreshed(ada, ada.tokens.refresh)
    pass(5 * HOUR)
    const next = await refreshed(ada, ada.tokens.refresh)
    expect(next.refresh).not.toBe(unused.refresh)
    expect(await alive(ada, next)).toEqual(LIVE)
    expect((await refresh(ada, unused.refresh)).status).toBe(401)
    expect(events()).toContain('refresh_token_reused')
  })

  it('may get lost again: within half a minute of the second one the same comes again', async () => {
    const ada = await registered()
    await lost(ada)
    pass(LATE)
    const second = await refreshed(ada, ada.tokens.refresh)
    pass(30 * SECOND)
    expect(await refreshed(ada, ada.tokens.refresh)).toMatchObject({ refresh: second.refresh })
    expect(await alive(ada, second)).toEqual(LIVE)
  })

  it('comes again three times in a day; once more ends the session', async () => {
    const ada = await registered()
    await lost(ada)
    for (let turn = 0; turn < 3; turn += 1) {
      pass(LATE)
      await lost(ada)
    }
    pass(24 * HOUR - 2 * LATE - 1)
    expect((await refresh(ada, ada.tokens.refresh)).status).toBe(401)
    expect(await rows('select revoked_reason from sessions')).toEqual([
      { revoked_reason: 'refresh_token_reused' },
    ])
  })

  it('comes again three times more on the next day', async () => {
    const ada = await registered()
    await lost(ada)
    for (let day = 0; day < 3; day += 1) {
      for (let turn = 0; turn < 3; turn += 1) {
        pass(LATE)
        await lost(ada)
      }
      pass(24 * HOUR)
    }
    expect(await alive(ada, await refreshed(ada, ada.tokens.refresh))).toEqual(LIVE)
  })

  it('is not believed from another network', async () => {
    const ada = await registered()
    await lost(ada)
    pass(LATE)
    expect((await refresh(person(), ada.tokens.refresh)).status).toBe(401)
    expect(events()).toContain('refresh_token_reused')
  })

  it('is not believed from another browser', async () => {
    const ada = await registered()
    await refreshed(ada, ada.tokens.refresh)
    const { refresh: token } = tokensIn(await refresh(ada, ada.tokens.refresh, firefox))
    await refresh(ada, token, firefox)
    pass(LATE)
    expect((await refresh(ada, token, chrome)).status).toBe(401)
    expect(events()).toContain('refresh_token_reused')
  })

  it('is believed where the last one was given out, not where the session was opened', async () => {
    const ada = await registered()
    const onTheTrain = person()
    const first = await refreshed(onTheTrain, ada.tokens.refresh)
    await refreshed(onTheTrain, first.refresh)
    pass(LATE)
    expect(await alive(onTheTrain, await refreshed(onTheTrain, first.refresh))).toEqual(LIVE)
  })

  it('does not move the end of the session', async () => {
    const ada = await registered()
    await lost(ada)
    const [before] = await rows('select expires_at from sessions')
    pass(LATE)
    await lost(ada)
    expect(await rows('select expires_at from sessions')).toEqual([before])
  })

  it('is in the history, and a second network with a note', async () => {
    const ada = await registered()
    await refreshed(ada, ada.tokens.refresh)
    await refreshed(ada, ada.tokens.refresh)
    await refreshed(person(), ada.tokens.refresh)
    pass(LATE)
    await refreshed(ada, ada.tokens.refresh)
    expect(await history(ada)).toEqual([
      'same_successor',
      'same_successor, second_network',
      'another_successor',
    ])
  })
})

describe('from another network', () => {
  const elsewhere = { 'CF-Connecting-IP': '198.51.100.7' }
  const deviceOf = async (ada: Account) => (await signIn(person(), ada)).headers.get('Postern-Device') ?? ''
  const devices: [string, number, (ada: Account) => Promise<string>][] = [
    ['a known device', 200, deviceOf],
    ['nobody that is known', 401, async () => ''],
    ['a device of another account', 401, async () => deviceOf(await registered())],
    [
      'a device that has become unknown',
      401,
      async (ada) => {
        const device = await deviceOf(ada)
        await rows('update users set device_epoch = device_epoch + 1')
        return device
      },
    ],
  ]
  const routes: [string, (token: string, headers: Record<string, string>) => Promise<Answer>][] = [
    [`${API}/auth/refresh`, (token, headers) => refresh(person(), token, { headers })],
    [
      `${API}/token/refresh`,
      (refresh_token, headers) => person().post(`${API}/token/refresh`, { refresh_token }, { headers }),
    ],
    [
      `${V1}/request/accessToken`,
      (token, headers) => {
        const browser = person()
        browser.cookies.set('__Host-refreshToken', token)
        return browser.get(`${V1}/request/accessToken`, { headers })
      },
    ],
  ]
  const cases = routes.flatMap(([path, ask]) =>
    devices.map(([who, status, device]) => [path, who, status, ask, device] as const),
  )

  it.each(cases)('%s believes in a lost answer of %s: %i', async (_, __, status, ask, device) => {
    const ada = await registered()
    await lost(ada)
    pass(LATE)
    const headers = { ...elsewhere, 'Postern-Device': await device(ada) }
    expect((await ask(ada.tokens.refresh, headers)).status).toBe(status)
  })
})

describe('a generation that no refresh has made', () => {
  it.each([LATE, 100 * LATE])(
    'has no predecessor: %i ms later the token before it ends the session',
    async (ms) => {
      const ada = await registered()
      await rows('update sessions set generation = 1, previous_generation = null, rotated_at = ?', Date.now())
      pass(ms)
      expect((await refresh(ada, ada.tokens.refresh)).status).toBe(401)
      expect(events()).toContain('refresh_token_reused')
    },
  )
})
