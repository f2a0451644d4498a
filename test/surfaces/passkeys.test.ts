import { describe, expect, it } from 'vitest'
import { alive, claimsOf, LIVE, registered, signIn, tokensIn } from '../support/account.ts'
import { authenticator, FLAG, type Odd } from '../support/authenticator.ts'
import { counted, setCounts } from '../support/budgets.ts'
import { pass } from '../support/clock.ts'
import { rows } from '../support/database.ts'
import { mailTo, unread } from '../support/mails.ts'
import {
  addedPasskey,
  assertion,
  newCredential,
  PASSKEY,
  passkeyOptions,
  signInByPasskey,
  withPasskey,
} from '../support/passkeys.ts'
import { type Answer, person } from '../support/person.ts'
import { ME, protectedAccount, secondStep, waiting } from '../support/second-step.ts'
import { countTrips, observed } from '../support/work.ts'
import { deferredWork, workerWith } from '../support/worker.ts'

const BACKED_UP = { flags: FLAG.UP | FLAG.UV | FLAG.BE | FLAG.BS }
const CREATED_BACKED_UP = { flags: BACKED_UP.flags | FLAG.AT }

describe('a passkey of an account', () => {
  it('is added, named by its model, mailed about, listed, renamed and removed', async () => {
    const ada = await registered()
    const aaguid = Uint8Array.fromHex('ee882879721c491397753dfcce97072a')
    const { passkeyId, added } = await addedPasskey(ada, { device: await authenticator(-7, { aaguid }) })
    const token = ada.tokens.access
    expect(added.body).toEqual({
      id: passkeyId,
      name: 'YubiKey 5',
      backed_up: false,
      created_at: new Date().toISOString(),
      last_used_at: null,
    })
    const renamed = await ada.patch(`${ME}/passkeys/${passkeyId}`, { name: ' Work  ' }, { token })
    expect(renamed.body).toEqual({ ...added.body, name: 'Work' })
    expect((await ada.get(`${ME}/passkeys`, { token })).body).toEqual([renamed.body])
    expect((await ada.get(`${ME}/security`, { token })).body).toMatchObject({
      passkeys: 1,
      second_step: false,
    })
    expect((await ada.delete(`${ME}/passkeys/${passkeyId}`, { token })).status).toBe(204)
    expect((await ada.get(`${ME}/passkeys`, { token })).body).toEqual([])
    const subjects = (await unread(ada.email)).map(({ subject }) => subject).join('\n')
    expect(subjects).toContain('A passkey was added')
    expect(subjects).toContain('A passkey was removed')
  })

  it('gets the handle of its owner, which stays the same, and is not made twice on one device', async () => {
    const ada = await withPasskey()
    const token = ada.tokens.access
    const read = async () => (await ada.post(`${ME}/passkeys/options`, undefined, { token })).body
    const [first, second] = [await read(), await read()]
    expect(first['user']).toEqual(second['user'])
    expect(first['user']).toMatchObject({ id: expect.stringMatching(/^[\w-]{43}$/), name: ada.email })
    expect(first['excludeCredentials']).toHaveLength(1)
    expect(first['challenge']).not.toBe(second['challenge'])
  })

  it('is not added twice, nor by a challenge of another session, nor after 300 seconds', async () => {
    const ada = await registered()
    const token = ada.tokens.access
    const device = await authenticator()
    const credential = await newCredential(ada, device)
    const add = (by: string, what: unknown) => ada.post(`${ME}/passkeys`, { credential: what }, { token: by })
    const elsewhere = await add(tokensIn(await signIn(person(), ada)).access, credential)
    expect([elsewhere.status, elsewhere.body['code']]).toEqual([422, 'invalid_input'])
    const answers = await Promise.all(Array.from({ length: 8 }, () => add(token, credential)))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    const late = await newCredential(ada, device)
    pass(300_000)
    expect((await add(token, late)).status).toBe(422)
  })

  it('belongs to one account: nobody else can rename or remove it, or add it too', async () => {
    const { passkeyId, device } = await withPasskey()
    const eve = await registered()
    const token = eve.tokens.access
    expect((await eve.patch(`${ME}/passkeys/${passkeyId}`, { name: 'Mine' }, { token })).status).toBe(404)
    expect((await eve.delete(`${ME}/passkeys/${passkeyId}`, { token })).status).toBe(404)
    const [{ id } = { id: '' }] = await rows<{ id: string }>('select credential_id as id from passkeys')
    const credentialId = Uint8Array.from(atob(id.replaceAll('-', '+').replaceAll('_', '/')), (c) =>
      c.charCodeAt(0),
    )
    const credential = await newCredential(eve, device, { credentialId })
    expect((await eve.post(`${ME}/passkeys`, { credential }, { token })).status).toBe(422)
  })

  it('is one of twenty at most', async () => {
    const ada = await withPasskey()
    const [row = {}] = await rows('select * from passkeys')
    const names = Object.keys(row)
    for (let n = 1; n < 20; n += 1) {
      const copy = {
        ...row,
        id: `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`,
        credential_id: `c${n}`,
      }
      const insert = `insert into passkeys (${names.join()}) values (${names.map(() => '?').join()})`
      await rows(insert, ...Object.values(copy))
    }
    const credential = await newCredential(ada, await authenticator())
    const refused = await ada.post(`${ME}/passkeys`, { credential }, { token: ada.tokens.access })
    expect(refused.status).toBe(422)
  })

  it('stays when it is the last way in, and leaves when there is another', async () => {
    const ada = await withPasskey()
    await rows(`update users set password = '!', mail_sign_in_off_at = 1 where id = ?`, ada.id)
    const byPasskey = tokensIn(await signInByPasskey(person(), ada.device)).access
    const path = `${ME}/passkeys/${ada.passkeyId}`
    const kept = await ada.delete(path, { token: byPasskey })
    expect([kept.status, kept.body['code']]).toEqual([409, 'last_way_in'])
    const other = await addedPasskey({ ...ada, tokens: { access: byPasskey, refresh: '' } })
    expect((await ada.delete(path, { token: byPasskey })).status).toBe(204)
    const last = await ada.delete(`${ME}/passkeys/${other.passkeyId}`, { token: byPasskey })
    expect(last.status).toBe(409)
  })

  it('takes the second step and the recovery codes with it, when it was the only factor', async () => {
    const ada = await withPasskey()
    const token = tokensIn(await signInByPasskey(person(), ada.device)).access
    const on = await ada.put(`${ME}/security`, { second_step: true }, { token })
    expect(on.body['recovery_codes']).toHaveLength(10)
    expect((await ada.delete(`${ME}/passkeys/${ada.passkeyId}`, { token })).status).toBe(204)
    const security = await ada.get(`${ME}/security`, { token })
    expect(security.body).toMatchObject({ second_step: false, recovery_codes_left: 0, passkeys: 0 })
    expect((await signIn(person(), ada)).status).toBe(200)
  })

  it('is the first factor of an account that may not be without: full tokens, recovery codes, no other session', async () => {
    const worker = workerWith({ SECOND_STEP: 'all' })
    const ada = await registered({ worker })
    const other = tokensIn(await signIn(person({ worker }), ada))
    expect(claimsOf(ada.tokens.access)['aud']).toContain('/limited')
    const { added, device, passkeyId } = await addedPasskey(ada, { odd: CREATED_BACKED_UP })
    expect(added.body['recovery_codes']).toHaveLength(10)
    expect((await mailTo(ada.email, { subject: /passkey was added/ })).text).toContain(
      'All other sessions were signed out.',
    )
    const tokens = tokensIn(added)
    expect(claimsOf(tokens.access)).toMatchObject({ aud: 'https://auth.localhost', auth_by: ['passkey'] })
    expect((await ada.get(`${ME}/sessions`, { token: tokens.access })).status).toBe(200)
    expect((await ada.get(ME, { token: other.access })).status).toBe(401)
    const kept = await ada.delete(`${ME}/passkeys/${passkeyId}`, { token: tokens.access })
    expect([kept.status, kept.body['code']]).toEqual([409, 'last_way_in'])
    expect((await signInByPasskey(person({ worker }), device, BACKED_UP)).status).toBe(200)
  })

  it('asks for a proof of the last ten minutes to be added or removed, and for a confirmed address', async () => {
    const ada = await withPasskey()
    pass(600_001)
    const token = ada.tokens.access
    const stale = await ada.post(`${ME}/passkeys/options`, undefined, { token })
    expect([stale.status, stale.body['methods']]).toEqual([401, ['password', 'passkey']])
    expect((await ada.delete(`${ME}/passkeys/${ada.passkeyId}`, { token })).status).toBe(401)
    const eve = await registered({ confirmed: false })
    const unproven = await eve.post(`${ME}/passkeys/options`, undefined, { token: eve.tokens.access })
    expect([unproven.status, unproven.body['code']]).toEqual([403, 'email_not_verified'])
  })
})

describe('signing in with a passkey', () => {
  it('is both steps at once, also where the second step is on', async () => {
    const ada = await addedPasskey(await protectedAccount(), { odd: CREATED_BACKED_UP })
    const signedIn = await signInByPasskey(person(), ada.device, BACKED_UP)
    expect(signedIn.status, signedIn.text).toBe(200)
    const tokens = tokensIn(signedIn)
    expect(await alive(ada, tokens)).toEqual(LIVE)
    expect(claimsOf(tokens.access)).toMatchObject({
      amr: ['swk', 'user', 'mfa'],
      acr: 'phr',
      auth_by: ['passkey'],
    })
    const [row] = await rows('select sign_count, backed_up, last_used_at from passkeys')
    expect(row).toEqual({ sign_count: 1, backed_up: 1, last_used_at: Date.now() })
  })

  it('says that a key never leaves its authenticator, where it cannot be backed up', async () => {
    const { device } = await withPasskey()
    const tokens = tokensIn(await signInByPasskey(person(), device))
    expect(claimsOf(tokens.access)).toMatchObject({ amr: ['hwk', 'user', 'mfa'], auth_by: ['bound_passkey'] })
  })

  it('has options that name no account and cost no round trip, and costs two itself', async () => {
    const { worker, last } = observed()
    const { email, device } = await withPasskey({ worker })
    const by = person({ worker })
    const options = await passkeyOptions(by)
    expect(countTrips(last().trips)).toEqual({ d1: 0, kv: 0 })
    const other = await by.post(`${PASSKEY}/options`, { email })
    const { challenge, ...named } = { ...options }
    expect(other.body).toEqual({ ...named, challenge: expect.any(String) })
    expect(named).toEqual({ rpId: 'auth.localhost', timeout: 300_000, userVerification: 'required' })
    expect(other.body['challenge']).not.toBe(challenge)
    expect((await signInByPasskey(by, device)).status).toBe(200)
    expect(countTrips(last().trips)).toEqual({ d1: 2, kv: 0 })
  })

  it('of 32 parallel uses of one challenge opens one session', async () => {
    const ada = await withPasskey()
    const credential = await assertion(person(), ada.device)
    const answers = await Promise.all(
      Array.from({ length: 32 }, () => person().post(PASSKEY, { credential })),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    const sessions = await rows('select id from sessions where user_id = ?', ada.id)
    expect(sessions).toHaveLength(2)
  })

  it.each<[string, (ada: Awaited<ReturnType<typeof withPasskey>>) => Promise<Odd | void>]>([
    ['is unknown', async () => ({ rpId: 'auth.localhost', credentialId: new Uint8Array(32) })],
    [
      'was removed',
      async ({ passkeyId }) =>
        void (await rows('update passkeys set removed_at = 1 where id = ?', passkeyId)),
    ],
    [
      'is of a disabled account',
      async ({ id }) => void (await rows('update users set disabled_at = 1 where id = ?', id)),
    ],
    ['is of another domain', async () => void (await rows(`update passkeys set rp_id = 'other.example'`))],
    [
      'has a wrong signature',
      async () => ({ signature: (bytes) => bytes.with(bytes.length - 1, (bytes.at(-1) ?? 0) ^ 1) }),
    ],
    ['has not verified its user', async () => ({ flags: FLAG.UP })],
    ['names another user', async () => ({ userHandle: 'AAAA' })],
    ['answers a challenge that is not ours', async () => ({ challenge: 'A'.repeat(72) })],
  ])('is refused with the one answer when the passkey %s', async (name, change) => {
    const ada = await withPasskey()
    const odd = (await change(ada)) ?? {}
    const credential = await assertion(person(), ada.device, {}, odd)
    if (name === 'is unknown') Object.assign(credential, { id: 'AAAA', rawId: 'AAAA' })
    const answer = await person().post(PASSKEY, { credential })
    expect([answer.status, answer.body]).toEqual([
      401,
      { detail: 'Passkey refused', message: 'Passkey refused', code: 'passkey_refused' },
    ])
  })

  it('says that the account is being deleted, and counts as used', async () => {
    const ada = await withPasskey()
    await rows('update users set deletes_at = ? where id = ?', Date.now() + 86_400_000, ada.id)
    const credential = await assertion(person(), ada.device)
    const deleting = await person().post(PASSKEY, { credential })
    expect([deleting.status, deleting.body['code']]).toEqual([403, 'account_deleting'])
    expect(deleting.body['keep']).toMatchObject({ token: expect.any(String) })
    expect((await person().post(PASSKEY, { credential })).status).toBe(401)
  })

  it('takes a challenge that was made for signing in, for 300 seconds, and no other', async () => {
    const ada = await addedPasskey(await protectedAccount())
    const by = person()
    const token = await waiting(by, ada)
    const attempts = [
      await assertion(by, ada.device, { token }),
      await assertion(by, ada.device, { caller: ada.tokens.access }),
      await assertion(by, ada.device),
    ]
    pass(299_999)
    const good = await assertion(by, ada.device)
    pass(1)
    for (const credential of attempts) expect((await by.post(PASSKEY, { credential })).status).toBe(401)
    expect((await by.post(PASSKEY, { credential: good })).status).toBe(200)
    expect((await by.post(PASSKEY, { credential: good })).status).toBe(401)
  })

  it('is refused when the counter went back; the owner is told, and still gets in', async () => {
    const ada = await withPasskey()
    expect((await signInByPasskey(person(), ada.device, { signCount: 7 })).status).toBe(200)
    await unread(ada.email)
    const cloned = await signInByPasskey(person(), ada.device, { signCount: 7 })
    expect([cloned.status, cloned.body['code']]).toEqual([401, 'passkey_refused'])
    expect((await unread(ada.email)).map(({ subject }) => subject)).toEqual([
      'A passkey of your Postern account was refused',
    ])
    const events = await rows<{ event: string }>(
      'select event from audit_events where outcome = ?',
      'refused',
    )
    expect(events.map(({ event }) => event).toSorted()).toEqual(['passkey_cloned', 'passkey_refused'])
    expect((await signInByPasskey(person(), ada.device, { signCount: 8 })).status).toBe(200)
  })

  it('is no copy when one request is sent twice, and of a copy the owner is told once a day', async () => {
    const ada = await addedPasskey(await protectedAccount())
    const told = async () =>
      (await unread(ada.email)).filter(({ subject }) => subject.includes('was refused')).length
    const recorded = async () =>
      (await rows(`select id from audit_events where event = 'passkey_cloned'`)).length
    const byPasskey = await assertion(person(), ada.device)
    const token = await waiting(person(), ada)
    const asSecondStep = await assertion(person(), ada.device, { token })
    const caller = ada.tokens.access
    const again = await assertion(person(), ada.device, { caller })
    const use: [number, () => Promise<Answer>][] = [
      [200, () => person().post(PASSKEY, { credential: byPasskey })],
      [200, () => secondStep(person(), { token, passkey: asSecondStep })],
      [200, () => ada.post('/api/v1/auth/reauthenticate', { passkey: again }, { token: caller })],
    ]
    for (const [status, send] of use) {
      expect((await send()).status).toBe(status)
      expect((await send()).status).toBe(401)
    }
    await deferredWork()
    expect([await told(), await recorded()]).toEqual([0, 0])
    const copied = () => signInByPasskey(person(), ada.device, { signCount: 1 })
    expect((await copied()).status).toBe(401)
    expect((await copied()).status).toBe(401)
    await deferredWork()
    expect([await told(), await recorded()]).toEqual([1, 2])
    pass(86_400_000)
    expect((await copied()).status).toBe(401)
    expect(await told()).toBe(1)
  })

  it('of two uses at once with one count opens one session', async () => {
    const { device } = await withPasskey()
    const credentials = await Promise.all([1, 2].map(() => assertion(person(), device, {}, { signCount: 9 })))
    const answers = await Promise.all(credentials.map((credential) => person().post(PASSKEY, { credential })))
    expect(answers.map(({ status }) => String(status)).toSorted()).toEqual(['200', '401'])
  })

  it('counts its failures in the failed sign-ins of the client alone, and takes a success back', async () => {
    const ada = await withPasskey()
    const by = person()
    const failed = async () => (await counted('sign-in/client/%')).map(({ count }) => count)
    const before = await failed()
    expect((await signInByPasskey(by, ada.device)).status).toBe(200)
    const after = await failed()
    await signInByPasskey(by, ada.device, { flags: FLAG.UP })
    expect(Math.max(...(await failed())) - Math.max(0, ...after)).toBe(1)
    expect(Math.max(0, ...after)).toBe(Math.max(0, ...before))
    expect(await rows('select subject from password_failures where failures > 0')).toEqual([])
    await setCounts('sign-in/client/%', 100)
    const spent = await signInByPasskey(by, ada.device)
    expect([spent.status, spent.body['code']]).toEqual([429, 'too_many_requests'])
  })

  it('is possible in a browser that has a session, live or over, and asks no passkey of that account', async () => {
    const ada = await withPasskey()
    const eve = await withPasskey()
    const browser = person()
    for (const cookie of [eve.tokens.access, 'over']) {
      browser.cookies.set('__Host-accessToken', cookie)
      expect(await passkeyOptions(browser)).not.toHaveProperty('allowCredentials')
      expect((await signInByPasskey(browser, ada.device)).status).toBe(200)
    }
    const again = await browser.post(`${PASSKEY}/options`, { for: 'reauthenticate' })
    expect([again.status, again.body['code']]).toEqual([401, 'unauthenticated'])
    browser.cookies.set('__Host-accessToken', eve.tokens.access)
    const asked = await browser.post(`${PASSKEY}/options`, { for: 'reauthenticate' })
    expect(asked.body['allowCredentials']).toHaveLength(1)
  })
})

describe('where passkeys are off', () => {
  it('nothing of them is there', async () => {
    const by = person({ worker: workerWith({ APP_URL: 'http://127.0.0.1:8787' }) })
    expect((await by.post(`${PASSKEY}/options`, {})).status).toBe(404)
    expect((await by.get('/.well-known/webauthn')).status).toBe(404)
  })
})

describe('GET /.well-known/webauthn', () => {
  it('lists the origins that may use the passkeys of this domain, for everybody', async () => {
    const worker = workerWith({ PASSKEY_ORIGINS: 'https://app.example.com' })
    const answer = await person({ worker }).get('/.well-known/webauthn')
    expect(answer.body).toEqual({ origins: ['https://auth.localhost', 'https://app.example.com'] })
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe('*')
  })
})
