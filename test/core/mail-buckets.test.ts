import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  BURST,
  FLOOD_FROM,
  floodedLinkLives,
  LIVE_SIDE_BY_SIDE,
  mailBucket,
} from '../../src/core/limits/mail-bucket.ts'
import { openStore } from '../../src/store/store.ts'
import { bindings } from '../support/bindings.ts'
import { NOON } from '../support/clock.ts'
import { rows } from '../support/database.ts'
import { EVERY_CASE } from '../support/sample.ts'

const { deeds } = openStore(bindings.DB, bindings.KV, { notBefore: 0, passwordIterations: 10_000 })

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Both ends of the setting, its default, and lives around those at which the longer ones begin. */
const LIVES = [1_800, 3_600, 6 * 3_600, 8 * 3_600, 30_000, 86_400]

/** Links to one address, asked for by strangers. Answers when the link expires, or when to come back. */
function mailing(RESET_LINK_TTL: number) {
  const bucket = mailBucket({ RESET_LINK_TTL, LIMITS: 'on' }, 'reset_password/somebody')
  const ask = (now: number, ofBrowser?: string) => {
    const id = crypto.randomUUID()
    const challenge = {
      id,
      subject: 'somebody',
      purpose: 'reset_password' as const,
      tries: 0,
      createdAt: now,
      expiresAt: now + RESET_LINK_TTL * 1_000,
    }
    return deeds.issueChallenge
      .act({
        challenge,
        floodedExpiresAt: now + floodedLinkLives({ RESET_LINK_TTL }) * 1_000,
        limits: { failures: [], mails: [], byClient: undefined, bucket, unlessHuman: [] },
        replaced: {
          ofBrowser: ofBrowser === undefined ? undefined : { id: ofBrowser, tries: 5 },
          others: { butNewest: LIVE_SIDE_BY_SIDE },
        },
        proven: undefined,
        now,
      })
      .then((outcome) => ({ ...outcome, id }))
  }
  /** What using a link does to the other ones. */
  const redeem = async (now: number) => {
    await rows(
      'update challenges set consumed_at = ? where superseded_at is null and expires_at > ?',
      now,
      now,
    )
    await rows('update mail_buckets set unredeemed = 0')
  }
  return { ask, redeem }
}

const linksAt = async (now: number) =>
  (
    await rows<{ n: number }>(
      'select count(*) as n from challenges where superseded_at is null and consumed_at is null and expires_at > ?',
      now,
    )
  )[0]?.n ?? 0

/** Links that were still good when another request ended them. */
const endedByOthers = () => rows('select id from challenges where superseded_at is not null')

describe('the bucket of an address', () => {
  it.each(LIVES)('with links of %d seconds has room again before the last link is over', (RESET_LINK_TTL) => {
    const { size, refillMs, flood } = mailBucket({ RESET_LINK_TTL, LIMITS: 'on' }, '')
    const [life, longLife] = [RESET_LINK_TTL * 1_000, floodedLinkLives({ RESET_LINK_TTL }) * 1_000]
    expect(refillMs).toBeLessThan(life)
    expect(flood.refillMs).toBeLessThan(longLife)
    // After a day without a mail the bucket is new: by then no link is left that could be one too many.
    expect(longLife).toBeLessThanOrEqual(DAY)
    // In the life of a link there is room for so many: none of them has to end for the newest.
    expect(Math.floor(size + life / refillMs)).toBeLessThanOrEqual(LIVE_SIDE_BY_SIDE)
    expect(Math.floor(size + longLife / flood.refillMs)).toBeLessThanOrEqual(LIVE_SIDE_BY_SIDE)
  })

  it('takes three mails at once, and then one every three quarters of the life of a link', async () => {
    const { ask } = mailing(3_600)
    for (let n = 0; n < BURST; n += 1) expect((await ask(NOON)).issued).toBe(true)
    for (let now = NOON; now < NOON + 3 * 45 * MINUTE; now += 45 * MINUTE) {
      const next = now + 45 * MINUTE
      expect(await ask(now)).toMatchObject({ issued: false, retryAt: next })
      expect((await ask(next - 1)).issued).toBe(false)
      expect((await ask(next)).issued).toBe(true)
    }
  })

  it('makes links live longer from the tenth that nobody uses on, and fewer', async () => {
    const { ask } = mailing(3_600)
    let now = NOON
    for (let n = 1; n < FLOOD_FROM; n += 1) {
      expect(await ask(now)).toMatchObject({ issued: true, expiresAt: now + HOUR })
      now += 45 * MINUTE
    }
    expect(await ask(now)).toMatchObject({ issued: true, expiresAt: now + 6.5 * HOUR })
    for (const more of [1, 2]) expect([more, (await ask(now)).issued]).toEqual([more, true])
    expect(await ask(now)).toMatchObject({ issued: false, retryAt: now + 6 * HOUR })
    expect(await endedByOthers()).toEqual([])
  })

  it.each<[string, (mails: ReturnType<typeof mailing>, now: number) => Promise<number>]>([
    [
      'one of its mails was used',
      async ({ redeem }, now) => {
        await redeem(now)
        return now
      },
    ],
    ['a day has passed without a mail', async (_, now) => now + DAY],
  ])('forgets the flood when %s', async (_, happens) => {
    const mails = mailing(3_600)
    let now = NOON
    for (let n = 0; n < FLOOD_FROM; n += 1) {
      await mails.ask(now)
      now += 45 * MINUTE
    }
    now = await happens(mails, now)
    expect(await mails.ask(now)).toMatchObject({ issued: true, expiresAt: now + HOUR })
  })

  it('lets of forty requests at the same moment three through', async () => {
    const { ask } = mailing(3_600)
    const outcomes = await Promise.all(Array.from({ length: 40 }, () => ask(NOON)))
    expect(outcomes.filter(({ issued }) => issued)).toHaveLength(BURST)
  })
})

/** What strangers and an owner do, in any order and at any time: mostly strangers, as often as they can. */
const story = fc.array(
  fc.record({
    after: fc.oneof(
      { weight: 3, arbitrary: fc.constant('as soon as there is room' as const) },
      { weight: 2, arbitrary: fc.integer({ min: 0, max: 2 * MINUTE }) },
      { weight: 2, arbitrary: fc.integer({ min: 0, max: 7 * HOUR }) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 2 * DAY }) },
    ),
    what: fc.oneof(
      { weight: 12, arbitrary: fc.constant('ask' as const) },
      { weight: 4, arbitrary: fc.constant('ask in the same browser' as const) },
      { weight: 1, arbitrary: fc.constant('use a link' as const) },
    ),
  }),
  { minLength: 10, maxLength: 60 },
)

describe('whoever floods an address', () => {
  it.each([1_800, 6 * 3_600, 86_400])(
    'leaves a link that works in its mailbox, and ends none (links of %d seconds)',
    async (RESET_LINK_TTL) => {
      await fc.assert(
        fc.asyncProperty(story, async (steps) => {
          await rows('delete from challenges')
          await rows('delete from mail_buckets')
          const { ask, redeem } = mailing(RESET_LINK_TTL)
          let now = NOON
          let room = NOON
          let browser: string | undefined
          for (const { after, what } of steps) {
            now = typeof after === 'number' ? now + after : Math.max(now, room)
            if (what === 'use a link') {
              if ((await linksAt(now)) > 0) await redeem(now)
              continue
            }
            const before = await linksAt(now)
            const outcome = await ask(now, what === 'ask' ? undefined : browser)
            if (outcome.issued) browser = outcome.id
            else {
              room = outcome.retryAt ?? now
              // An owner who is refused finds a link in the mailbox, unless it was used just now.
              if (!(await wasUsedIn(now))) expect(before).toBeGreaterThan(0)
            }
          }
          expect(await endedByOthers()).toEqual([])
        }),
        { numRuns: EVERY_CASE ? 6 : 2 },
      )
    },
  )
})

/** Whether a link was used that would still be good. */
const wasUsedIn = async (now: number) =>
  (await rows('select id from challenges where consumed_at is not null and expires_at > ?', now)).length > 0
