import * as fc from 'fast-check'
import { createLocalJWKSet, jwtVerify, SignJWT } from 'jose'
import { expect, it, vi } from 'vitest'
import { SIGNING_PERIOD_MS } from '../../src/core/tokens/signing-keys.ts'
import { emptied } from '../support/database.ts'
import { EVERY_CASE } from '../support/sample.ts'
import { isolate, storedKeys } from './rsa-isolates.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

type Token = { text: string; kid: string; exp: number }
type Jwks = Parameters<typeof createLocalJWKSet>[0]

async function issuedBy(one: Awaited<ReturnType<typeof isolate>>, ttl: number): Promise<Token> {
  const { kid, privateKey } = await one.signer()
  const exp = Math.floor(Date.now() / 1_000) + ttl
  const text = await new SignJWT({ exp }).setProtectedHeader({ alg: 'RS256', kid }).sign(privateKey)
  return { text, kid, exp: exp * 1_000 }
}

async function expectGood(tokens: Token[], keys: Jwks, when: string) {
  const find = createLocalJWKSet(keys)
  for (const { text } of tokens) {
    const checked = jwtVerify(text, find, { currentDate: new Date() })
    await expect(checked, `${when} ${new Date().toISOString()}`).resolves.toBeDefined()
  }
}

const lives = fc.record({
  /** Days from the first key to the end of its period. */
  left: fc.integer({ min: 10, max: 90 }),
  /** The cron does not run from so many days before that end, for so many days. */
  ill: fc.record({ before: fc.integer({ min: 1, max: 10 }), days: fc.integer({ min: 0, max: 24 }) }),
  /** Hours between two ID tokens around that time, and how many each is good. */
  every: fc.integer({ min: 5, max: 13 }),
  hours: fc.integer({ min: 1, max: 24 }),
})

const IN_TIME = { left: 20, ill: { before: 3, days: 0 }, every: 7, hours: 24 }
const LATE = { left: 40, ill: { before: 8, days: 20 }, every: 5, hours: 12 }

it('no ID token is ever without its key, and no key signs that was not published for a day', async () => {
  await fc.assert(
    fc.asyncProperty(lives, async ({ left, ill, every, hours }) => {
      await emptied()
      const end = SIGNING_PERIOD_MS * 231
      const start = end - left * DAY
      vi.setSystemTime(start)
      const ttl = hours * 3_600
      const isIll = (at: number) => {
        const day = (at - end) / DAY + ill.before
        return day >= 0 && day < ill.days
      }
      const lasting = await isolate({ ttl })
      const cron = await isolate({ ttl })
      const [published, signedFrom] = [new Map<string, number>(), new Map<string, number>()]
      let tokens: Token[] = []

      for (let at = start; at < end + 28 * DAY; at += at < end - 11 * DAY ? DAY : every * HOUR) {
        vi.setSystemTime(at)
        const cached = { keys: await lasting.jwks() }
        vi.setSystemTime(at + 5 * MINUTE - 1)
        if (!isIll(at)) await cron.tend()
        const other = await isolate({ ttl })
        for (const kid of await other.kids()) if (!published.has(kid)) published.set(kid, Date.now())
        const [one, two] = [await issuedBy(lasting, ttl), await issuedBy(other, ttl)]
        expect(one.kid).toBe(two.kid)
        tokens = [...tokens.filter(({ exp }) => exp > Date.now()), one, two]
        await expectGood(tokens, cached, 'by keys of five minutes before')
        await expectGood(tokens, { keys: await lasting.jwks() }, 'by the keys of an isolate')
        await expectGood(tokens, { keys: await other.jwks() }, 'by the keys of a new isolate')
        if (!signedFrom.has(one.kid)) signedFrom.set(one.kid, Date.now())
      }

      const [[first = ''] = [], ...later] = signedFrom
      expect(later).toHaveLength(1)
      for (const [kid, at] of later) expect(at - (published.get(kid) ?? at)).toBeGreaterThanOrEqual(DAY)
      // Nobody needs it any more.
      expect((await storedKeys()).map(({ kid }) => kid)).not.toContain(first)
    }),
    { numRuns: EVERY_CASE ? 20 : 2, examples: [[IN_TIME], [LATE]] },
  )
})
