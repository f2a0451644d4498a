import { beforeEach, expect, it } from 'vitest'
import type { Purpose } from '../../src/store/tables/challenges.ts'
import type { User } from '../../src/store/tables/users.ts'
import { openStore } from '../../src/store/store.ts'
import { type Account, registered } from '../support/account.ts'
import { bindings } from '../support/bindings.ts'
import { dump, rows } from '../support/database.ts'

/** A deed whose answer was lost is run a second time by the same request: it finds its own work done. */

const { deeds, queries } = openStore(bindings.DB, bindings.KV, { notBefore: 0, passwordIterations: 10_000 })

let ada: Account
let before: User

beforeEach(async () => {
  ada = await registered()
  before = (await queries.userByEmail.act(ada.email)) as User
})

async function claimOf(purpose: Purpose) {
  await rows(
    `insert into challenges (id, subject, purpose, reserves, tries, created_at, expires_at) values ('a challenge', ?, ?, ?, 0, ?, ?)`,
    ada.id,
    purpose,
    ada.email,
    Date.now(),
    Date.now() + 60_000,
  )
  return { id: 'a challenge', purpose, claim: 'this request', now: Date.now() }
}

const DEEDS: [string, () => Promise<() => Promise<unknown>>][] = [
  [
    'a reset',
    async () => {
      const claim = await claimOf('reset_password')
      return () =>
        deeds.resetPassword.act({
          claim,
          userId: ada.id,
          successor: { ...before, id: 'the prover', password: 'another hash', verifiedAt: Date.now() },
          accountProof: { sid: undefined, devices: [] },
          addressSubjects: [],
          failures: [],
          bucket: 'no bucket',
          surviving: [],
        })
    },
  ],
  [
    'a reclaim',
    async () => {
      const claim = await claimOf('undo_email_change')
      return () =>
        deeds.reclaim.act({
          claim,
          userId: ada.id,
          email: ada.email,
          password: 'another hash',
          resetLink: undefined,
          addressSubjects: [],
          surviving: [],
        })
    },
  ],
]

it.each(DEEDS)('%s that is run twice changes the account once, and answers the same', async (_, prepare) => {
  const act = await prepare()
  const first = await act()
  expect(await rows('select password, security_version, device_epoch from users')).toEqual([
    {
      password: 'another hash',
      security_version: before.securityVersion + 1,
      device_epoch: before.deviceEpoch + 1,
    },
  ])
  const afterFirst = await dump()
  expect(await act()).toEqual(first)
  expect(await dump()).toBe(afterFirst)
})
