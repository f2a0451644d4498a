import { describe, expect, it, vi } from 'vitest'
import { SIGNING_PERIOD_MS } from '../../src/core/tokens/signing-keys.ts'
import { NOON, pass } from '../support/clock.ts'
import { rows } from '../support/database.ts'
import { SECRET } from '../support/worker.ts'
import { boundTo, failing } from '../support/wrapped.ts'
import { isolate, storedKeys } from './rsa-isolates.ts'

const NEW_SECRET = 'another secret of the tests of more than 32 characters'
const DAY = 86_400_000
const MINUTE = 60_000

const sealedUnder = async () =>
  (await rows<{ private_key: string }>('select private_key from signing_keys')).map(
    ({ private_key }) => private_key.split('.')[1],
  )

/** D1 that counts what is asked of it. */
function counted() {
  const trips: string[] = []
  const { DB } = boundTo(({ what }, act) => {
    trips.push(what.split(' ')[0] ?? '')
    return act()
  })
  return { DB, trips }
}

describe('the first key', () => {
  it('signs at once, and is published at once, whoever asks first', async () => {
    const one = await isolate()
    const kid = await one.signs()
    expect(await (await isolate()).kids()).toEqual([kid])
    expect(await storedKeys()).toMatchObject([{ kid, period: Math.floor(NOON / SIGNING_PERIOD_MS) }])
    expect(one.said).toEqual([{ event: 'signing_key_made', outcome: 'success' }])
  })

  it('is one key, however many ask for it in however many isolates', async () => {
    const isolates = await Promise.all([0, 1, 2, 3].map(async () => isolate()))
    const asked = isolates.flatMap((each) => Array.from({ length: 8 }, async () => each.kids()))
    const answers = await Promise.all(asked)
    const [{ kid } = { kid: '' }, ...more] = await storedKeys()
    expect(more).toEqual([])
    expect(answers).toEqual(Array.from({ length: 32 }, () => [kid]))
    const made = isolates.flatMap(({ said }) => said)
    expect(made).toEqual([{ event: 'signing_key_made', outcome: 'success' }])
  })

  it('is made once in an isolate, however many ask at the same time', async () => {
    const making = vi.spyOn(crypto.subtle, 'generateKey')
    const one = await isolate()
    await Promise.all(Array.from({ length: 32 }, async () => one.kids()))
    expect(making).toHaveBeenCalledTimes(1)
  })

  it.each(['before', 'after'])(
    'signs alone when two are made on either side of a new period, that of the new one %s the other',
    async (order) => {
      vi.setSystemTime(231 * SIGNING_PERIOD_MS - 8 * DAY)
      const late = await isolate()
      const { DB } = boundTo(async ({ what }, act) => {
        if (!what.startsWith('delete')) return act()
        vi.setSystemTime(231 * SIGNING_PERIOD_MS)
        if (order === 'before') await late.signs()
        return act()
      })
      const early = await isolate({ DB })
      const kid = await early.signs()
      expect(await late.signs()).toBe(kid)
      expect(await (await isolate()).signs()).toBe(kid)
      expect(new Set(await late.kids())).toEqual(new Set((await storedKeys()).map((key) => key.kid)))
    },
  )
})

describe('the memory of an isolate', () => {
  it('lasts for minutes, in which D1 is not asked', async () => {
    const { DB, trips } = counted()
    const one = await isolate({ DB })
    await one.jwks()
    expect(trips).toEqual(['select', 'delete'])
    pass(5 * MINUTE - 1)
    await one.signer()
    await one.jwks()
    expect(trips).toHaveLength(2)
    pass()
    await Promise.all([one.jwks(), one.jwks(), one.signer()])
    expect(trips).toHaveLength(3)
  })

  it('finds a key that another one has made, and is not made to ask all the time by invented ones', async () => {
    const { DB, trips } = counted()
    const one = await isolate({ DB })
    await one.jwks()
    vi.setSystemTime(231 * SIGNING_PERIOD_MS - 7 * DAY)
    await one.jwks()
    await (await isolate()).tend()
    const [, next] = await storedKeys()
    trips.length = 0
    expect(await one.find(next?.kid ?? '')).toBeUndefined()
    expect(trips).toHaveLength(0)
    pass(30_000)
    expect(await one.find(next?.kid ?? '')).toBeInstanceOf(CryptoKey)
    expect(trips).toHaveLength(1)
    for (let n = 0; n < 50; n += 1) expect(await one.find(`invented ${n}`)).toBeUndefined()
    expect(trips).toHaveLength(1)
    pass(30_000)
    for (let n = 0; n < 50; n += 1) await one.find(`invented ${n}`)
    expect(trips).toHaveLength(2)
  })
})

describe('a later key', () => {
  it('is made by the cron in the last week of a period, and signs when the next one begins', async () => {
    const cron = await isolate()
    await cron.tend()
    const [first] = await storedKeys()
    vi.setSystemTime(231 * SIGNING_PERIOD_MS - 7 * DAY - 1)
    await cron.tend()
    expect(await storedKeys()).toHaveLength(1)
    pass()
    await cron.tend()
    await cron.tend()
    const [, second, ...more] = await storedKeys()
    expect([second?.signs_from, more]).toEqual([231 * SIGNING_PERIOD_MS, []])
    vi.setSystemTime(231 * SIGNING_PERIOD_MS - 1)
    expect(await (await isolate()).signs()).toBe(first?.kid)
    pass()
    expect(await (await isolate()).signs()).toBe(second?.kid)
  })

  it('signs a day after it was made, if that was late, and the one before goes on', async () => {
    const cron = await isolate()
    await cron.tend()
    const first = await cron.signs()
    vi.setSystemTime(231 * SIGNING_PERIOD_MS + 20 * DAY)
    await cron.tend()
    pass(DAY - 1)
    expect(await (await isolate()).signs()).toBe(first)
    pass()
    expect(await (await isolate()).signs()).toBe((await storedKeys())[1]?.kid)
  })

  it('leaves the one before published until a day after its last ID token has expired', async () => {
    const cron = await isolate({ ttl: 3_600 })
    await cron.tend()
    const first = await cron.signs()
    vi.setSystemTime(231 * SIGNING_PERIOD_MS - DAY)
    await cron.tend()
    vi.setSystemTime(231 * SIGNING_PERIOD_MS + DAY + 3_600_000 - 1)
    await cron.tend()
    expect(await (await isolate()).kids()).toContain(first)
    pass()
    await cron.tend()
    expect(await (await isolate()).kids()).not.toContain(first)
  })
})

describe('a key sealed under a secret', () => {
  const previous = (passwordsOnly: boolean) => [{ secret: SECRET, passwordsOnly }]

  it('that was rotated as planned goes on signing, and is sealed anew by the cron', async () => {
    const kid = await (await isolate()).signs()
    const under = await sealedUnder()
    const rotated = await isolate({ secret: NEW_SECRET, previous: previous(false) })
    expect(await rotated.signs()).toBe(kid)
    expect(await sealedUnder()).toEqual(under)
    await rotated.tend()
    expect(await sealedUnder()).not.toEqual(under)
    const afterwards = await isolate({ secret: NEW_SECRET })
    expect([await afterwards.signs(), await afterwards.kids()]).toEqual([kid, [kid]])
    expect(await (await isolate({ next: NEW_SECRET })).signs()).toBe(kid)
  })

  it('that leaked is dropped and replaced at once', async () => {
    const kid = await (await isolate()).signs()
    const rotated = await isolate({ secret: NEW_SECRET, previous: previous(true) })
    const replaced = await rotated.signs()
    expect(replaced).not.toBe(kid)
    expect(await storedKeys()).toMatchObject([{ kid: replaced }])
    expect(rotated.said).toEqual([
      { event: 'signing_key_dropped', outcome: 'success', reason: 'leaked_secret' },
      { event: 'signing_key_made', outcome: 'success' },
    ])
    expect(await (await isolate({ secret: NEW_SECRET })).kids()).toEqual([replaced])
  })

  it('that has not arrived everywhere is left alone where it has not', async () => {
    const behind = await isolate()
    const kid = await behind.signs()
    const replaced = await (await isolate({ secret: NEW_SECRET, previous: previous(true) })).signs()
    pass(5 * MINUTE)
    expect(await behind.signs()).toBe(kid)
    const cold = await isolate()
    await expect(cold.signs()).rejects.toMatchObject({ code: 'unavailable' })
    pass(MINUTE - 1)
    await expect(cold.jwks()).rejects.toMatchObject({ code: 'unavailable' })
    expect(await storedKeys()).toMatchObject([{ kid: replaced }])
  })

  it('that is lost is replaced after a minute', async () => {
    const kid = await (await isolate()).signs()
    const other = await isolate({ secret: NEW_SECRET })
    await expect(other.signs()).rejects.toMatchObject({ code: 'unavailable' })
    pass(MINUTE)
    const replaced = await other.signs()
    expect(replaced).not.toBe(kid)
    expect(await storedKeys()).toMatchObject([{ kid: replaced }])
  })
})

describe('NOT_BEFORE', () => {
  it('drops the keys from before, and the replacement signs at once', async () => {
    const kid = await (await isolate()).signs()
    expect(await (await isolate({ notBefore: NOON })).signs()).toBe(kid)
    pass()
    const restored = await isolate({ notBefore: NOON + 1 })
    const replaced = await restored.signs()
    expect(replaced).not.toBe(kid)
    expect(await storedKeys()).toMatchObject([{ kid: replaced }])
    expect(restored.said[0]).toMatchObject({ event: 'signing_key_dropped', reason: 'not_before' })
  })

  it('leaves a key to sign that was made since, though its time has not come', async () => {
    const cron = await isolate()
    await cron.tend()
    vi.setSystemTime(231 * SIGNING_PERIOD_MS - 3 * DAY)
    await cron.tend()
    const [, second] = await storedKeys()
    const restored = await isolate({ notBefore: Date.now() })
    expect([await restored.signs(), await restored.kids()]).toEqual([second?.kid, [second?.kid]])
  })
})

const OTHER_KEY = JSON.stringify({ kty: 'RSA', n: 'x'.repeat(342), e: 'AQAB' })

describe('a row that somebody has altered', () => {
  it.each([
    ['is moved to another period', 'update signing_keys set period = period - 1'],
    ['has another name', `update signing_keys set kid = 'another'`],
    ['has another public key', `update signing_keys set public_key = '${OTHER_KEY}'`],
    ['has no public key', `update signing_keys set public_key = 'none'`],
    ['has a public key of another kind', `update signing_keys set public_key = '{"kty":"EC","x":"x"}'`],
    ['has an altered seal', `update signing_keys set private_key = replace(private_key, 'A', 'B')`],
    ['has no seal', `update signing_keys set private_key = 'none'`],
    ['has a moment that is none', `update signing_keys set signs_from = 'soon'`],
  ])('and that %s signs nothing and is not published, and another takes its place', async (_, change) => {
    const kid = await (await isolate()).signs()
    await rows(change)
    const one = await isolate()
    await expect(one.jwks()).rejects.toMatchObject({ code: 'unavailable' })
    await expect(one.signer()).rejects.toMatchObject({ code: 'unavailable' })
    const cron = await isolate()
    await cron.tend()
    const [stored, ...more] = await storedKeys()
    expect([stored?.kid === kid, more]).toEqual([false, []])
    expect(cron.said[0]).toMatchObject({ event: 'signing_key_dropped', reason: 'unreadable' })
    expect(await one.kids()).toEqual([stored?.kid])
  })

  it('does not stand in for another: two rows that were exchanged are no keys', async () => {
    const cron = await isolate()
    await cron.tend()
    vi.setSystemTime(231 * SIGNING_PERIOD_MS - DAY)
    await cron.tend()
    const [first, second] = await storedKeys()
    await rows('update signing_keys set private_key = ? where kid = ?', second?.private_key, first?.kid)
    expect(await (await isolate()).kids()).toEqual([second?.kid])
  })
})

describe('while D1 does not answer', () => {
  it('an isolate that knows no key has none, and one that knows keys uses them on', async () => {
    let isDown = false
    const { DB } = boundTo(async (_trip, act) => {
      if (isDown) throw new Error('D1_ERROR: Network connection lost.')
      return act()
    })
    const one = await isolate({ DB })
    const kid = await one.signs()
    isDown = true
    pass(60 * MINUTE)
    expect([await one.signs(), await one.kids()]).toEqual([kid, [kid]])
    const cold = await isolate({ DB: failing().DB })
    await expect(cold.jwks()).rejects.toMatchObject({ code: 'unavailable' })
    await expect(cold.tend()).rejects.toMatchObject({ code: 'unavailable' })
  })

  it.each([
    ['the read', 0, 'fails'],
    ['the read', 0, 'is not heard of'],
    ['the making', 1, 'fails'],
    ['the making', 1, 'is not heard of'],
  ])('for a moment, and %s (%i) %s, one key is made', async (_name, at, how) => {
    let trip = -1
    const { DB } = boundTo(async (_trip, act) => {
      trip += 1
      if (trip !== at) return act()
      if (how === 'is not heard of') await act()
      throw new Error('D1_ERROR: Network connection lost.')
    })
    const kid = await (await isolate({ DB })).signs()
    expect(await storedKeys()).toMatchObject([{ kid }])
  })

  it('to the making of a key, nothing is signed, and the next who asks makes it', async () => {
    let isDown = true
    const { DB } = boundTo(async ({ what }, act) => {
      if (isDown && !what.startsWith('select')) throw new Error('D1_ERROR: Network connection lost.')
      return act()
    })
    const one = await isolate({ DB })
    await expect(one.signs()).rejects.toMatchObject({ code: 'unavailable' })
    expect(await storedKeys()).toEqual([])
    isDown = false
    const kid = await one.signs()
    expect(await storedKeys()).toMatchObject([{ kid }])
  })
})
