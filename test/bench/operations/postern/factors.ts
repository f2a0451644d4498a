import { PASSWORD } from '../../credentials.ts'
import { emailOf } from '../../ids.ts'
import { preparedBy, post, SOME, times } from '../../operation.ts'
import type { Service } from '../../postern.ts'

const AUTH = '/api/v1/auth'

/** Signing in with a passkey, and the second step with an authenticator app. */
export function factorOperations(service: Service) {
  const { runtime, device, codeOfApp, anyUser, anyGuarded, operation } = service
  return {
    signInByPasskey: operation('sign in with a passkey', { status: 200, requests: SOME }, (count) =>
      preparedBy(runtime, times(count, anyUser), async (client, n) => {
        const { text } = await client.ask(post(`${AUTH}/passkey/options`, {}))
        const { challenge } = JSON.parse(text) as { challenge: string }
        return post(`${AUTH}/passkey`, { credential: await device.answer(n, challenge) })
      }),
    ),
    secondStep: operation('second step', { status: 200, requests: SOME }, (count) =>
      preparedBy(runtime, times(count, anyGuarded), async (client, n) => {
        const { text } = await client.ask(post(`${AUTH}/login`, { email: emailOf(n), password: PASSWORD }))
        const { second_step: waiting } = JSON.parse(text) as { second_step: { token: string } }
        return post(`${AUTH}/second-step`, { token: waiting.token, totp: codeOfApp() })
      }),
    ),
  }
}
