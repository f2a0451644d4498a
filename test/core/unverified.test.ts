import { createExecutionContext, createScheduledController, waitOnExecutionContext } from 'cloudflare:test'
import { beforeEach, describe, expect, it } from 'vitest'
import { forNobody, openService } from '../../src/compose.ts'
import type { Env } from '../../src/config/config.ts'
import { expireUnverified } from '../../src/core/account/expire-unverified.ts'
import index from '../../src/index.ts'
import { type Account, freshEmail, readMe, refreshed, registered, signedIn } from '../support/account.ts'
import { bindings } from '../support/bindings.ts'
import { pass } from '../support/clock.ts'
import { dump, rows } from '../support/database.ts'
import { events, logged } from '../support/log.ts'
import { mailsTo } from '../support/mails.ts'
import { person } from '../support/person.ts'
import { resend, RESEND_SETTINGS, taken } from '../support/resend.ts'
import { boundTo } from '../support/wrapped.ts'

const DAY = 86_400_000

async function cron() {
  const context = createExecutionContext()
  await index.scheduled(createScheduledController(), bindings, context)
  await waitOnExecutionContext(context)
}

const serviceWith = (settings: Partial<Env>) => openService({ ...bindings, ...settings })

/** The one job of the cron trigger that this is about: the others take their time. */
async function expire(service: Awaited<ReturnType<typeof openService>>) {
  const context = createExecutionContext()
  await expireUnverified(forNobody(service, { route: () => 'cron', context }))
  await waitOnExecutionContext(context)
}

/** So many days, and what the job does on each of them. */
async function days(count: number, settings: Partial<Env> = {}) {
  const service = await serviceWith(settings)
  for (let day = 0; day < count; day += 1) {
    pass(DAY)
    await expire(service)
  }
}

const exists = async ({ id }: Pick<Account, 'id'>) =>
  (await rows('select id from users where id = ?', id)).length === 1

const warnings = async ({ email }: Pick<Account, 'email'>) =>
  (await mailsTo(email)).filter(({ subject }) => /will be deleted/.test(subject)).length

let ada: Account

beforeEach(async () => {
  ada = await registered({ confirmed: false })
})

describe('an account whose address was never confirmed', () => {
  it('goes after 30 days without a sign-in, and its owner is told a week before', async () => {
    await days(23)
    expect([await exists(ada), await warnings(ada)]).toEqual([true, 0])
    await days(1)
    expect([await exists(ada), await warnings(ada)]).toEqual([true, 1])
    await days(6)
    expect([await exists(ada), await warnings(ada)]).toEqual([true, 1])
    await days(1)
    expect([await exists(ada), await warnings(ada)]).toEqual([false, 1])
    expect(await dump()).not.toContain(ada.id)
    expect((await registered({ email: ada.email })).id).not.toBe(ada.id)
  })

  it.each([
    ['a sign-in', async () => void (await signedIn(person(), ada))],
    ['a refresh', async () => void (ada.tokens = await refreshed(ada, ada.tokens.refresh))],
  ])('stays for another 30 days after %s', async (_, come) => {
    await days(12)
    await come()
    await days(23)
    expect([await exists(ada), await warnings(ada)]).toEqual([true, 0])
    await days(8)
    expect([await exists(ada), await warnings(ada)]).toEqual([false, 1])
  })

  it('stays when its owner signs in after the warning, and is warned anew later', async () => {
    await days(24)
    await signedIn(person(), ada)
    await days(23)
    expect([await exists(ada), await warnings(ada)]).toEqual([true, 1])
    await days(1)
    expect([await exists(ada), await warnings(ada)]).toEqual([true, 2])
  })

  it('stays once it is confirmed', async () => {
    await days(24)
    await rows('update users set verified_at = 1')
    await days(35)
    expect([await exists(ada), await warnings(ada)]).toEqual([true, 1])
  })

  it.each([
    ['opened by an administrator', `update users set opened_by = 'administrator'`],
    ['imported, and nobody has signed in', `update users set opened_by = 'import', last_login_at = null`],
    ['disabled by an operator', 'update users set disabled_at = 1'],
  ])('stays when it was %s', async (_, change) => {
    await rows(change)
    await rows('delete from sessions')
    await days(35)
    expect([await exists(ada), await warnings(ada)]).toEqual([true, 0])
  })

  it('that was imported goes 30 days after its owner has signed in', async () => {
    await rows(`update users set opened_by = 'import', last_login_at = created_at`)
    await days(31)
    expect(await exists(ada)).toBe(false)
  })

  it('is known to be in use as long as UNVERIFIED_DAYS says, though its session has ended', async () => {
    const settings = { UNVERIFIED_DAYS: '90' }
    pass(12 * DAY)
    await refreshed(ada, ada.tokens.refresh)
    await rows('update sessions set revoked_at = ?', Date.now())
    pass(75 * DAY)
    const { store } = forNobody(await openService({ ...bindings, ...settings }), {
      route: () => 'cron',
      context: createExecutionContext(),
    })
    await store.cleaning.sessions({ now: Date.now(), max: 10 })
    await expire(await serviceWith(settings))
    expect(await warnings(ada)).toBe(0)
  })

  it('lives as long as UNVERIFIED_DAYS says, and for ever at 0', async () => {
    await days(35, { UNVERIFIED_DAYS: '0' })
    expect([await exists(ada), await warnings(ada)]).toEqual([true, 0])
    await days(2, { UNVERIFIED_DAYS: '2' })
    expect([await exists(ada), await warnings(ada)]).toEqual([false, 1])
  })

  describe('while no mail can be sent', () => {
    const REFUSED = () => Response.json({ statusCode: 401, name: 'x', message: 'no' }, { status: 401 })

    it('is not marked as warned, and stays: it goes a week after the mail went', async () => {
      const mailbox = resend(REFUSED)
      await days(35, RESEND_SETTINGS)
      expect(mailbox.to(ada.email).length).toBeGreaterThan(10)
      expect(await rows('select id, warned_at from users')).toEqual([{ id: ada.id, warned_at: null }])
      expect(logged().at(-1)).toMatchObject({
        event: 'job_failed',
        reason: 'expireUnverified: mail not sent: status 401',
      })
      mailbox.answers(taken)
      await days(7, RESEND_SETTINGS)
      expect(await exists(ada)).toBe(true)
      await days(1, RESEND_SETTINGS)
      expect(await exists(ada)).toBe(false)
    })

    it('to this address, goes without the mail: nobody can be told there', async () => {
      const mailbox = resend(() =>
        Response.json({ statusCode: 422, name: 'x', message: 'no' }, { status: 422 }),
      )
      await days(31, RESEND_SETTINGS)
      expect([mailbox.to(ada.email).length, await exists(ada)]).toEqual([1, false])
    })

    it('keeps nobody else from being told', async () => {
      const bob = await registered({ confirmed: false })
      resend(({ to }) => (to === ada.email ? REFUSED() : taken()))
      await days(31, RESEND_SETTINGS)
      expect([await exists(ada), await exists(bob)]).toEqual([true, false])
    })
  })

  it('is told by one mail, however often it is sent before the account could be marked', async () => {
    const mailbox = resend()
    const { DB } = boundTo(({ what }, act) => {
      if (what.startsWith('update "users" set "warned_at"')) throw new TypeError('a fault of the test')
      return act()
    })
    await days(23)
    for (let run = 0; run < 3; run += 1) {
      pass(DAY)
      await expect(expire(await serviceWith({ ...RESEND_SETTINGS, DB }))).rejects.toThrow()
    }
    await days(1, RESEND_SETTINGS)
    const keys = mailbox.to(ada.email).map(({ key }) => key)
    expect([keys.length, new Set(keys).size]).toEqual([4, 1])
    // The next warning is another mail.
    await signedIn(person(), ada)
    await days(24, RESEND_SETTINGS)
    expect(new Set(mailbox.to(ada.email).map(({ key }) => key)).size).toBe(2)
  })

  it.each([
    ['its owner signs in', async () => void (await signedIn(person(), ada))],
    ['its owner refreshes a session', async () => void (await refreshed(ada, ada.tokens.refresh))],
    ['it is confirmed', async () => void (await rows('update users set verified_at = 1'))],
    ['an operator disables it', async () => void (await rows('update users set disabled_at = 1'))],
    ['it was warned again', async () => void (await rows('update users set warned_at = ?', Date.now()))],
  ])('stays when %s after it was found, and before it is erased', async (_, happens) => {
    // The last refresh is as old as the account, and the session is still good.
    await days(30)
    await rows('update sessions set expires_at = ?1, idle_expires_at = ?1', Date.now() + 5 * DAY)
    pass(DAY)
    let before: unknown
    const { DB } = boundTo(async ({ what }, act) => {
      if (before === undefined && /delete from "users"/.test(what)) {
        await happens()
        before = await rows('select * from users')
      }
      return act()
    })
    await expire(await serviceWith({ DB }))
    expect(before).toBeDefined()
    expect(await rows('select * from users')).toEqual(before)
    expect(await rows('select 1 from sessions where user_id = ?', ada.id)).not.toEqual([])
    expect(events()).not.toContain('unverified_account_removed')
  })

  it('goes by the cron trigger', async () => {
    pass(24 * DAY)
    await cron()
    pass(7 * DAY)
    await cron()
    expect([await exists(ada), await warnings(ada)]).toEqual([false, 1])
  })

  it('does not take others along', async () => {
    const bob = await registered({ email: freshEmail() })
    await days(31)
    expect(await exists(ada)).toBe(false)
    expect((await readMe(person(), (await signedIn(person(), bob)).access)).status).toBe(200)
  })
})
