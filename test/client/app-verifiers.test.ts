import { createExecutionContext } from 'cloudflare:test'
import { Hono } from 'hono'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { AppDemands } from '../../src/client/demands.ts'
import { keyVerifier } from '../../src/client/key-verifier.ts'
import { requireUser } from '../../src/client/require-user.ts'
import type { AppTokenVerifier, AppUser, TokenVerifier } from '../../src/client/verifier.ts'
import type { Env } from '../../src/config/config.ts'
import { Verifier } from '../../src/verifier.ts'
import { type Account, claimsOf, registered, signedIn } from '../support/account.ts'
import { type AppSession, appSession } from '../support/app-tokens.ts'
import { bindings } from '../support/bindings.ts'
import { pass } from '../support/clock.ts'
import { rows } from '../support/database.ts'
import { keyServer, sign } from '../support/keys.ts'
import { HOME } from '../support/person.ts'
import { deferredWork } from '../support/worker.ts'
import { boundTo, failing } from '../support/wrapped.ts'

const REFUSED = { valid: false, reason: 'token_refused' }
const ENDED = { valid: false, reason: 'session_ended' }

let ada: Account
let app: AppSession
let jwksUrl: string

const service = (changes: Partial<Env> = {}) =>
  new Verifier(createExecutionContext(), { ...bindings, ...changes })

beforeEach(async () => {
  jwksUrl = (await keyServer()).url
  ada = await registered()
  app = await appSession(ada)
})

/** All that checks a token, for a user's own sessions. */
const forUsers = (): [string, TokenVerifier][] => [
  ['the service', service()],
  ['the keys', keyVerifier({ issuer: HOME, jwksUrl })],
  ['the keys with the audience of the app', keyVerifier({ issuer: HOME, jwksUrl, audience: 'shop' })],
]

/** The same for an app. */
const forApp = (id: string): [string, AppTokenVerifier][] => [
  ['the service', service()],
  ['the keys', keyVerifier({ issuer: HOME, jwksUrl, app: id })],
]

/** What an API answers that is guarded by the middleware. */
async function statusBy(guard: Parameters<typeof requireUser>[0], token: string): Promise<number> {
  const api = new Hono().get('/', requireUser(guard), (c) => c.json(c.var.user))
  return (await api.request('/', { headers: { Authorization: `Bearer ${token}` } })).status
}

const guardsFor = (id: string) =>
  forApp(id).map(([, verifier]) => ({ verifier, app: id }) as Parameters<typeof requireUser>[0])

describe('the access token of an app', () => {
  it('is taken where that app is named, and says whom the app acts for and what it may do', async () => {
    const { auth_time, exp } = claimsOf(app.access)
    const claims: AppUser = {
      userId: ada.id,
      sid: app.sid,
      appId: 'shop',
      scopes: ['openid', 'email'],
      authTime: Number(auth_time),
      authBy: ['password'],
      amr: ['pwd'],
      acr: '1',
      expiresAt: Number(exp),
    }
    for (const [by, verifier] of forApp('shop'))
      expect(await verifier.verify(app.access, { app: 'shop' }), by).toEqual({ valid: true, claims })
    const api = new Hono().get('/', requireUser({ verifier: service(), app: 'shop' }), (c) =>
      c.json(c.var.user),
    )
    const answer = await api.request('/', { headers: { Authorization: `Bearer ${app.access}` } })
    expect([answer.status, await answer.json()]).toEqual([200, claims])
  })

  it('is refused where no app is named, or another one', async () => {
    for (const [by, verifier] of forUsers()) expect(await verifier.verify(app.access), by).toEqual(REFUSED)
    for (const [by, verifier] of forApp('other'))
      expect(await verifier.verify(app.access, { app: 'other' }), by).toEqual(REFUSED)
    for (const [, verifier] of forUsers()) expect(await statusBy({ verifier }, app.access)).toBe(401)
    for (const guard of guardsFor('other')) expect(await statusBy(guard, app.access)).toBe(401)
    for (const guard of guardsFor('shop')) expect(await statusBy(guard, app.access)).toBe(200)
  })

  it('makes a user’s own token no better: it is refused where an app is named', async () => {
    const { access } = await signedIn(ada, ada)
    for (const [by, verifier] of forApp('shop'))
      expect(await verifier.verify(access, { app: 'shop' }), by).toEqual(REFUSED)
    for (const guard of guardsFor('shop')) expect(await statusBy(guard, access)).toBe(401)
    expect(await statusBy({ issuer: HOME, jwksUrl }, access)).toBe(200)
  })

  it('is refused with claims of a user’s own token, or half of them, though the right key signed', async () => {
    const [own, ofApp] = [claimsOf(ada.tokens.access), claimsOf(app.access)]
    const mixed = [
      { ...own, ...ofApp, aud: HOME },
      { ...own, client_id: 'shop' },
      { ...own, aud: 'shop' },
      { ...ofApp, role: 'admin', aud: HOME },
      { ...ofApp, client_id: 'postern' },
      { ...ofApp, aud: ['shop', HOME] },
    ]
    for (const token of await Promise.all(mixed.map((claims) => sign(claims)))) {
      for (const [by, verifier] of forUsers().slice(0, 2))
        expect(await verifier.verify(token), by).toEqual(REFUSED)
    }
    for (const claims of mixed.slice(0, 5)) {
      const token = await sign(claims)
      for (const [by, verifier] of forApp('shop'))
        expect(await verifier.verify(token, { app: 'shop' }), by).toEqual(REFUSED)
    }
  })

  it('is asked for more by maxAge and acr, as a user’s own is', async () => {
    for (const [by, verifier] of forApp('shop')) {
      const missing = async (demands: Omit<AppDemands, 'app'>) => {
        const checked = await verifier.verify(app.access, { app: 'shop', ...demands })
        return !checked.valid && 'missing' in checked ? checked.missing : checked.valid
      }
      expect(await missing({ maxAge: 300 }), by).toBe(true)
      expect(await missing({ acr: '2' }), by).toEqual(['acr'])
      expect(await missing({ acr: '2', maxAge: 300 }), by).toEqual(['acr', 'maxAge'])
    }
    pass(306_000)
    for (const guard of guardsFor('shop')) {
      expect(await statusBy({ ...guard, maxAge: 300 }, app.access)).toBe(401)
      expect(await statusBy({ ...guard, maxAge: 400 }, app.access)).toBe(200)
    }
  })
})

describe('the refresh token of an app', () => {
  it('is no access token for anybody', async () => {
    for (const [by, verifier] of forUsers()) expect(await verifier.verify(app.refresh), by).toEqual(REFUSED)
    for (const [by, verifier] of forApp('shop'))
      expect(await verifier.verify(app.refresh, { app: 'shop' }), by).toEqual(REFUSED)
  })
})

describe('the session of an app', () => {
  const checked = (changes: Partial<Env> = {}) => service(changes).verify(app.access, { app: 'shop' })
  const end = (sid: string) => rows(`update sessions set revoked_at = ? where id = ?`, Date.now(), sid)

  it('is over with the one that it came from, without D1 being asked', async () => {
    let asked = 0
    const { DB } = boundTo((_trip, act) => {
      asked += 1
      return act()
    })
    expect(await checked({ DB })).toMatchObject({ valid: true })
    await ada.post('/api/v1/auth/logout', undefined, { token: ada.tokens.access })
    await deferredWork()
    expect(await checked({ DB })).toEqual(ENDED)
    expect(asked).toBe(0)
  })

  it('is over when it was ended itself', async () => {
    await bindings.KV.put(`revoked:${app.sid}`, '')
    expect(await checked()).toEqual(ENDED)
    expect(await service().verify(ada.tokens.access)).toMatchObject({ valid: true })
  })

  it.each<[string, () => Promise<unknown>]>([
    ['it was ended', () => end(app.sid)],
    ['the one was ended that it came from', () => end(app.parentId)],
    ['the app was disabled', () => rows(`update apps set disabled_at = ? where id = 'shop'`, Date.now())],
  ])('is over by the word of D1, when KV does not answer and %s', async (_, happens) => {
    const { KV } = failing()
    expect(await checked({ KV })).toMatchObject({ valid: true })
    await happens()
    expect(await checked({ KV })).toEqual(ENDED)
  })

  it('is unknown when neither answers', async () => {
    expect(await checked(failing())).toEqual({ valid: false, reason: 'unavailable' })
  })
})

describe('an API that names an app', () => {
  it.each<[object, string]>([
    [{ app: 'shop', role: 'admin' }, 'A token of an app says nothing about role and verified.'],
    [{ app: 'shop', verified: true }, 'A token of an app says nothing about role and verified.'],
    [{ app: '' }, 'app is a client id.'],
    [{ app: 7 }, 'app is a client id.'],
    // A setting that is missing.
    [{ app: undefined }, 'app is a client id.'],
  ])('cannot ask for %o', async (wrong, sentence) => {
    const error = new TypeError(sentence)
    expect(() => requireUser({ issuer: HOME, ...wrong })).toThrow(error)
    expect(() => requireUser({ verifier: service(), ...wrong })).toThrow(error)
    await expect(service().verify('x', wrong)).rejects.toThrow(error)
    await expect(keyVerifier({ issuer: HOME }).verify('x', wrong)).rejects.toThrow(error)
    if (!('role' in wrong || 'verified' in wrong))
      expect(() => keyVerifier({ issuer: HOME, ...wrong })).toThrow(error)
  })

  it('takes no word for a user’s own token from a service that knows of no apps', async () => {
    const older = { verify: (token: string) => service().verify(token) } as unknown as AppTokenVerifier
    expect(await statusBy({ verifier: older, app: 'shop' } as never, ada.tokens.access)).toBe(401)
    expect(await statusBy({ verifier: older as never }, ada.tokens.access)).toBe(200)
  })

  it('asks its verifier for the tokens of that app, and a user’s guard for no app at all', async () => {
    const verify = vi.fn().mockResolvedValue(REFUSED)
    await statusBy({ verifier: { verify }, app: 'shop', maxAge: 5 } as never, 'x')
    await statusBy({ verifier: { verify }, maxAge: 5 }, 'x')
    expect(verify.mock.calls).toEqual([['x', { app: 'shop' }], ['x']])
  })
})
