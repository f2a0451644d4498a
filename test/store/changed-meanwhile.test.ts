import { beforeEach, describe, expect, it } from 'vitest'
import { lineOf } from '../../src/core/audit/record.ts'
import { REPETITION } from '../../src/core/sessions/refresh.ts'
import type { Purpose } from '../../src/store/tables/challenges.ts'
import type { NewSession } from '../../src/store/tables/sessions.ts'
import type { User } from '../../src/store/tables/users.ts'
import { openStore } from '../../src/store/store.ts'
import { type Account, registered } from '../support/account.ts'
import { bindings } from '../support/bindings.ts'
import { setCount } from '../support/budgets.ts'
import { dump, rows } from '../support/database.ts'

const { deeds, queries } = openStore(bindings.DB, bindings.KV, { notBefore: 0, passwordIterations: 10_000 })

let ada: Account
let before: User

beforeEach(async () => {
  ada = await registered()
  before = (await queries.userByEmail.act(ada.email)) as User
  // Something to forgive: what is refused forgives nothing.
  await rows(
    `insert into password_failures (subject, failures, blocked_until, updated_at, pending) values (?, 1, 0, ?, '{"a try":9e12}')`,
    ada.id,
    Date.now(),
  )
  await setCount('an owner', 'a budget', 1)
})

const FAILURES = [{ owner: 'an owner', name: 'a budget', limit: 10, windowMs: 60_000 }]

/** A try whose password was right. */
const tried = () => ({
  subject: ada.id,
  name: 'a try',
  device: undefined,
  networks: FAILURES,
  reservedAt: Date.now(),
})

/** What the owner would read of it. */
const line = () => lineOf({ event: 'signed_in', outcome: 'success' }, { client: undefined, now: Date.now() })

const sessionOf = (userId: string): Required<NewSession> => ({
  id: crypto.randomUUID(),
  userId,
  generation: 0,
  rotatedAt: Date.now(),
  previousGeneration: null,
  lateRepeats: 0,
  lateSince: null,
  repeats: 0,
  authTime: Date.now(),
  authMethods: 'password',
  methods: 'password',
  passkeyId: null,
  authPasskeyId: null,
  secondStep: false,
  device: null,
  country: null,
  createdAt: Date.now(),
  beganAt: Date.now(),
  idleExpiresAt: Date.now() + 60_000,
  expiresAt: Date.now() + 60_000,
  userAgent: null,
  ipPrefix: null,
  revokedAt: null,
  revokedReason: null,
  revokedBy: null,
  appId: null,
  scope: null,
  parentId: null,
  openedBy: null,
})

const callerSid = async () =>
  (await rows<{ id: string }>('select id from sessions where user_id = ?', ada.id))[0]?.id ?? ''

/** What a reset, a change of address or an operator does between two statements of another request. */
const securityChanges = () =>
  rows('update users set security_version = security_version + 1 where id = ?', ada.id)

/** The one challenge of a test: a code, a link or a proof. */
const issue = (purpose: Purpose, subject: string) =>
  rows(
    `insert into challenges (id, subject, purpose, tries, created_at, expires_at) values ('a challenge', ?, ?, 0, ?, ?)`,
    subject,
    purpose,
    Date.now(),
    Date.now() + 60_000,
  )

const claimOf = (purpose: Purpose) => ({ id: 'a challenge', purpose, claim: 'this request', now: Date.now() })

const supersede = () => rows(`update challenges set superseded_at = 1 where id = 'a challenge'`)
const disable = () => rows('update users set disabled_at = 1 where id = ?', ada.id)

const MEANWHILE: [string, () => Promise<unknown>][] = [
  ['the account was disabled', disable],
  ['a newer one has replaced it', supersede],
]

async function expectNoEffect(act: () => Promise<unknown>) {
  const untouched = await dump()
  expect(await act()).toBeUndefined()
  expect(await dump()).toBe(untouched)
}

describe('a password that was just checked', () => {
  const signIn = () =>
    deeds.signInWithPassword.act({
      session: sessionOf(ada.id),
      max: 20,
      devices: [],
      earlierSid: undefined,
      line: line(),
      now: Date.now(),
      proven: {
        securityVersion: before.securityVersion,
        matched: before.password,
        rehashed: undefined,
        tried: tried(),
      },
    })

  it('opens no session once the account has changed, and nothing else happens', async () => {
    await securityChanges()
    await expectNoEffect(signIn)
  })

  it('opens one while the account has not changed', async () => {
    const { id } = ada
    expect(await signIn()).toMatchObject({ user: { id }, ended: [], isTold: false })
  })

  const change = async () =>
    deeds.changePassword.act({
      securityVersion: before.securityVersion,
      to: 'another hash',
      tried: tried(),
      callerSid: await callerSid(),
      successor: sessionOf(ada.id),
      line: line(),
      notices: undefined,
      surviving: [],
      now: Date.now(),
    })

  it('lets no other one be set once the account has changed', async () => {
    await securityChanges()
    await expectNoEffect(change)
  })

  it('lets another one be set while the account has not changed', async () => {
    expect((await change())?.ended).toHaveLength(1)
  })
})

describe('a proven mailbox', () => {
  const takeOver = () =>
    deeds.createAccount.act({
      claim: claimOf('create_account'),
      user: { ...before, id: 'the prover', password: 'the hash of the prover', verifiedAt: Date.now() },
      profile: {},
      session: sessionOf('the prover'),
      accountProof: { sid: undefined, devices: [] },
      earlierSid: undefined,
      line: line(),
      surviving: [],
    })

  beforeEach(async () => {
    await rows('update users set verified_at = null')
    await issue('create_account', 'address')
  })

  it('takes over no account that its owner has confirmed meanwhile, and stays good', async () => {
    await rows('update users set verified_at = 1 where id = ?', ada.id)
    await expectNoEffect(takeOver)
  })

  it.each(MEANWHILE)('takes nothing over when %s meanwhile', async (_, happens) => {
    await happens()
    await expectNoEffect(takeOver)
  })

  it('takes over one that nobody has confirmed', async () => {
    const done = await takeOver()
    expect(done?.user?.id).toBe('the prover')
    expect(done?.ended).toHaveLength(1)
    const [challenge] = await rows(`select claim from challenges where id = 'a challenge'`)
    expect(challenge).toEqual({ claim: 'this request' })
  })
})

describe('a code to sign in', () => {
  const signIn = async () =>
    deeds.signInWithCode.act({
      claim: claimOf('sign_in'),
      session: sessionOf(ada.id),
      max: 20,
      devices: [],
      failures: FAILURES,
      earlierSid: await callerSid(),
      line: line(),
    })

  beforeEach(() => issue('sign_in', ada.id))

  it.each(MEANWHILE)('opens no session and ends none when %s meanwhile', async (_, happens) => {
    await happens()
    await expectNoEffect(signIn)
  })

  it.each([
    ['asks for a second step', 'update users set second_step_at = ?'],
    ['is being deleted', 'update users set deletes_at = ?'],
  ])('is not used up when the account %s meanwhile', async (_, change) => {
    await rows(change, Date.now())
    await expectNoEffect(signIn)
  })

  it('opens one and ends the earlier one while nothing has happened', async () => {
    const earlier = await callerSid()
    expect((await signIn())?.ended).toEqual([earlier])
  })

  it('ends those of an unconfirmed account because it is confirmed, the browser’s earlier one too', async () => {
    await rows('update users set verified_at = null')
    await signIn()
    const ended = await rows('select revoked_reason from sessions where revoked_at is not null')
    expect(ended).toEqual([{ revoked_reason: 'email_verified' }])
  })
})

it('an account that asks for a second step meanwhile is not kept by a session that lacks it', async () => {
  const keep = () =>
    deeds.keepAccount.act({
      userId: ada.id,
      securityVersion: before.securityVersion,
      claim: undefined,
      by: 'the request',
      next: { session: sessionOf(ada.id), max: 20, devices: [], earlierSid: undefined },
      line: line(),
      now: Date.now(),
    })
  await rows('update users set deletes_at = ?, second_step_at = ?', Date.now(), Date.now())
  await expectNoEffect(keep)
  await rows('update users set second_step_at = null')
  expect(await keep()).toMatchObject({ isOpen: true })
})

describe('a link to set a new password', () => {
  const reset = () =>
    deeds.resetPassword.act({
      claim: claimOf('reset_password'),
      userId: ada.id,
      successor: { ...before, id: 'the prover', password: 'another hash', verifiedAt: Date.now() },
      accountProof: { sid: undefined, devices: [] },
      addressSubjects: [],
      failures: FAILURES,
      bucket: 'no bucket',
      line: line(),
      surviving: [],
    })

  it('sets none for an account that it is not about', async () => {
    await issue('reset_password', 'somebody else')
    await expectNoEffect(reset)
  })

  it.each(MEANWHILE)('sets none when %s meanwhile', async (_, happens) => {
    await issue('reset_password', ada.id)
    await happens()
    await expectNoEffect(reset)
  })

  it('sets one for the account that it is about', async () => {
    await issue('reset_password', ada.id)
    expect((await reset())?.user.password).toBe('another hash')
  })
})

describe('a code to change the address', () => {
  const to = 'elsewhere@example.org'
  const move = async () =>
    deeds.changeEmail.act({
      claim: claimOf('change_email'),
      failures: FAILURES,
      change: { userId: ada.id, from: ada.email, to, securityVersion: before.securityVersion },
      callerSid: await callerSid(),
      successor: sessionOf(ada.id),
      line: line(),
      undo: {
        id: 'the way back',
        subject: ada.id,
        purpose: 'undo_email_change',
        tries: 0,
        createdAt: Date.now(),
        expiresAt: Date.now() + 60_000,
      },
      addressSubjects: [],
      surviving: [],
    })

  beforeEach(() => issue('change_email', ada.id))

  it('moves no account whose password has changed since the code was mailed', async () => {
    await securityChanges()
    await expectNoEffect(move)
  })

  it.each(MEANWHILE)('moves nothing when %s meanwhile', async (_, happens) => {
    await happens()
    await expectNoEffect(move)
  })

  it('moves the account while nothing has happened', async () => {
    expect((await move())?.user.email).toBe(to)
  })
})

describe('a try of a code', () => {
  const budget = (owner: string, name: string) => ({ owner, name, limit: 10, windowMs: 60_000 })
  const attempt = async () => {
    const outcome = await deeds.reserveCodeTry.act({
      id: 'a challenge',
      subject: ada.id,
      purpose: 'sign_in',
      email: ada.email,
      maxTries: 5,
      codesGoodSince: 0,
      failures: [budget('a subject', 'hour'), budget('a subject', 'day')],
      networks: [budget('a client', 'hour')],
      sender: { devices: [], sid: undefined },
      human: 'unasked',
      now: Date.now(),
    })
    return 'refused' in outcome ? undefined : outcome
  }

  it.each<[string, Purpose, () => string]>([
    ['of somebody else', 'sign_in', () => 'somebody else'],
    ['for another purpose', 'reset_password', () => ada.id],
  ])('is not admitted when the code is %s, and is not counted', async (_, purpose, subject) => {
    await issue(purpose, subject())
    await expectNoEffect(attempt)
  })

  it('is admitted when subject and purpose are right', async () => {
    await issue('sign_in', ada.id)
    expect(await attempt()).toEqual({ failures: 1, counted: [budget('a client', 'hour')] })
  })
})

describe('a refresh token that was used long ago', () => {
  const present = async () =>
    deeds.repeatOrEnd.act({
      sid: await callerSid(),
      generation: 0,
      by: 'this request',
      now: Date.now(),
      userAgent: null,
      ipPrefix: null,
      idleExpiresAt: Date.now(),
      bounds: REPETITION,
      devices: [],
      lines: { repeated: line(), replaced: line(), reused: line() },
      elsewhere: '',
    })

  beforeEach(() => rows('update sessions set generation = 2, previous_generation = 1'))

  it('raises no alarm when its session has ended meanwhile', async () => {
    await rows(`update sessions set revoked_at = 1, revoked_reason = 'signed_out'`)
    await expectNoEffect(async () => (await present()).reused)
  })

  it('raises one while its session goes on', async () => {
    expect((await present()).reused).toMatchObject({ userId: ada.id })
  })
})
