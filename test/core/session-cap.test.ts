import { describe, expect, it } from 'vitest'
import { alive, claimsOf, LIVE, registered, signedIn } from '../support/account.ts'
import { childOf, registeredApp } from '../support/apps.ts'
import { pass } from '../support/clock.ts'
import { rows } from '../support/database.ts'

/** Twenty more sessions of a user, newer than any other by their ids, and like the one that the user has. */
const openTwentyMore = ({ id }: { id: string }, { revokedAt = null }: { revokedAt?: number | null } = {}) =>
  rows(
    `insert into sessions (id, user_id, generation, rotated_at, repeats, auth_time, created_at, idle_expires_at, expires_at, revoked_at)
    with recursive n (n) as (select 10 union all select n + 1 from n where n < 29)
    select 'f' || n || id, user_id, 0, rotated_at, 0, auth_time, created_at, idle_expires_at, expires_at, ?
    from sessions, n where user_id = ?`,
    revokedAt,
    id,
  )

const DAY = 86_400_000

describe('one of the twenty sessions that a user can have', () => {
  it('goes on, however many sessions other users open', async () => {
    const [ada, bob] = [await registered(), await registered()]
    const second = await signedIn(ada, ada)
    await openTwentyMore(bob)
    const third = await signedIn(ada, ada)
    for (const tokens of [ada.tokens, second, third]) expect(await alive(ada, tokens)).toEqual(LIVE)
  })

  it('goes on, however often its user signs in and out elsewhere', async () => {
    const ada = await registered()
    await openTwentyMore(ada, { revokedAt: Date.now() })
    await signedIn(ada, ada)
    expect(await alive(ada, ada.tokens)).toEqual(LIVE)
  })

  it('goes on, however many sessions apps have that came from it', async () => {
    const ada = await registered()
    const { id: appId } = await registeredApp()
    const sid = claimsOf(ada.tokens.access)['sid'] as string
    const children = await Promise.all(Array.from({ length: 25 }, () => childOf(sid, { appId })))
    const second = await signedIn(ada, ada)
    expect(await liveSessions(ada)).toBe(2 + children.length)
    for (const tokens of [ada.tokens, second]) expect(await alive(ada, tokens)).toEqual(LIVE)
  })

  it('goes on, though the clock has gone back a day since the others were opened', async () => {
    const ada = await registered({ roaming: true })
    for (let turn = 0; turn < 19; turn += 1) await signedIn(ada, ada)
    pass(-DAY)
    for (let turn = 0; turn < 2; turn += 1) {
      expect(await alive(ada, await signedIn(ada, ada))).toEqual(LIVE)
      expect(await liveSessions(ada)).toBe(20)
    }
  })
})

const liveSessions = async ({ id }: { id: string }) =>
  (await rows('select id from sessions where user_id = ? and revoked_at is null', id)).length
