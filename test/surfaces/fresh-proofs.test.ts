import { describe, expect, it } from 'vitest'
import { claimsOf, freshEmail, readMe, refresh, registered, signIn, tokensIn } from '../support/account.ts'
import { pass } from '../support/clock.ts'
import { NEW_PASSWORD, V1 } from '../support/code-flows.ts'
import { codeFor } from '../support/mails.ts'
import { addedPasskey, assertion, signInByPasskey } from '../support/passkeys.ts'
import { type Answer, person } from '../support/person.ts'
import { rows } from '../support/database.ts'
import { ME, type Protected, protectedAccount, secondStep, waiting, withApp } from '../support/second-step.ts'
import { workerWith } from '../support/worker.ts'

const REAUTHENTICATE = '/api/v1/auth/reauthenticate'

describe('what a stolen session must not be enough for', () => {
  const ACTS: Record<string, (by: Protected, token: string) => Promise<Answer>> = {
    'changing the password': (by, token) =>
      by.post(
        '/api/v1/auth/change-password',
        { current_password: by.password, new_password: NEW_PASSWORD, confirm_password: NEW_PASSWORD },
        { token },
      ),
    'setting a password': (by, token) => by.put(`${ME}/password`, { password: NEW_PASSWORD }, { token }),
    'setting a password by id': (by, token) =>
      by.put(`/api/v1/auth/reset-password/${by.id}`, { password: NEW_PASSWORD }, { token }),
    'beginning to move': (by, token) => by.post(`${ME}/email`, { email: freshEmail() }, { token }),
    'beginning to move by auth-v1': (by, token) =>
      by.patch(`${V1}/account/request/code`, { newAccount: freshEmail() }, { token }),
    'adding an app': (by, token) => by.post(`${ME}/totp`, undefined, { token }),
    'removing the app': (by, token) => by.delete(`${ME}/totp`, { token }),
    'making recovery codes': (by, token) => by.post(`${ME}/recovery-codes`, undefined, { token }),
    'switching the second step off': (by, token) =>
      by.put(`${ME}/security`, { second_step: false }, { token }),
    'taking the data': (by, token) => by.post(`${ME}/export`, undefined, { token }),
    'ending the other sessions': (by, token) => by.delete(`${ME}/sessions`, { token }),
  }

  it.each(Object.entries(ACTS))('asks for a fresh second step: %s', async (_, act) => {
    const ada = await protectedAccount()
    pass(700_000)
    const next = tokensIn(await refresh(ada, ada.tokens.refresh))
    const stale = await act(ada, next.access)
    expect(stale.status, stale.text).toBe(401)
    const again = await ada.post(REAUTHENTICATE, { totp: ada.app() }, { token: next.access })
    const fresh = await act(ada, tokensIn(again).access)
    expect(fresh.status, fresh.text).toBeLessThan(300)
  })

  it('asks for it at the end of a move too', async () => {
    const ada = await protectedAccount()
    const to = freshEmail()
    const begun = await ada.post(`${ME}/email`, { email: to }, { token: ada.tokens.access })
    const codes = { code_current: await codeFor(ada.email), code_new: await codeFor(to) }
    pass(580_000)
    const stale = tokensIn(await refresh(ada, ada.tokens.refresh))
    const body = { request: begun.body['request'], ...codes }
    const refused = await ada.post(`${ME}/email/confirm`, body, { token: stale.access })
    expect([refused.status, refused.body['code']]).toEqual([401, 'sign_in_again'])
    const again = await ada.post(REAUTHENTICATE, { totp: ada.app() }, { token: stale.access })
    const moved = await ada.post(`${ME}/email/confirm`, body, { token: tokensIn(again).access })
    expect(moved.status, moved.text).toBe(200)
    expect((await readMe(ada, tokensIn(moved).access)).body['email']).toBe(to)
  })

  it('does not let a reset by mail past the second step, nor past it for a day', async () => {
    const ada = await protectedAccount()
    await rows('update totp set confirmed_at = confirmed_at - 86400000')
    const begun = await person().post('/api/v1/auth/forgot-password', { email: ada.email })
    const code = await codeFor(ada.email)
    await person().post('/api/v1/auth/reset-password', {
      request: begun.body['request'],
      code,
      password: NEW_PASSWORD,
    })
    const token = await waiting(person(), { ...ada, password: NEW_PASSWORD })
    const signedIn = await secondStep(person(), { token, totp: ada.app() })
    const { access } = tokensIn(signedIn)
    expect((await ada.post(`${ME}/totp`, undefined, { token: access })).status).toBe(201)
  })

  it('lets an account add no factor after a reset that has one already, whatever the service demands', async () => {
    const worker = workerWith({ SECOND_STEP: 'all' })
    const ada = await protectedAccount()
    await rows('update users set second_step_at = null, recovered_at = ? where id = ?', Date.now(), ada.id)
    const by = person({ worker })
    const { access: token } = tokensIn(await signIn(by, ada))
    const added = await by.post(`${ME}/totp`, undefined, { token })
    expect([added.status, added.body['code']]).toEqual([403, 'recently_recovered'])
    const on = await by.put(`${ME}/security`, { second_step: true }, { token })
    expect([on.status, on.body['code'], on.body['methods']]).toEqual([
      401,
      'sign_in_again',
      expect.arrayContaining(['totp']),
    ])
  })

  it('does not take the first factor for an older one that somebody added after a reset, when they reset again', async () => {
    const worker = workerWith({ SECOND_STEP: 'all' })
    const ada = await registered({ worker })
    const reset = async () => {
      const begun = await person({ worker }).post('/api/v1/auth/forgot-password', { email: ada.email })
      const { request } = begun.body
      const body = { request, code: await codeFor(ada.email), password: NEW_PASSWORD }
      await person({ worker }).post('/api/v1/auth/reset-password', body)
    }
    await reset()
    const thief = person({ worker })
    const limited = tokensIn(await signIn(thief, { ...ada, password: NEW_PASSWORD }))
    const { app } = await withApp({ ...thief, tokens: limited })
    pass(3_600_000)
    await reset()
    const act = async () => {
      pass(30_000)
      const token = await waiting(thief, { ...ada, password: NEW_PASSWORD })
      const { access } = tokensIn(await secondStep(thief, { token, totp: app() }))
      return thief.post(`${ME}/recovery-codes`, undefined, { token: access })
    }
    const refused = await act()
    expect([refused.status, refused.body['code']]).toEqual([403, 'recently_recovered'])
    pass(86_400_000)
    expect((await act()).status).toBe(200)
  })

  it('keeps an account without a second step as it is for a day after a reset', async () => {
    const ada = await registered()
    const begun = await person().post('/api/v1/auth/forgot-password', { email: ada.email })
    await person().post('/api/v1/auth/reset-password', {
      request: begun.body['request'],
      code: await codeFor(ada.email),
      password: NEW_PASSWORD,
    })
    const adding = async () => {
      const { access: token } = tokensIn(await signIn(person(), { ...ada, password: NEW_PASSWORD }))
      return ada.post(`${ME}/totp`, undefined, { token })
    }
    const refused = await adding()
    expect([refused.status, refused.body['code']]).toEqual([403, 'recently_recovered'])
    pass(86_400_000)
    expect((await adding()).status).toBe(201)
  })
})

describe('a session of a token that keeps an account', () => {
  const FIRST = ['the password', 'a passkey', 'the password and a passkey'] as const

  it.each(FIRST)('is as old as its proof, and names the passkey of it: %s', async (first) => {
    const { device, passkeyId, ...ada } = await addedPasskey(await registered({ roaming: true }))
    const by = person({ roaming: true })
    const gone = await ada.ask('DELETE', ME, { confirm: ada.email }, { token: ada.tokens.access })
    expect(gone.status, gone.text).toBe(202)
    if (first === 'the password and a passkey') await rows('update users set second_step_at = 1')
    pass(30_000)
    const refused = await {
      'the password': () => signIn(by, ada),
      'a passkey': () => signInByPasskey(by, device),
      async 'the password and a passkey'() {
        const token = await waiting(by, ada)
        return secondStep(by, { token, passkey: await assertion(by, device, { token }) })
      },
    }[first]()
    expect([refused.status, refused.body['code']], refused.text).toEqual([403, 'account_deleting'])
    const provenAt = Date.now() / 1_000
    pass(590_000)
    const { token } = refused.body['keep'] as { token: string }
    const kept = await by.post('/api/v1/auth/keep-account', { token })
    expect(kept.status, kept.text).toBe(200)
    const { access } = tokensIn(kept)
    expect(claimsOf(access)['auth_time']).toBe(provenAt)
    expect(await rows('select passkey_id from sessions where revoked_at is null')).toEqual([
      { passkey_id: first === 'the password' ? null : passkeyId },
    ])
    pass(10_000)
    expect((await by.post(`${ME}/export`, undefined, { token: access })).status, 'still fresh').toBe(200)
    pass(1_000)
    const stale = await by.put(`${ME}/password`, { password: NEW_PASSWORD }, { token: access })
    expect([stale.status, stale.body['code']]).toEqual([401, 'sign_in_again'])
  })
})
