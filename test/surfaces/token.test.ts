import { describe, expect, it } from 'vitest'
import { registeredApp } from '../support/apps.ts'
import { pass } from '../support/clock.ts'
import { rows } from '../support/database.ts'
import { events } from '../support/log.ts'
import { groundWith, owner, signedInAt } from '../support/page-visitors.ts'
import { relyingParty, tokensOfApp } from '../support/relying-party.ts'

const SECRET = 'pst_of-the-test'
const CONFIDENTIAL = { secret: SECRET } as const

async function met(changes: Parameters<typeof registeredApp>[0] = {}, settings = {}) {
  const ground = groundWith(settings)
  const account = await owner(ground)
  const ada = await signedInAt(ground, account)
  return { ground, account, ada, party: relyingParty(await registeredApp(changes), ground) }
}

const basic = (id: string, secret: string) => ({
  headers: { Authorization: `Basic ${btoa(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`)}` },
})
const WITHOUT = { client_id: undefined, client_secret: undefined }

/** Sessions of apps that nobody has ended. */
const alive = async () =>
  (await rows<{ id: string }>('select id from sessions where app_id is not null and revoked_at is null'))
    .length

describe('a code', () => {
  it.each<[name: string, fields: Record<string, string | undefined>, error: string]>([
    ['another redirect address', { redirect_uri: 'https://notes.example/' }, 'invalid_grant'],
    ['no redirect address', { redirect_uri: undefined }, 'invalid_grant'],
    ['another verifier', { code_verifier: 'x'.repeat(43) }, 'invalid_grant'],
    ['a verifier that is too short', { code_verifier: 'x' }, 'invalid_grant'],
    ['no verifier', { code_verifier: undefined }, 'invalid_grant'],
    ['no code', { code: undefined }, 'invalid_request'],
    ['another grant type', { grant_type: 'password' }, 'unsupported_grant_type'],
    ['no grant type', { grant_type: undefined }, 'invalid_request'],
    ['an app that nobody knows', { client_id: 'nobody' }, 'invalid_client'],
    ['a secret that the app does not have', { client_secret: SECRET }, 'invalid_client'],
    ['no app', { client_id: undefined }, 'invalid_client'],
  ])('with %s gets nothing, and stays good', async (_, fields, error) => {
    const { ada, party } = await met()
    const code = await party.codeFor(ada)
    const refused = await party.exchange(code, fields)
    expect(refused.status).toBe(error === 'invalid_client' ? 401 : 400)
    expect(refused.body).toEqual({ error, error_description: expect.any(String) })
    expect(await alive()).toBe(0)
    expect((await party.exchange(code)).status).toBe(200)
  })

  it('of another app gets nothing, and stays good', async () => {
    const { ground, ada, party } = await met()
    const code = await party.codeFor(ada)
    const other = relyingParty(await registeredApp(), ground)
    const refused = await other.exchange(code, { code_verifier: party.verifier })
    expect(refused.body['error']).toBe('invalid_grant')
    expect((await party.exchange(code)).status).toBe(200)
  })

  it.each(['junk', 'a.b.c.d.e', '', 'x'.repeat(10_000)])('that is none gets nothing: %s', async (code) => {
    const { party } = await met()
    expect((await party.exchange(code)).status).toBe(400)
  })

  it('is good for a minute', async () => {
    const { ada, party } = await met()
    const code = await party.codeFor(ada)
    pass(60_000)
    expect((await party.exchange(code)).body['error']).toBe('invalid_grant')
    expect(await alive()).toBe(0)
  })

  it.each([0, 30_000, 300_000])('that comes again after %i ms ends what it has opened', async (later) => {
    const { ada, party } = await met()
    const code = await party.codeFor(ada)
    const tokens = tokensOfApp(await party.exchange(code))
    pass(later)
    expect((await party.exchange(code)).body['error']).toBe('invalid_grant')
    expect((await party.userInfo(tokens.access)).status).toBe(401)
    expect((await party.refresh(tokens.refresh)).body['error']).toBe('invalid_grant')
    expect(events()).toContain('app_code_reused')
  })

  it('that 32 requests bring at once is exchanged once at most, and leaves nothing behind', async () => {
    const { ada, party } = await met()
    const code = await party.codeFor(ada)
    const answers = await Promise.all(Array.from({ length: 32 }, async () => party.exchange(code)))
    const refused = answers.filter(({ status }) => status !== 200)
    expect(refused.map(({ body }) => body['error'])).toEqual(Array(31).fill('invalid_grant'))
    expect(await alive()).toBe(0)
  })

  it('gets nothing when the session of the browser has ended meanwhile', async () => {
    const { ada, party } = await met()
    const code = await party.codeFor(ada)
    await ada.open('/sign-out')
    await ada.press('here')
    expect((await party.exchange(code)).body['error']).toBe('invalid_grant')
    expect(await alive()).toBe(0)
  })
})

describe('PKCE', () => {
  it('may be left out by an app that keeps a secret and is set to', async () => {
    const { ada, party } = await met({ ...CONFIDENTIAL, pkce: 'optional' })
    const without = { code_challenge: undefined, code_challenge_method: undefined }
    const code = await party.codeFor(ada, without)
    // A verifier without a challenge: somebody has taken the challenge out of the request (RFC 9700 §4.8).
    expect((await party.exchange(code)).body['error']).toBe('invalid_grant')
    expect((await party.exchange(code, { code_verifier: undefined })).status).toBe(200)
  })

  it('is checked where a challenge was sent, also of such an app', async () => {
    const { ada, party } = await met({ ...CONFIDENTIAL, pkce: 'optional' })
    const code = await party.codeFor(ada)
    expect((await party.exchange(code, { code_verifier: undefined })).body['error']).toBe('invalid_grant')
  })
})

describe('an app that keeps a secret', () => {
  it('says it in the header or in the body, never in both', async () => {
    const { ada, party } = await met(CONFIDENTIAL)
    const inHeader = basic(party.app.id, SECRET)
    const twice = await party.exchange(await party.codeFor(ada), {}, inHeader)
    expect([twice.status, twice.body['error']]).toEqual([400, 'invalid_request'])
    expect((await party.exchange(await party.codeFor(ada))).status).toBe(200)
    expect((await party.exchange(await party.codeFor(ada), WITHOUT, inHeader)).status).toBe(200)
  })

  it.each<[name: string, fields: Record<string, string | undefined>, secret: string | undefined]>([
    ['without its secret', { client_secret: undefined }, undefined],
    ['with another secret', { client_secret: 'pst_another' }, undefined],
    ['with an empty secret in the header', WITHOUT, ''],
    ['with another secret in the header', WITHOUT, 'pst_another'],
  ])('%s gets nothing', async (_, fields, secret) => {
    const { ada, party } = await met(CONFIDENTIAL)
    const code = await party.codeFor(ada)
    const options = secret === undefined ? {} : basic(party.app.id, secret)
    const answer = await party.exchange(code, fields, options)
    expect([answer.status, answer.body['error']]).toEqual([401, 'invalid_client'])
    expect(answer.headers.get('WWW-Authenticate')).toMatch(/^Basic /)
    expect((await party.exchange(code)).status).toBe(200)
  })

  it('renews with its secret alone', async () => {
    const { ada, party } = await met(CONFIDENTIAL)
    const { refresh } = tokensOfApp(await party.exchange(await party.codeFor(ada)))
    const answer = await party.refresh(refresh, { client_secret: 'pst_another' })
    expect([answer.status, answer.body['error']]).toEqual([401, 'invalid_client'])
    expect((await party.refresh(refresh)).status).toBe(200)
  })
})

describe('a refresh token of an app', () => {
  it('comes with offline_access alone', async () => {
    const { ada, party } = await met()
    const { body } = await party.exchange(await party.codeFor(ada, { scope: 'openid email' }))
    expect(body['refresh_token']).toBeUndefined()
    expect(body['scope']).toBe('openid email')
  })

  it('rotates: the one before is honoured for a while, and then ends the session', async () => {
    const { ada, party } = await met()
    const first = tokensOfApp(await party.exchange(await party.codeFor(ada)))
    const second = tokensOfApp(await party.refresh(first.refresh))
    expect(tokensOfApp(await party.refresh(first.refresh)).refresh).toBe(second.refresh)
    const third = tokensOfApp(await party.refresh(second.refresh))
    pass(31_000)
    expect((await party.refresh(first.refresh)).body['error']).toBe('invalid_grant')
    expect((await party.refresh(third.refresh)).body['error']).toBe('invalid_grant')
  })

  it('of 32 renewals at once all get the same successor', async () => {
    const { ada, party } = await met()
    const { refresh } = tokensOfApp(await party.exchange(await party.codeFor(ada)))
    const answers = await Promise.all(Array.from({ length: 20 }, async () => party.refresh(refresh)))
    expect(new Set(answers.map((answer) => tokensOfApp(answer).refresh)).size).toBe(1)
  })

  it('may ask for less, and never for more', async () => {
    const { ada, party } = await met()
    const code = await party.codeFor(ada, { scope: 'openid email offline_access' })
    const { refresh, id } = tokensOfApp(await party.exchange(code))
    const more = await party.refresh(refresh, { scope: 'openid profile' })
    expect(more.body['error']).toBe('invalid_scope')
    const unknown = await party.refresh(refresh, { scope: 'openid admin' })
    expect(unknown.body['error']).toBe('invalid_scope')
    const less = await party.refresh(refresh, { scope: 'openid' })
    expect(less.body['scope']).toBe('openid')
    const renewed = tokensOfApp(less)
    expect(renewed.id).toMatchObject({ sub: id.sub, aud: id.aud, auth_time: id['auth_time'], sid: id['sid'] })
    expect(renewed.id).not.toHaveProperty('email')
    expect(renewed.id).not.toHaveProperty('nonce')
    expect((await party.refresh(renewed.refresh)).body['scope']).toBe('openid email offline_access')
  })

  it('gives no more than the app may have now', async () => {
    const { ada, party } = await met()
    const { refresh } = tokensOfApp(await party.exchange(await party.codeFor(ada)))
    await rows(`update apps set scopes = 'openid offline_access'`)
    const { body } = await party.refresh(refresh, { scope: 'openid email' })
    expect(body['scope']).toBe('openid')
  })

  it('is good for its own app alone, and at no other route of ours', async () => {
    const { ground, ada, party } = await met()
    const { refresh } = tokensOfApp(await party.exchange(await party.codeFor(ada)))
    const other = relyingParty(await registeredApp(), ground)
    expect((await other.refresh(refresh)).body['error']).toBe('invalid_grant')
    const own = await party.server.post('/api/v1/auth/refresh', { refresh_token: refresh })
    expect(own.status).toBe(401)
    expect((await party.refresh(refresh)).status).toBe(200)
  })

  it('is refused while the account lacks something', async () => {
    const { account, ada, party } = await met({}, { REQUIRE_VERIFIED_EMAIL: 'on' })
    const { refresh } = tokensOfApp(await party.exchange(await party.codeFor(ada)))
    await rows('update users set verified_at = null where id = ?', account.id)
    expect((await party.refresh(refresh)).body['error']).toBe('invalid_grant')
  })

  it('of a disabled app gets nothing', async () => {
    const { ada, party } = await met()
    const tokens = tokensOfApp(await party.exchange(await party.codeFor(ada)))
    await rows('update apps set disabled_at = 1')
    expect((await party.refresh(tokens.refresh)).body['error']).toBe('invalid_client')
    expect((await party.userInfo(tokens.access)).status).toBe(401)
  })
})

describe('the session of an app', () => {
  it('ends with that of the browser, and not when that has merely expired', async () => {
    const { ada, party } = await met({}, { REFRESH_TOKEN_TTL: '86400' })
    const { refresh } = tokensOfApp(await party.exchange(await party.codeFor(ada)))
    await rows('update sessions set expires_at = 1, idle_expires_at = 1 where app_id is null')
    const renewed = tokensOfApp(await party.refresh(refresh))
    await rows(`update sessions set revoked_at = 1 where app_id is null`)
    expect((await party.refresh(renewed.refresh)).body['error']).toBe('invalid_grant')
    expect((await party.userInfo(renewed.access)).status).toBe(401)
  })

  it('is one of five: a sixth ends the oldest, and none of another app or of the user', async () => {
    const { ground, ada, party } = await met()
    const other = relyingParty(await registeredApp(), ground)
    const kept = tokensOfApp(await other.exchange(await other.codeFor(ada)))
    const all = []
    for (let n = 0; n < 6; n += 1) {
      all.push(tokensOfApp(await party.exchange(await party.codeFor(ada))))
      pass(1_000)
    }
    const statuses = await Promise.all(
      [...all, kept].map(async ({ access }) => (await party.userInfo(access)).status),
    )
    expect(statuses).toEqual([401, 200, 200, 200, 200, 200, 200])
    expect((await ada.open('/account')).path).toBe('/account')
  })

  it('without offline_access lasts as long as its access token', async () => {
    const { ada, party } = await met()
    const { body } = await party.exchange(await party.codeFor(ada, { scope: 'openid' }))
    const [session] = await rows<{ left: number }>(
      'select expires_at - created_at as left from sessions where app_id is not null',
    )
    expect(session?.left).toBe(Number(body['expires_in']) * 1_000)
  })
})

describe('/revoke', () => {
  it.each(['access', 'refresh'] as const)('ends the session behind an %s token', async (kind) => {
    const { ada, party } = await met()
    const tokens = tokensOfApp(await party.exchange(await party.codeFor(ada)))
    const answer = await party.revoke(tokens[kind])
    expect([answer.status, answer.text]).toEqual([200, ''])
    expect((await party.userInfo(tokens.access)).status).toBe(401)
    expect((await party.refresh(tokens.refresh)).body['error']).toBe('invalid_grant')
    expect((await party.revoke(tokens[kind])).status).toBe(200)
  })

  it('does nothing for another app, for junk, and for tokens of the user', async () => {
    const { ground, account, ada, party } = await met()
    const tokens = tokensOfApp(await party.exchange(await party.codeFor(ada)))
    const other = relyingParty(await registeredApp(), ground)
    for (const token of [
      tokens.access,
      tokens.refresh,
      'junk',
      account.tokens.access,
      account.tokens.refresh,
    ])
      expect((await other.revoke(token)).status).toBe(200)
    expect((await party.userInfo(tokens.access)).status).toBe(200)
    expect((await account.get('/api/v1/users/me', { token: account.tokens.access })).status).toBe(200)
  })

  it('asks the app who it is', async () => {
    const { ada, party } = await met(CONFIDENTIAL)
    const { access } = tokensOfApp(await party.exchange(await party.codeFor(ada)))
    const answer = await party.revoke(access, { client_secret: undefined })
    expect([answer.status, answer.body['error']]).toEqual([401, 'invalid_client'])
    expect((await party.userInfo(access)).status).toBe(200)
  })
})

describe('/userinfo', () => {
  it('says what the scope allows, and nothing that nobody has entered', async () => {
    const { account, ada, party } = await met()
    const of = async (scope: string) => {
      const { access } = tokensOfApp(await party.exchange(await party.codeFor(ada, { scope })))
      return (await party.userInfo(access)).body
    }
    expect(await of('openid')).toEqual({ sub: account.id })
    expect(await of('openid email')).toEqual({ sub: account.id, email: account.email, email_verified: true })
    expect(await of('openid profile')).toEqual({
      sub: account.id,
      name: 'Ada Lovelace',
      given_name: 'Ada',
      family_name: 'Lovelace',
      locale: 'en',
      updated_at: expect.any(Number),
    })
  })

  it('takes the token in the form of a POST, never in two places', async () => {
    const { account, ada, party } = await met()
    const { access } = tokensOfApp(await party.exchange(await party.codeFor(ada)))
    expect((await party.send('/userinfo', { access_token: access })).body['sub']).toBe(account.id)
    const header = { headers: { Authorization: `Bearer ${access}` } }
    expect((await party.send('/userinfo', {}, header)).body['sub']).toBe(account.id)
    const twice = await party.send('/userinfo', { access_token: access }, header)
    expect([twice.status, twice.body['error']]).toEqual([400, 'invalid_request'])
  })

  it('asks for a token, and refuses those that are no app’s', async () => {
    const { account, party } = await met()
    const none = await party.server.get('/userinfo')
    expect([none.status, none.headers.get('WWW-Authenticate')]).toEqual([401, 'Bearer'])
    const junk = await party.userInfo('junk')
    expect([junk.status, junk.headers.get('WWW-Authenticate')]).toEqual([401, 'Bearer error="invalid_token"'])
    const own = await party.userInfo(account.tokens.access)
    expect([own.status, own.body['error']]).toEqual([403, 'insufficient_scope'])
  })

  it('needs openid', async () => {
    const { ada, party } = await met()
    const { body } = await party.exchange(await party.codeFor(ada, { scope: 'profile' }))
    expect(body['id_token']).toBeUndefined()
    expect((await party.userInfo(String(body['access_token']))).status).toBe(403)
  })
})
