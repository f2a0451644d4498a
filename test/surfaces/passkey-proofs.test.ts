import { describe, expect, it } from 'vitest'
import { claimsOf, freshEmail, registered, signIn, tokensIn } from '../support/account.ts'
import { pass } from '../support/clock.ts'
import { rows } from '../support/database.ts'
import {
  addedPasskey,
  assertion,
  PASSKEY,
  passkeyOptions,
  signInByPasskey,
  withPasskey,
} from '../support/passkeys.ts'
import { person } from '../support/person.ts'
import { ME, protectedAccount, secondStep, waiting } from '../support/second-step.ts'

const REAUTHENTICATE = '/api/v1/auth/reauthenticate'

describe('a passkey as one more proof', () => {
  it('ends a sign-in that waits, with a challenge of that sign-in and a passkey of that account', async () => {
    const ada = await addedPasskey(await protectedAccount())
    const eve = await addedPasskey(await protectedAccount())
    const by = person()
    const [token, other] = [await waiting(by, ada), await waiting(by, ada)]
    const options = await passkeyOptions(by, { token })
    expect(options).toHaveProperty('allowCredentials', [
      { type: 'public-key', id: expect.any(String), transports: ['internal', 'hybrid'] },
    ])
    const passkey = await ada.device.get(options, { userHandle: null })
    expect((await secondStep(by, { token: other, passkey })).status).toBe(401)
    const foreign = await eve.device.get(options)
    expect((await secondStep(by, { token, passkey: foreign })).status).toBe(401)
    const unbound = await assertion(by, ada.device)
    expect((await secondStep(by, { token, passkey: unbound })).status).toBe(401)
    const right = await secondStep(by, { token, passkey })
    expect(right.status, right.text).toBe(200)
    expect(claimsOf(tokensIn(right).access)).toMatchObject({
      acr: 'phr',
      auth_by: ['password', 'bound_passkey'],
    })
  })

  it.each(['a passkey', 'a recovery code', 'a sign-in by passkey'] as const)(
    'makes codes of the app count again after a hundred wrong ones: %s',
    async (kind) => {
      const ada = await addedPasskey(await protectedAccount())
      const by = person()
      await secondStep(by, { token: await waiting(by, ada), totp: '000000' })
      await rows(`update password_failures set failures = 100 where subject = ?`, `${ada.id}:second`)
      expect((await secondStep(by, { token: await waiting(by, ada), totp: ada.app() })).status).toBe(401)
      const token = await waiting(by, ada)
      if (kind === 'a passkey')
        await secondStep(by, { token, passkey: await assertion(by, ada.device, { token }) })
      if (kind === 'a recovery code')
        await secondStep(by, { token, recovery_code: ada.recoveryCodes[0] ?? '' })
      if (kind === 'a sign-in by passkey') await signInByPasskey(by, ada.device)
      const again = await secondStep(person(), { token: await waiting(person(), ada), totp: ada.app() })
      expect(again.status, again.text).toBe(200)
    },
  )

  it('makes a session fresh, with a challenge of that session', async () => {
    const ada = await withPasskey()
    const token = ada.tokens.access
    pass(700_000)
    const passkey = await assertion(ada, ada.device, { caller: token })
    const elsewhere = tokensIn(await signIn(person(), ada)).access
    const refused = await ada.post(REAUTHENTICATE, { passkey }, { token: elsewhere })
    expect([refused.status, refused.body['code']]).toEqual([401, 'second_step_refused'])
    const again = await ada.post(
      REAUTHENTICATE,
      { passkey: await assertion(ada, ada.device, { caller: token }) },
      { token },
    )
    expect(again.status, again.text).toBe(200)
    const fresh = tokensIn(again).access
    expect(claimsOf(fresh)['sid']).toBe(claimsOf(token)['sid'])
    expect((await ada.delete(`${ME}/passkeys/${ada.passkeyId}`, { token: fresh })).status).toBe(204)
  })

  it('shows the owner after a recovery if it is old itself, whatever other passkey the account has', async () => {
    const old = await withPasskey()
    pass(3 * 86_400_000)
    const tokens = tokensIn(await signInByPasskey(old, old.device))
    const young = await addedPasskey({ ...old, tokens })
    pass(60_000)
    await rows('update users set recovered_at = ? where id = ?', Date.now(), old.id)
    const by = person({ roaming: true })
    const { access: first } = tokensIn(await signInByPasskey(by, young.device))
    const moving = (token: string) => by.post(`${ME}/email`, { email: freshEmail() }, { token })
    const again = async (token: string, { device }: typeof young) => {
      pass(1_000)
      const passkey = await assertion(by, device, { caller: token })
      return tokensIn(await by.post(REAUTHENTICATE, { passkey }, { token })).access
    }
    const refused = await moving(first)
    expect([refused.status, refused.body['code']]).toEqual([403, 'recently_recovered'])
    const byOld = await again(first, old)
    expect((await moving(byOld)).status).toBe(202)
    // An earlier token of the same session, and a later one, say nothing of the old passkey.
    expect((await moving(first)).status).toBe(403)
    expect((await moving(await again(byOld, young))).status).toBe(403)
  })

  it('is not asked for with a purpose that is none', async () => {
    for (const purpose of ['lunch', 7, null]) {
      const answer = await person().post(`${PASSKEY}/options`, { for: purpose })
      expect(answer.headers.get('Postern-Failure')).toBe('invalid_input; member=for; rule=not_valid')
    }
    const credential = { id: 'no base64url!', rawId: 'x', type: 'lunch', response: {} }
    const answer = await person().post(PASSKEY, { credential })
    expect(answer.headers.get('Postern-Failure')).toMatch(/member=credential; rule=malformed/)
    expect(answer.headers.get('Postern-Failure')).not.toContain('not_a_string')
  })

  it('is not asked for where there is none', async () => {
    const ada = await registered()
    const again = { for: 'reauthenticate' }
    const answer = await ada.post(`${PASSKEY}/options`, again, { token: ada.tokens.access })
    expect([answer.status, answer.body['code'], answer.body['methods']]).toEqual([
      401,
      'sign_in_again',
      ['password'],
    ])
    const { tokens, ...bob } = await protectedAccount()
    const otherwise = await bob.post(`${PASSKEY}/options`, again, { token: tokens.access })
    expect(otherwise.body['methods']).toEqual(['totp', 'recovery_code'])
    const refused = await bob.post(`${PASSKEY}/options`, { token: await waiting(person(), bob) })
    expect([refused.status, refused.body['code']]).toEqual([401, 'second_step_refused'])
  })
})
