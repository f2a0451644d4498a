import { createExecutionContext, createScheduledController, waitOnExecutionContext } from 'cloudflare:test'
import { beforeEach, describe, expect, it } from 'vitest'
import { findUser } from '../../src/core/administration/read-users.ts'
import index from '../../src/index.ts'
import { type Account, claimsOf, PASSWORD, readMe, registered, signedIn } from '../support/account.ts'
import { bindings } from '../support/bindings.ts'
import { NOON, pass } from '../support/clock.ts'
import { rows } from '../support/database.ts'
import { operator } from '../support/operator.ts'
import { person } from '../support/person.ts'

const MINUTE = 60_000
const DAY = 86_400_000
/** Longer than sessions are kept after their end. */
const LONG = 91 * DAY

async function cleanUp() {
  const context = createExecutionContext()
  await index.scheduled(createScheduledController(), bindings, context)
  await waitOnExecutionContext(context)
}

let ada: Account
beforeEach(async () => {
  ada = await registered({ roaming: true })
  await rows('delete from sessions')
})

/** When the account was signed in to, as an operator sees it. */
const lastLogin = async () => (await operator((deps) => findUser(deps, ada.id)))?.lastLoginAt
const signInAgain = () => signedIn(person({ roaming: true }), ada)
const sidOf = ({ access }: { access: string }) => claimsOf(access)['sid'] as string
/** These sessions have ended, and so long ago that cleaning deletes them. */
const endLongAgo = async (...tokens: { access: string }[]) => {
  for (const each of tokens)
    await rows('update sessions set revoked_at = ? where id = ?', Date.now() - LONG, sidOf(each))
}
const sessions = async () => (await rows<{ id: string }>('select id from sessions')).map(({ id }) => id)

async function changePassword(token: string, from: string, to: string) {
  const body = { current_password: from, new_password: to, confirm_password: to }
  const answer = await person({ roaming: true }).post('/api/v1/auth/change-password', body, { token })
  expect(answer.status, answer.text).toBe(200)
  return { access: String(answer.body['access_token']) }
}

describe('the last login of an account', () => {
  it('is none while nobody has signed in', async () => {
    expect(await lastLogin()).toBeNull()
  })

  it('is the newest of several sessions, live or ended', async () => {
    await signInAgain()
    pass(MINUTE)
    const { access } = await signInAgain()
    expect(await lastLogin()).toBe(NOON + MINUTE)
    pass(MINUTE)
    await person({ roaming: true }).post('/api/v1/auth/logout', undefined, { token: access })
    expect(await lastLogin()).toBe(NOON + MINUTE)
  })

  it('is what the user reads themselves', async () => {
    pass(MINUTE)
    const { access } = await signInAgain()
    pass(MINUTE)
    const { body } = await readMe(person({ roaming: true }), access)
    expect(Date.parse(String(body['last_login']))).toBe(NOON + MINUTE)
  })

  it('survives the cleaning of its session', async () => {
    pass(MINUTE)
    await signInAgain()
    pass(2 * LONG)
    await cleanUp()
    expect(await sessions()).toEqual([])
    expect(await lastLogin()).toBe(NOON + MINUTE)
    pass(MINUTE)
    await signInAgain()
    expect(await lastLogin()).toBe(NOON + 2 * LONG + 2 * MINUTE)
  })

  it('stays when only the newest session is cleaned away, and an earlier one goes on', async () => {
    const first = await signInAgain()
    pass(MINUTE)
    const second = await signInAgain()
    await endLongAgo(second)
    await cleanUp()
    expect(await sessions()).toEqual([sidOf(first)])
    expect(await lastLogin()).toBe(NOON + MINUTE)
  })

  it('is of this account: cleaning away what others have changes nothing', async () => {
    const bob = await registered({ roaming: true })
    pass(MINUTE)
    await endLongAgo(bob.tokens)
    await cleanUp()
    expect(await sessions()).toEqual([])
    expect(await lastLogin()).toBeNull()
    expect((await operator((deps) => findUser(deps, bob.id)))?.lastLoginAt).toBe(NOON)
  })

  it('does not move with a changed password, which opens the session anew', async () => {
    const { access } = await signInAgain()
    pass(MINUTE)
    const changed = await changePassword(access, PASSWORD, 'ten red words')
    expect(await lastLogin()).toBe(NOON)
    expect(sidOf(changed)).not.toBe(sidOf({ access }))
    await endLongAgo({ access }, changed)
    await cleanUp()
    expect(await sessions()).toEqual([])
    expect(await lastLogin()).toBe(NOON)
  })

  it('survives a later sign-in that is cleaned away before the session of an earlier one, opened anew', async () => {
    const early = await signInAgain()
    pass(MINUTE)
    const late = await signInAgain()
    pass(MINUTE)
    const changed = await changePassword(early.access, PASSWORD, 'ten red words')
    await endLongAgo(early, late)
    await cleanUp()
    expect(await sessions()).toEqual([sidOf(changed)])
    expect(await lastLogin()).toBe(NOON + MINUTE)
  })
})
