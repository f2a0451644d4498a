import { beforeEach, describe, expect, it } from 'vitest'
import type { NewSession } from '../../src/store/tables/sessions.ts'
import type { User } from '../../src/store/tables/users.ts'
import { openStore } from '../../src/store/store.ts'
import { type Account, registered } from '../support/account.ts'
import { bindings } from '../support/bindings.ts'
import { dump, rows } from '../support/database.ts'

const { deeds, queries } = openStore(bindings.DB, bindings.KV, { notBefore: 0 })

let ada: Account
let before: User

beforeEach(async () => {
  ada = await registered()
  before = (await queries.userByEmail.act(ada.email)) as User
})

const sessionOf = (userId: string): Required<NewSession> => ({
  id: crypto.randomUUID(),
  userId,
  generation: 0,
  rotatedAt: Date.now(),
  repeats: 0,
  authTime: Date.now(),
  createdAt: Date.now(),
  idleExpiresAt: Date.now() + 60_000,
  expiresAt: Date.now() + 60_000,
  userAgent: null,
  ipPrefix: null,
  revokedAt: null,
  revokedReason: null,
  revokedBy: null,
})

const callerSid = async () =>
  (await rows<{ id: string }>('select id from sessions where user_id = ?', ada.id))[0]?.id ?? ''

/** What a reset, a change of address or an operator does between two statements of another request. */
const securityChanges = () =>
  rows('update users set security_version = security_version + 1 where id = ?', ada.id)

describe('an account that has changed since its password was checked', () => {
  const signIn = () =>
    deeds.signInWithPassword.act({
      session: sessionOf(ada.id),
      max: 20,
      now: Date.now(),
      proven: { securityVersion: before.securityVersion, matched: before.password, rehashed: undefined },
    })

  it('opens no session, and nothing else happens either', async () => {
    await securityChanges()
    const untouched = await dump()
    expect(await signIn()).toBeUndefined()
    expect(await dump()).toBe(untouched)
  })

  it('would have opened one before', async () => {
    expect(await signIn()).toEqual([])
  })

  const change = async () =>
    deeds.changePassword.act({
      securityVersion: before.securityVersion,
      to: 'another hash',
      callerSid: await callerSid(),
      successor: sessionOf(ada.id),
      surviving: [],
      now: Date.now(),
    })

  it('keeps the password that it has now', async () => {
    await securityChanges()
    const untouched = await dump()
    expect(await change()).toBeUndefined()
    expect(await dump()).toBe(untouched)
  })

  it('would have got another password before', async () => {
    expect(await change()).toHaveLength(1)
  })
})

describe('a proven mailbox', () => {
  const claim = { id: 'a proof', purpose: 'create_account', claim: 'this request' } as const
  const takeOver = () =>
    deeds.createAccount.act({
      claim: { ...claim, now: Date.now() },
      user: { ...before, password: 'the hash of the prover', verifiedAt: Date.now() },
      takeOver: true,
      session: sessionOf(ada.id),
      surviving: [],
    })

  beforeEach(() =>
    rows(
      `insert into challenges (id, subject, purpose, tries, created_at, expires_at) values (?, 'address', 'create_account', 0, ?, ?)`,
      claim.id,
      Date.now(),
      Date.now() + 60_000,
    ),
  )

  it('takes over no account that its owner has confirmed meanwhile, and stays good', async () => {
    await rows('update users set verified_at = 1 where id = ?', ada.id)
    const untouched = await dump()
    expect(await takeOver()).toBeUndefined()
    expect(await dump()).toBe(untouched)
  })

  it('takes over one that nobody has confirmed', async () => {
    const ended = await takeOver()
    expect(ended).toHaveLength(1)
    const [challenge] = await rows('select claim from challenges where id = ?', claim.id)
    expect(challenge).toEqual({ claim: claim.claim })
  })
})
