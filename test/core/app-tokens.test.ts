import { beforeAll, describe, expect, it } from 'vitest'
import type { AppClaims } from '../../src/core/tokens/app-access-token.ts'
import type { AccessTokens } from '../../src/core/tokens/access-token.ts'
import { isAppId } from '../../src/core/tokens/client-id.ts'
import { readRefreshToken, writeRefreshToken } from '../../src/core/tokens/refresh-token.ts'
import { type Keyring, openKeyring } from '../../src/crypto/keyring.ts'
import { uuidv7 } from '../../src/crypto/random.ts'
import { claimsOf } from '../support/account.ts'
import { accessTokens } from '../support/app-tokens.ts'
import { NOON } from '../support/clock.ts'
import { sign } from '../support/keys.ts'
import { HOME } from '../support/person.ts'
import { SECRET } from '../support/worker.ts'

const now = NOON
const until = now + 3_600_000
const OF_APP: Omit<AppClaims, 'expiresAt'> = {
  userId: uuidv7(now),
  sid: uuidv7(now),
  parentId: uuidv7(now),
  appId: 'shop',
  scope: 'openid email',
  authTime: now / 1_000 - 60,
  authBy: ['password'],
  amr: ['pwd'],
  acr: '1',
}
const { appId: _appId, parentId: _parentId, scope: _scope, ...PROVEN } = OF_APP
const OWN = { ...PROVEN, role: 'user', emailVerified: true, forPage: false } as const

/** What makes the audience of a token ambiguous, or the text that a MAC is made of. */
const NO_APPS = ['postern', '', HOME, `${HOME}/limited`, 'shop|1', 'a b', '.x', 'ä', 'x'.repeat(65), 'shop\n']

let tokens: AccessTokens
let keyring: Keyring
beforeAll(async () => {
  tokens = await accessTokens()
  keyring = await openKeyring(SECRET, [])
})

describe('the access token of an app', () => {
  it('says whose it is, for which app and what for, and has no role', async () => {
    const { accessToken, expiresIn } = await tokens.issueForApp(OF_APP, { now, until })
    const said = claimsOf(accessToken)
    expect(expiresIn).toBe(1_800)
    expect(said).toEqual({
      iss: HOME,
      aud: 'shop',
      client_id: 'shop',
      sub: OF_APP.userId,
      sid: OF_APP.sid,
      psid: OF_APP.parentId,
      scope: 'openid email',
      auth_time: OF_APP.authTime,
      auth_by: ['password'],
      amr: ['pwd'],
      acr: '1',
      iat: now / 1_000,
      exp: now / 1_000 + 1_800,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
    expect(await tokens.verifyOfApp(accessToken, now)).toEqual({ ...OF_APP, expiresAt: said['exp'] })
  })

  it('never outlives its session, and not itself', async () => {
    const { accessToken, expiresIn } = await tokens.issueForApp(OF_APP, { now, until: now + 60_000 })
    expect(expiresIn).toBe(60)
    expect(await tokens.verifyOfApp(accessToken, now + 64_000)).toBeDefined()
    expect(await tokens.verifyOfApp(accessToken, now + 66_000)).toBeUndefined()
  })

  it('is none of a user’s own session, and one of those is none of an app', async () => {
    const { accessToken: ofApp } = await tokens.issueForApp(OF_APP, { now, until })
    expect(await tokens.verify(ofApp, now)).toBeUndefined()
    for (const limited of [false, true]) {
      const { accessToken: own } = await tokens.issue({ ...OWN, limited }, { now, until })
      expect(await tokens.verify(own, now)).toMatchObject({ sid: OWN.sid, limited })
      expect(await tokens.verifyOfApp(own, now)).toBeUndefined()
    }
  })

  it.each<[string, Record<string, unknown>]>([
    ['another audience than its client', { aud: 'other' }],
    ['another client than its audience', { client_id: 'other' }],
    ['the audience of a user’s own tokens', { aud: HOME, client_id: HOME }],
    ['that of limited ones', { aud: `${HOME}/limited`, client_id: `${HOME}/limited` }],
    ['the client of a user’s own tokens', { aud: 'postern', client_id: 'postern' }],
    ['several audiences', { aud: ['shop'] }],
    ['no audience', { aud: undefined }],
    ['no client', { client_id: undefined }],
    ['another issuer', { iss: 'https://evil.example' }],
    ['no session', { sid: undefined }],
    ['no session that it came from', { psid: undefined }],
    ['no scope', { scope: undefined }],
    ['a scope that is a list', { scope: ['openid'] }],
    ['no moment of a proof', { auth_time: undefined }],
    ['no expiry', { exp: undefined }],
    ['no moment of issue', { iat: undefined }],
    ['no name of its own', { jti: undefined }],
  ])('is refused with %s, though the right key signed', async (_, change) => {
    const genuine = claimsOf((await tokens.issueForApp(OF_APP, { now, until })).accessToken)
    expect(await tokens.verifyOfApp(await sign(genuine), now)).toBeDefined()
    const forged = await sign({ ...genuine, ...change })
    expect(await tokens.verifyOfApp(forged, now)).toBeUndefined()
    expect(await tokens.verify(forged, now)).toBeUndefined()
  })

  it('is refused as an ID token, which the same key signs', async () => {
    const genuine = claimsOf((await tokens.issueForApp(OF_APP, { now, until })).accessToken)
    expect(await tokens.verifyOfApp(await sign(genuine, { header: { typ: 'JWT' } }), now)).toBeUndefined()
  })

  it.each(NO_APPS)('is not made for %j, which no app can have as its id', async (appId) => {
    expect(isAppId(appId)).toBe(false)
    await expect(tokens.issueForApp({ ...OF_APP, appId }, { now, until })).rejects.toThrow(TypeError)
  })

  it.each(['shop', '0', 'com.example.shop', 'b7c1-4f_2', 'x'.repeat(64)])('is made for %j', (appId) => {
    expect(isAppId(appId)).toBe(true)
  })
})

describe('the refresh token of an app', () => {
  const session = { sid: OF_APP.sid, generation: 7 }

  it('is read for that app, and for nobody else', async () => {
    const text = await writeRefreshToken(keyring, session, 'shop')
    expect(await readRefreshToken(keyring, text, 'shop')).toEqual(session)
    for (const other of [undefined, 'other', 'sho', '', `shop|${session.sid}`])
      expect(await readRefreshToken(keyring, text, other)).toBeUndefined()
  })

  it('is never one of a user’s own session', async () => {
    const own = await writeRefreshToken(keyring, session)
    expect(await readRefreshToken(keyring, own)).toEqual(session)
    for (const app of ['shop', '', 'postern'])
      expect(await readRefreshToken(keyring, own, app)).toBeUndefined()
  })
})
