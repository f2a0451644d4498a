import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Env } from '../../src/config/config.ts'
import { MEMORY_MS } from '../../src/core/tokens/check-access-token.ts'
import index, { Verifier } from '../../src/index.ts'
import { openStore } from '../../src/store/store.ts'
import { type Account, claimsOf, registered, signedIn } from '../support/account.ts'
import { appSession } from '../support/app-tokens.ts'
import { bindings } from '../support/bindings.ts'
import { pass } from '../support/clock.ts'
import { rows } from '../support/database.ts'
import { person } from '../support/person.ts'
import { boundTo, failing } from '../support/wrapped.ts'
import { productionKeyValue } from './production-key-value.ts'

const KV_MS = 60_000
const GOOD = { valid: true }
const ENDED = { valid: false, reason: 'session_ended' }

/** What the outside does with a trip, by its kind: `get revoked`, `put revoked`, or a statement. */
type Outside = (what: string, act: () => Promise<unknown>) => Promise<unknown>

/** One isolate: what it answers other Workers, what it answers over HTTP, and what it has asked. */
function isolate(changes: Partial<Env> = {}) {
  const asked = { kv: 0, d1: 0 }
  let outside: Outside = (_, act) => act()
  const wrapped = boundTo(({ part, what }, act) => {
    if (part === 'd1' || what === 'get revoked') asked[part] += 1
    return outside(what, act)
  })
  const env: Env = { ...bindings, ...wrapped, ...changes }
  const worker = {
    async fetch(request: Request) {
      const context = createExecutionContext()
      const incoming = request as Request<unknown, IncomingRequestCfProperties>
      const answer = await index.fetch(incoming, env, context)
      await waitOnExecutionContext(context)
      return answer
    },
  }
  return {
    asked,
    verify: (token: string) => new Verifier(createExecutionContext(), env).verify(token),
    verifyForApp: (token: string) =>
      new Verifier(createExecutionContext(), env).verify(token, { app: 'shop' }),
    by: person({ worker }),
    meets: (next: Outside) => void (outside = next),
  }
}

const signOut = (by: ReturnType<typeof person>, { tokens }: Account) =>
  by.post('/api/v1/auth/logout', undefined, { token: tokens.access })

let ada: Account
let access: string

beforeEach(async () => {
  ada = await registered()
  ;({ access } = ada.tokens)
})

describe('ten checks in a row', () => {
  it('of one session read KV once', async () => {
    const here = isolate()
    for (let check = 0; check < 10; check += 1) {
      expect(await here.verify(access)).toMatchObject(GOOD)
      pass(200)
    }
    expect(here.asked).toEqual({ kv: 1, d1: 0 })
  })

  it('of one session of an app read KV once for it and once for the one that it came from', async () => {
    const here = isolate()
    const app = await appSession(ada)
    for (let check = 0; check < 10; check += 1)
      expect(await here.verifyForApp(app.access)).toMatchObject(GOOD)
    expect(here.asked).toEqual({ kv: 2, d1: 0 })
    expect(await here.verify(access)).toMatchObject(GOOD)
    expect(here.asked.kv).toBe(2)
  })

  it('at once read KV each, since none has its answer yet, and what comes after them reads nothing', async () => {
    const here = isolate()
    const answers = await Promise.all(Array.from({ length: 10 }, () => here.verify(access)))
    for (const answer of answers) expect(answer).toMatchObject(GOOD)
    expect(here.asked.kv).toBe(10)
    expect(await here.verify(access)).toMatchObject(GOOD)
    expect(here.asked.kv).toBe(10)
  })
})

describe('that a session has not ended', () => {
  it('is asked again after ten seconds', async () => {
    const here = isolate()
    await here.verify(access)
    pass(MEMORY_MS - 1)
    await here.verify(access)
    expect([MEMORY_MS, here.asked.kv]).toEqual([10_000, 1])
    pass()
    await here.verify(access)
    expect(here.asked.kv).toBe(2)
  })

  it('is as old as the question, however long the answer takes', async () => {
    const here = isolate()
    here.meets(async (_, act) => {
      const answer = await act()
      pass(2_000)
      return answer
    })
    await here.verify(access)
    pass(MEMORY_MS - 2_000)
    await here.verify(access)
    expect(here.asked.kv).toBe(2)
  })

  it('is asked again when the clock was set back by more than that', async () => {
    const here = isolate()
    pass(60_000)
    await here.verify(access)
    pass(-MEMORY_MS)
    await here.verify(access)
    expect(here.asked.kv).toBe(2)
  })

  it('says nothing about another session of the same user', async () => {
    const here = isolate()
    const other = await signedIn(ada, ada)
    await bindings.KV.put(`revoked:${String(claimsOf(other.access)['sid'])}`, '')
    expect(await here.verify(access)).toMatchObject(GOOD)
    expect(await here.verify(other.access)).toEqual(ENDED)
  })

  it('is remembered of ten thousand sessions and no more: the oldest is asked about again', async () => {
    let asked = 0
    const { KV } = boundTo(async () => {
      asked += 1
      return null
    })
    const { keyValue } = openStore(bindings.DB, KV, { notBefore: 0, passwordIterations: 10_000 })
    const memory = { now: Date.now(), maxAgeMs: MEMORY_MS }
    const ask = (session: number) => keyValue.hasRevocation.act(`session ${session}`, memory)
    for (let session = 0; session <= 10_000; session += 1) await ask(session)
    expect(asked).toBe(10_001)
    for (let session = 1; session <= 10_000; session += 1) await ask(session)
    expect(asked).toBe(10_001)
    await ask(0)
    expect(asked).toBe(10_002)
  })
})

describe('a session that has ended', () => {
  it('elsewhere is refused after seventy seconds, when KV and the isolate both have just been asked', async () => {
    const kv = productionKeyValue()
    const here = isolate({ KV: kv.at('here') })
    const elsewhere = isolate({ KV: kv.at('elsewhere') })
    expect(await here.verify(access)).toMatchObject(GOOD)
    await signOut(elsewhere.by, ada)
    pass(KV_MS - 1)
    expect(await here.verify(access)).toMatchObject(GOOD)
    pass(MEMORY_MS - 1)
    expect(await here.verify(access)).toMatchObject(GOOD)
    pass(2)
    expect(await here.verify(access)).toEqual(ENDED)
  })

  it('in this isolate is refused at once, and so are the sessions of apps that came from it', async () => {
    const here = isolate()
    const app = await appSession(ada)
    expect(await here.verify(access)).toMatchObject(GOOD)
    expect(await here.verifyForApp(app.access)).toMatchObject(GOOD)
    await signOut(here.by, ada)
    expect(await here.verify(access)).toEqual(ENDED)
    expect(await here.verifyForApp(app.access)).toEqual(ENDED)
  })

  it('in this isolate is refused at once, also when the answer to the write is lost', async () => {
    const here = isolate()
    await here.verify(access)
    here.meets(async (what, act) => {
      const answer = await act()
      if (what === 'put revoked') throw new Error('KV PUT failed: 503')
      return answer
    })
    await signOut(here.by, ada)
    here.meets((_, act) => act())
    expect(await here.verify(access)).toEqual(ENDED)
  })

  it('in this isolate is refused at once, though KV was being asked when it ended', async () => {
    const here = isolate()
    const [asked, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    here.meets(async (what, act) => {
      const answer = await act()
      if (what !== 'get revoked') return answer
      asked.resolve()
      await ended.promise
      return answer
    })
    const check = here.verify(access)
    await asked.promise
    await signOut(here.by, ada)
    ended.resolve()
    await check // KV could not know of the end
    expect(await here.verify(access)).toEqual(ENDED)
  })

  it('in this isolate is refused at once, though KV was asked while the end was being written', async () => {
    const here = isolate()
    here.meets(async (what, act) => {
      if (what === 'put revoked') expect(await here.verify(access)).toMatchObject(GOOD)
      return act()
    })
    await signOut(here.by, ada)
    expect(await here.verify(access)).toEqual(ENDED)
  })

  it('is refused by the routes of the service at once, whatever its Verifier remembers', async () => {
    const here = isolate()
    expect(await here.verify(access)).toMatchObject(GOOD)
    await rows('update sessions set revoked_at = ? where id = ?', Date.now(), claimsOf(access)['sid'])
    expect((await here.by.get('/api/v1/users/me', { token: access })).status).toBe(401)
    expect(await here.verify(access)).toMatchObject(GOOD)
  })
})

describe('when KV does not answer', () => {
  it('what was asked within ten seconds is answered without it and without D1', async () => {
    const here = isolate()
    await here.verify(access)
    here.meets(async () => {
      throw new Error('KV GET failed: 503')
    })
    expect(await here.verify(access)).toMatchObject(GOOD)
    expect(here.asked).toEqual({ kv: 1, d1: 0 })
    pass(MEMORY_MS)
    expect(await here.verify(access)).toEqual({ valid: false, reason: 'unavailable' })
  })

  it('D1 is asked about every other session, and each time: its answer is not remembered', async () => {
    const here = isolate()
    const { KV } = failing()
    here.meets(async (what, act) => (what === 'get revoked' ? KV.get('') : act()))
    for (const d1 of [1, 2]) {
      expect(await here.verify(access)).toMatchObject(GOOD)
      expect(here.asked.d1).toBe(d1)
    }
    await rows('update sessions set revoked_at = ? where id = ?', Date.now(), claimsOf(access)['sid'])
    expect(await here.verify(access)).toEqual(ENDED)
  })
})
