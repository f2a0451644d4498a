import { PASSWORD } from '../../credentials.ts'
import { emailOf } from '../../ids.ts'
import { preparedBy, post, SOME, times } from '../../operation.ts'
import type { Service } from '../../postern.ts'

const [V1, API] = ['/auth/v1', '/api/v1']

/** Registering, and signing in with a password, on both surfaces. */
export function entryOperations({ runtime, mails, hashing, anyUser, operation }: Service) {
  const startSignIn = () =>
    post(`${V1}/request/refreshToken/code/`, { account: emailOf(anyUser()), pwd: PASSWORD })

  return {
    register: operation('register', { status: 201, requests: hashing }, async (count) =>
      times(count, () =>
        post(`${API}/auth/register`, {
          email: `${crypto.randomUUID()}@example.org`,
          password: PASSWORD,
          confirm_password: PASSWORD,
          first_name: 'Ada',
          last_name: 'Lovelace',
        }),
      ),
    ),
    signIn: operation('sign in', { status: 200, requests: hashing }, async (count) =>
      times(count, () => post(`${API}/auth/login`, { email: emailOf(anyUser()), password: PASSWORD })),
    ),
    step1: operation('auth-v1 step 1', { status: 200, requests: hashing }, async (count) =>
      times(count, startSignIn),
    ),
    step2: operation('auth-v1 step 2', { status: 200, requests: SOME }, (count) => {
      mails.forget()
      return preparedBy(runtime, times(count, startSignIn), async (client, started) => {
        const { cookies } = await client.ask(started)
        const [cookie = ''] = cookies[0]?.split(';') ?? []
        const code = await mails.codeTo((started.body as { account: string }).account)
        return post(`${V1}/request/refreshToken/`, { code }, { Cookie: cookie })
      })
    }),
  }
}
