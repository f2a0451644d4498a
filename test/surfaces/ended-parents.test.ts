import { createExecutionContext, createScheduledController, waitOnExecutionContext } from 'cloudflare:test'
import { beforeEach, describe, expect, it } from 'vitest'
import { deleteUser, disableUser, endSessions } from '../../src/core/administration/change-users.ts'
import { moveUser, verifyUser } from '../../src/core/administration/help-users.ts'
import { resetSecondStepNow } from '../../src/core/administration/reset-second-step.ts'
import index from '../../src/index.ts'
import { openStore } from '../../src/store/store.ts'
import {
  type Account,
  claimsOf,
  freshEmail,
  PASSWORD,
  refresh,
  registered,
  signedIn,
  type Tokens,
} from '../support/account.ts'
import { childOf, registeredApp } from '../support/apps.ts'
import { bindings } from '../support/bindings.ts'
import { pass } from '../support/clock.ts'
import { moveTo, NEW_PASSWORD, V1 } from '../support/code-flows.ts'
import { keyNames, rows } from '../support/database.ts'
import { API } from '../support/enveloped.ts'
import { codeFor, newLink } from '../support/mails.ts'
import { operator } from '../support/operator.ts'
import { type Answer, person } from '../support/person.ts'
import { addedApp, ME } from '../support/second-step.ts'
import { deferredWork } from '../support/worker.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

const { queries } = openStore(bindings.DB, bindings.KV, { notBefore: 0, passwordIterations: 10_000 })

const sidOf = ({ access }: Tokens) => String(claimsOf(access)['sid'])
const by = ({ access }: Tokens) => ({ token: access })
const isLive = (sid: string) => queries.isSessionLive.act({ sid, now: Date.now() })
const nobody = () => person({ roaming: true })

let ada: Account
let appId: string
/** The session that Ada acts in, another one, and a session of an app that came from each. */
let own: { sid: string; child: string }
let other: { sid: string; child: string; tokens: Tokens }

beforeEach(async () => {
  ada = await registered({ roaming: true })
  appId = (await registeredApp()).id
  const tokens = await signedIn(nobody(), ada)
  other = { sid: sidOf(tokens), child: await childOf(sidOf(tokens), { appId }), tokens }
  own = { sid: sidOf(ada.tokens), child: await childOf(sidOf(ada.tokens), { appId }) }
  pass(MINUTE)
})

/** Services that check tokens without D1 look here for the session of a token, and for the one that it came from. */
async function isRefusedElsewhere({ sid, child }: { sid: string; child: string }) {
  await deferredWork()
  const names = await keyNames()
  return [sid, child].some((each) => names.includes(`revoked:${each}`))
}

const expectFine = ({ status, text }: Answer) => expect(status, text).toBeLessThan(300)

type Ending = 'own' | 'other' | 'both'

/** Everything that ends a session, and whose children are over with that. */
const DEEDS: Record<string, { ends: Ending; act: () => Promise<unknown> }> = {
  'signing out': {
    ends: 'own',
    act: async () => expectFine(await ada.post(`${API}/auth/logout`, undefined, by(ada.tokens))),
  },
  'signing out by api-v1': {
    ends: 'own',
    act: async () =>
      expectFine(await ada.post(`${API}/logout`, { token: ada.tokens.refresh }, by(ada.tokens))),
  },
  'signing out by auth-v1': {
    ends: 'own',
    act: async () =>
      expectFine(
        await ada.post(`${V1}/request/logout`, { refreshToken: ada.tokens.refresh }, by(ada.tokens)),
      ),
  },
  'signing out everywhere': {
    ends: 'both',
    act: async () => expectFine(await ada.post(`${API}/auth/logout`, { everywhere: true }, by(ada.tokens))),
  },
  'ending one session': {
    ends: 'other',
    act: async () => expectFine(await ada.delete(`${ME}/sessions/${other.sid}`, by(ada.tokens))),
  },
  'ending all other sessions, which leaves what came from the own one': {
    ends: 'other',
    act: async () => expectFine(await ada.delete(`${ME}/sessions`, by(ada.tokens))),
  },
  'a refresh token that comes again': {
    ends: 'other',
    async act() {
      for (const wait of [0, 10 * MINUTE, 10 * MINUTE]) {
        pass(wait)
        const { body } = await refresh(nobody(), other.tokens.refresh)
        if (wait === 0) await refresh(nobody(), String(body['refresh_token']))
      }
    },
  },
  'the twentieth session after it': {
    ends: 'both',
    async act() {
      await rows('update sessions set generation = 1 where id in (?, ?)', own.sid, other.sid)
      for (let n = 0; n < 20; n += 1) {
        pass(1)
        await signedIn(nobody(), ada)
      }
    },
  },
  'signing in anew in the same browser': {
    ends: 'other',
    async act() {
      const cookie = `__Host-refreshToken=${other.tokens.refresh}`
      const credentials = { email: ada.email, password: PASSWORD }
      expectFine(await nobody().post(`${API}/auth/login`, credentials, { headers: { Cookie: cookie } }))
    },
  },
  'a change of the password': {
    ends: 'both',
    async act() {
      const change = {
        current_password: PASSWORD,
        new_password: NEW_PASSWORD,
        confirm_password: NEW_PASSWORD,
      }
      expectFine(await ada.post(`${API}/auth/change-password`, change, by(ada.tokens)))
    },
  },
  'a new password of one’s own': {
    ends: 'both',
    act: async () => expectFine(await ada.put(`${ME}/password`, { password: NEW_PASSWORD }, by(ada.tokens))),
  },
  'a reset by code': {
    ends: 'both',
    async act() {
      const { body } = await nobody().post(`${API}/auth/forgot-password`, { email: ada.email })
      const reset = { request: body['request'], code: await codeFor(ada.email), password: NEW_PASSWORD }
      expectFine(await nobody().post(`${API}/auth/reset-password`, reset))
    },
  },
  'a reset by link': {
    ends: 'both',
    async act() {
      await nobody().post(`${API}/auth/forgot-password`, { email: ada.email })
      const { token } = await newLink(ada.email, 'reset-password')
      expectFine(await nobody().post(`${API}/auth/reset-password`, { token, password: NEW_PASSWORD }))
    },
  },
  'moving to another address, and taking it back': {
    ends: 'both',
    async act() {
      await moveTo(ada, freshEmail())
      const { token } = await newLink(ada.email, 'undo-email-change')
      expectFine(await nobody().post('/undo-email-change', { token, email: ada.email }))
    },
  },
  'an export that was not the owner’s': {
    ends: 'both',
    async act() {
      expectFine(await ada.post(`${ME}/export`, undefined, by(ada.tokens)))
      const { token } = await newLink(ada.email, 'not-me')
      expectFine(await nobody().post('/not-me', { token, email: ada.email, password: NEW_PASSWORD }))
    },
  },
  'an authenticator app': { ends: 'both', act: () => addedApp(ada) },
  'deleting the account': {
    ends: 'both',
    act: async () => expectFine(await ada.ask('DELETE', ME, { confirm: ada.email }, by(ada.tokens))),
  },
  'an operator who disables the user': {
    ends: 'both',
    act: () => operator((deps) => disableUser(deps, ada.id)),
  },
  'an operator who deletes the user': {
    ends: 'both',
    act: () => operator((deps) => deleteUser(deps, ada.id)),
  },
  'an operator who signs the user out': {
    ends: 'both',
    act: () => operator((deps) => endSessions(deps, ada.id)),
  },
  'an operator who gives the user another address': {
    ends: 'both',
    act: () => operator((deps) => moveUser(deps, { userId: ada.id, email: freshEmail() })),
  },
  'an operator who confirms the address': {
    ends: 'both',
    async act() {
      await rows('update users set verified_at = null where id = ?', ada.id)
      return operator((deps) => verifyUser(deps, ada.id))
    },
  },
  'an operator who resets the second step': {
    ends: 'both',
    async act() {
      await rows('update users set second_step_at = 1 where id = ?', ada.id)
      return operator((deps) => resetSecondStepNow(deps, ada.id))
    },
  },
}

describe.each(Object.entries(DEEDS))('%s', (_, { ends, act }) => {
  const over = { own: ends !== 'other', other: ends !== 'own' }

  it('ends what apps have got from a session that it ends, and nothing else', async () => {
    expect([await isLive(own.child), await isLive(other.child)]).toEqual([true, true])
    await act()
    expect([await isLive(own.child), await isLive(other.child)]).toEqual([!over.own, !over.other])
    expect([await isRefusedElsewhere(own), await isRefusedElsewhere(other)]).toEqual([over.own, over.other])
  })

  it('is told to services that check tokens, also where the session itself has had none for days', async () => {
    await rows('update sessions set rotated_at = rotated_at - ? where app_id is null', 2 * DAY)
    await act()
    expect([await isRefusedElsewhere(own), await isRefusedElsewhere(other)]).toEqual([over.own, over.other])
  })
})

describe('a session that merely expires', () => {
  const expire = (...sids: string[]) =>
    rows(
      `update sessions set expires_at = 1, idle_expires_at = 1 where id in (select value from json_each(?))`,
      JSON.stringify(sids),
    )
  const clean = async () => {
    const context = createExecutionContext()
    await index.scheduled(createScheduledController(), bindings, context)
    await waitOnExecutionContext(context)
  }
  const kept = async () => (await rows('select id from sessions')).map(({ id }) => id)

  it('leaves what an app has got from it, until that is over too', async () => {
    await expire(own.sid)
    expect([await isLive(own.sid), await isLive(own.child)]).toEqual([false, true])
    await clean()
    expect(await kept()).toContain(own.sid)
    expect(await isLive(own.child)).toBe(true)
    await expire(own.child)
    pass(DAY)
    await clean()
    const left = await kept()
    expect([left.includes(own.sid), left.includes(own.child)]).toEqual([false, false])
    expect(left).toContain(other.sid)
  })

  it('is found by what ends all sessions of the user', async () => {
    await expire(own.sid)
    await operator((deps) => endSessions(deps, ada.id))
    expect(await isLive(own.child)).toBe(false)
    expect(await isRefusedElsewhere(own)).toBe(true)
  })

  it('that was ended before leaves nothing, however long its row is kept', async () => {
    await ada.post(`${API}/auth/logout`, undefined, by(ada.tokens))
    await rows('update sessions set revoked_at = 1 where id = ?', own.sid)
    await clean()
    expect(await kept()).not.toContain(own.sid)
    expect(await isLive(own.child)).toBe(false)
  })
})

describe('the end of a session that the cron trigger announces again', () => {
  it('is that of one from which an app has tokens, too', async () => {
    await rows('update sessions set rotated_at = rotated_at - ? where app_id is null', 2 * DAY)
    await ada.post(`${API}/auth/logout`, undefined, by(ada.tokens))
    const since = Date.now() - MINUTE
    expect(await queries.sessionsEndedSince.act({ since, max: 10 })).toEqual([own.sid])
  })
})
