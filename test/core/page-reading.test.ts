import { describe, expect, it } from 'vitest'
import { readAccountPage, type Wants } from '../../src/core/account/account-page.ts'
import { freshEmail, registered, signedIn, type Tokens } from '../support/account.ts'
import { pass } from '../support/clock.ts'
import { rows } from '../support/database.ts'
import { mailOnly } from '../support/mail-sign-in.ts'
import { addedPasskey } from '../support/passkeys.ts'
import { addedApp, ME } from '../support/second-step.ts'
import { callerOf, inPage } from './page-request.ts'

type Options = Parameters<typeof inPage>[1] & { wants?: Wants }
type Owner = { tokens: Tokens }

async function reading({ tokens }: Owner, { wants, ...options }: Options = {}) {
  const { pageSid: sid, generation } = await callerOf(tokens)
  return inPage((deps) => readAccountPage(deps, { page: { sid, generation }, wants: wants ?? {} }), options)
}

const readBy = async (owner: Owner, options?: Options) => (await reading(owner, options)).result

const HISTORY = { before: undefined, limit: 50 }
const EVERYTHING = { passkeys: true, sessions: true, apps: true, events: HISTORY }

const withFactors = async () => addedPasskey(await registered())

describe('a page about an account', () => {
  it.each<[string, Wants]>([
    ['nothing besides', {}],
    ['passkeys', { passkeys: true }],
    ['sessions', { sessions: true }],
    ['apps', { apps: true }],
    ['the history', { events: HISTORY }],
    ['everything', EVERYTHING],
  ])('is read in one round trip where it shows %s', async (_, wants) => {
    expect((await reading(await registered(), { wants })).trips).toBe(1)
  })

  it('knows what the account is proven with, as the API does', async () => {
    const { tokens, ...ada } = await withFactors()
    const { body } = await ada.get(`${ME}/security`, { token: tokens.access })
    const { security } = await readBy({ tokens })
    expect({ ...security, secondStep: undefined }).toMatchObject({
      password: body['password'],
      totp: body['totp'],
      passkeys: 1,
      recoveryCodesLeft: body['recovery_codes_left'],
      mailSignIn: body['mail_sign_in'],
    })
  })

  it('shows the passkeys of its domain', async () => {
    const ada = await withFactors()
    expect((await readBy(ada, { wants: EVERYTHING })).passkeys).toEqual([
      expect.objectContaining({ id: ada.passkeyId }),
    ])
    await rows(`update passkeys set rp_id = 'elsewhere.example'`)
    expect((await readBy(ada, { wants: EVERYTHING })).passkeys).toEqual([])
  })

  it('shows the live sessions, the newest first', async () => {
    const ada = await registered()
    for (let n = 0; n < 2; n += 1) {
      pass()
      await signedIn(ada, ada)
    }
    await rows(
      'update sessions set revoked_at = 1 where id = (select id from sessions order by id limit 1 offset 1)',
    )
    const { sessions } = await readBy(ada, { wants: EVERYTHING })
    const live = await rows<{ id: string }>(
      'select id from sessions where revoked_at is null order by id desc',
    )
    expect(sessions.map(({ id }) => id)).toEqual(live.map(({ id }) => id))
    expect(sessions).toHaveLength(2)
  })

  it('shows the history a page at a time, the newest first', async () => {
    const ada = await registered()
    for (let n = 0; n < 3; n += 1) {
      pass()
      await signedIn(ada, ada)
    }
    const { events: all } = await readBy(ada, { wants: EVERYTHING })
    expect(all.map(({ event }) => event)).toEqual(['signed_in', 'signed_in', 'signed_in', 'registered'])
    const events = { before: all[0]?.id, limit: 2 }
    expect((await readBy(ada, { wants: { events } })).events).toEqual(all.slice(1, 3))
  })

  it('shows nothing of anybody else, and nothing that was not wanted', async () => {
    const [ada, bob] = [await registered(), await withFactors()]
    const { passkeys, sessions, events } = await readBy(ada, { wants: EVERYTHING })
    expect([passkeys.length, sessions.length, events.length]).toEqual([0, 1, 1])
    expect(await readBy(bob)).toMatchObject({ passkeys: [], sessions: [], events: [] })
  })

  it('has no passkeys where they are off', async () => {
    const ada = await withFactors()
    const settings = { APP_URL: 'http://127.0.0.1:8787' }
    expect((await readBy(ada, { wants: EVERYTHING, settings })).passkeys).toEqual([])
  })

  it.each([
    ['email_not_verified', { REQUIRE_VERIFIED_EMAIL: 'on' }, false],
    ['second_step_required', { SECOND_STEP: 'all' }, true],
    [undefined, {}, true],
  ] as const)('says what the account lacks: %s', async (missing, settings, confirmed) => {
    const page = await readBy(await registered({ confirmed }), { settings })
    expect(page.missing).toBe(missing)
  })
})

describe('a page knows whether its user has just proven who they are', () => {
  it.each([
    [599_000, true],
    [601_000, false],
  ])('%i ms ago', async (ms, isFresh) => {
    const ada = await registered()
    await rows('update sessions set auth_time = ?', Date.now() - ms)
    expect((await readBy(ada)).isFresh).toBe(isFresh)
  })

  it('by the strongest kind that the account has', async () => {
    const ada = await registered()
    await addedApp(ada)
    expect((await readBy(ada)).isFresh).toBe(true)
    await rows(`update sessions set auth_methods = 'password'`)
    expect((await readBy(ada)).isFresh).toBe(false)
  })

  it.each([
    [['password'], () => registered()],
    [['password', 'passkey'], withFactors],
    [['code'], () => mailOnly(freshEmail())],
    [
      ['totp', 'recovery_code'],
      async () => {
        const ada = await registered()
        await addedApp(ada)
        return ada
      },
    ],
  ] as const)('and what else makes them fresh: %j', async (methods, owner) => {
    expect((await readBy(await owner())).methods).toEqual(methods)
  })
})
