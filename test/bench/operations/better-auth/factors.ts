import { URI } from 'otpauth'
import { base64url, utf8 } from '../../../../src/crypto/bytes.ts'
import type { BetterAuth } from '../../better-auth.ts'
import { clientOf } from '../../client.ts'
import { PASSWORD } from '../../credentials.ts'
import { idOf, sqlId } from '../../ids.ts'
import { SOME, times, wander } from '../../operation.ts'
import { deviceAt, sqlCredentialId } from '../../passkeys.ts'
import { insert } from '../../seed.ts'
import { cookieOf, ORIGIN, postTo } from './requests.ts'

/** Signing in with a passkey, and the second step with an authenticator app. */
export async function factorOperations(service: BetterAuth) {
  const { anyUser, begin, guarded, operation } = service
  const device = await seedPasskeys(service)
  const codeOfApp = await seedApps(service)
  const anyGuarded = wander(guarded.count, { from: guarded.from })

  return {
    signInByPasskey: operation('sign in with a passkey', SOME, async (count) => {
      const challenges = times(count, () => base64url(utf8(crypto.randomUUID())))
      const begun = await begin(
        challenges.map((expectedChallenge) => ({
          value: JSON.stringify({ type: 'authentication', expectedChallenge, userData: { id: '' } }),
        })),
      )
      const asks = challenges.map(async (challenge, index) => {
        const response = await device.answer(anyUser(), challenge)
        const cookie = cookieOf('better-auth-passkey', begun[index] ?? '')
        return postTo('/passkey/verify-authentication', { response }, cookie)
      })
      return Promise.all(asks)
    }),
    secondStep: operation('second step', SOME, async (count) => {
      const begun = await begin(times(count, () => ({ value: idOf(anyGuarded()) })))
      await begin(begun.map((identifier) => ({ identifier: `2fa-attempts-${identifier}`, value: '0' })))
      return begun.map((identifier) =>
        postTo('/two-factor/verify-totp', { code: codeOfApp() }, cookieOf('two_factor', identifier)),
      )
    }),
  }
}

async function seedPasskeys({ runtime, users }: BetterAuth) {
  const device = await deviceAt(ORIGIN)
  const id = sqlId('n')
  const key = Buffer.from(device.publicKey).toString('base64')
  await insert(runtime.d1, { from: 0, count: users }, [
    `insert into passkey (id, name, publicKey, userId, credentialID, counter, deviceType, backedUp, transports, createdAt)
     select ${id}, 'A phone', '${key}', ${id}, ${sqlCredentialId('n')}, 0, 'singleDevice', 0, 'internal', '${new Date().toISOString()}' from numbers`,
  ])
  return device
}

/** The first user sets an app up, and the guarded ones get the same. Returns what it shows now. */
async function seedApps({ runtime, guarded, firstCookie }: BetterAuth) {
  const client = clientOf(runtime.ports['better-auth'] as number, 1)
  const enabled = await client.ask(postTo('/two-factor/enable', { password: PASSWORD }, firstCookie))
  const app = URI.parse((JSON.parse(enabled.text) as { totpURI: string }).totpURI) as { generate(): string }
  await client.ask(postTo('/two-factor/verify-totp', { code: app.generate() }, firstCookie))
  client.close()
  const id = sqlId('n')
  await insert(runtime.d1, guarded, [
    `insert into twoFactor (id, secret, backupCodes, userId, verified, failedVerificationCount)
     select ${id}, first.secret, first.backupCodes, ${id}, 1, 0 from numbers, (select * from twoFactor limit 1) as first`,
    `update user set twoFactorEnabled = 1 where id in (select ${id} from numbers)`,
  ])
  return () => app.generate()
}
