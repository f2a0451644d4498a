import { describe, expect, it } from 'vitest'
import { openStore } from '../../src/store/store.ts'
import { REPETITION } from '../../src/core/sessions/refresh.ts'
import { type Account, alive, LIVE, refresh, refreshed, registered, tokensIn } from '../support/account.ts'
import { bindings } from '../support/bindings.ts'
import { pass } from '../support/clock.ts'
import { rows } from '../support/database.ts'
import { events } from '../support/log.ts'
import { person } from '../support/person.ts'
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
  const kept = `select reason from audit_events where subject = ? and event = 'refresh_repeated' order by rowid`
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

describe('by a known device', () => {
  const { deeds } = openStore(bindings.DB, bindings.KV, { notBefore: 0, passwordIterations: 10_000 })
  const elsewhere = async (ada: Account, { knownDevice }: { knownDevice: boolean }) => {
    const [sid = ''] = ada.tokens.refresh.split('.')
    const now = Date.now()
    const presented = {
      sid,
      generation: 0,
      userAgent: null,
      ipPrefix: 'elsewhere',
      now,
      idleExpiresAt: now + HOUR,
    }
    return deeds.repeatOrEnd.act({ ...presented, by: 'this', bounds: REPETITION, knownDevice })
  }

  it.each([true, false])('a lost answer is believed from another network: %s', async (knownDevice) => {
    const ada = await registered()
    await lost(ada)
    pass(LATE)
    const { replaced, reused } = await elsewhere(ada, { knownDevice })
    expect([replaced?.generation, reused?.userId]).toEqual(knownDevice ? [2, undefined] : [undefined, ada.id])
  })
})

describe('a generation that no refresh has made', () => {
  it.each([0, LATE])('has no predecessor: %i ms later the token before it ends the session', async (ms) => {
    const ada = await registered()
    await rows('update sessions set generation = 1, previous_generation = null, rotated_at = ?', Date.now())
    pass(ms)
    expect((await refresh(ada, ada.tokens.refresh)).status).toBe(401)
    expect(events()).toContain('refresh_token_reused')
  })
})
