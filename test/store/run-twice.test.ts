import { beforeEach, expect, it } from 'vitest'
import type { Purpose } from '../../src/store/tables/challenges.ts'
import type { User } from '../../src/store/tables/users.ts'
import { lineOf, rowOf } from '../../src/core/audit/record.ts'
import { openAdministrationStore } from '../../src/store/administration.ts'
import { openStore } from '../../src/store/store.ts'
import { type Account, registered } from '../support/account.ts'
import { bindings } from '../support/bindings.ts'
import { setCount } from '../support/budgets.ts'
import { dump, rows } from '../support/database.ts'

/** A deed whose answer was lost is run a second time by the same request: it finds its own work done. */

const { deeds, queries } = openStore(bindings.DB, bindings.KV, { notBefore: 0, passwordIterations: 10_000 })
const { administration } = openAdministrationStore(bindings.DB, bindings.KV, { notBefore: 0 })

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

/** What the owner reads of it, made once for both runs. */
const line = () =>
  lineOf({ event: 'password_reset', outcome: 'success' }, { client: undefined, now: Date.now() })

const DEEDS: [string, () => Promise<() => Promise<unknown>>][] = [
  [
    'a reset',
    async () => {
      const claim = await claimOf('reset_password')
      const written = line()
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
          line: written,
        })
    },
  ],
  [
    'a reclaim',
    async () => {
      const claim = await claimOf('undo_email_change')
      const written = line()
      return () =>
        deeds.reclaim.act({
          right: { kind: 'undo', claim },
          userId: ada.id,
          email: ada.email,
          password: 'another hash',
          resetLink: undefined,
          addressSubjects: [],
          surviving: [],
          line: written,
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

type Administration = typeof administration
/** What reads, and what cannot know its own work again. */
type Other = 'accountsAfter' | 'accountByIdOrEmail' | 'lastUnreachable' | 'liveSessionsOf' | 'deleteAccount'

const NEW = 'new@example.org'

/** One run on a user, with the line that it writes. */
function run(userId = ada.id) {
  const line = { event: 'account_unlocked', outcome: 'success', actor: 'operator' } as const
  const event = rowOf(userId, line, { client: undefined, now: Date.now() })
  return { userId, by: 'this run', now: Date.now(), event }
}

/** What an operator does. The compiler finds a deed that is not here. */
const DEEDS_OF_OPERATORS: Record<
  Exclude<keyof Administration, Other>,
  { before?: string | (() => Promise<unknown>); act: () => () => Promise<unknown> }
> = {
  openAccount: {
    act: () => {
      const user = { ...before, id: 'the new one', email: NEW }
      const { userId: _userId, ...about } = run(user.id)
      return () => administration.openAccount.act({ ...about, user, granted: undefined })
    },
  },
  verifyAccount: {
    before: 'update users set verified_at = null',
    act: () => {
      const about = run()
      return () => administration.verifyAccount.act(about)
    },
  },
  moveAccount: {
    act: () => {
      const about = { ...run(), email: NEW, surviving: [] }
      return () => administration.moveAccount.act(about)
    },
  },
  cancelDeletion: {
    before: 'update users set deletes_at = 9e12',
    act: () => {
      const about = run()
      return () => administration.cancelDeletion.act(about)
    },
  },
  askSecondStepReset: {
    before: 'update users set second_step_at = 1',
    act: () => {
      const about = run()
      return () => administration.askSecondStepReset.act(about)
    },
  },
  resetSecondStep: {
    before: 'update users set second_step_at = 1',
    act: () => {
      const about = { ...run(), when: 'at once' as const, surviving: [] }
      return () => administration.resetSecondStep.act(about)
    },
  },
  unlockAccount: {
    before: () => setCount('a counter', 'hour', 1),
    act: () => {
      const about = { ...run(), counters: ['a counter'] }
      return () => administration.unlockAccount.act(about)
    },
  },
  disableAccount: {
    act: () => {
      const about = run()
      return () => administration.disableAccount.act(about)
    },
  },
  enableAccount: {
    before: 'update users set disabled_at = 1',
    act: () => {
      const about = run()
      return () => administration.enableAccount.act(about)
    },
  },
  changeRole: {
    act: () => {
      const about = { ...run(), role: 'admin' as const }
      return () => administration.changeRole.act(about)
    },
  },
  signAccountOut: {
    act: () => {
      const about = run()
      return () => administration.signAccountOut.act(about)
    },
  },
}

it.each(Object.entries(DEEDS_OF_OPERATORS))(
  '%s that is run twice changes the account once, and answers the same',
  async (_, { before: given, act: prepare }) => {
    if (typeof given === 'string') await rows(given)
    else await given?.()
    const untouched = await dump()
    const act = prepare()
    const first = await act()
    expect(first).toBeDefined()
    const afterFirst = await dump()
    expect(afterFirst).not.toBe(untouched)
    expect(await act()).toEqual(first)
    expect(await dump()).toBe(afterFirst)
    expect(await rows(`select count(*) as lines from audit_events where actor = 'operator'`)).toEqual([
      { lines: 1 },
    ])
  },
)
