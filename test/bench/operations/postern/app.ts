import { pageCookieOf } from '../../credentials.ts'
import { MANY, newClient, preparedBy, SOME, times } from '../../operation.ts'
import type { Service } from '../../postern.ts'
import { APP } from './registered-app.ts'

/** As behind a proxy: in development a page of another name of this machine is sent to the service's own. */
const HOST = { Host: 'behind.example' }

const ASKED = new URLSearchParams({
  response_type: 'code',
  client_id: APP.id,
  redirect_uri: APP.redirectUri,
  scope: 'openid profile email offline_access',
  state: 'of the app',
  nonce: 'of the app too',
  code_challenge: APP.challenge,
  code_challenge_method: 'S256',
})

/** Signing in to an app, and the page where people sign in. */
export function appOperations({ runtime, freshSessions, operation }: Service) {
  /** A browser comes that is signed in, and has not been there for an hour. */
  async function visits(count: number) {
    const cookies = await Promise.all((await freshSessions(count)).map(pageCookieOf))
    return cookies.map((Cookie) => ({
      path: `/authorize?${ASKED.toString()}`,
      headers: { ...HOST, Cookie },
    }))
  }
  const exchange = (code: string) => ({
    path: '/token',
    method: 'POST',
    headers: newClient(),
    form: {
      grant_type: 'authorization_code',
      code,
      redirect_uri: APP.redirectUri,
      code_verifier: APP.verifier,
      client_id: APP.id,
    },
  })

  return {
    authorize: operation('authorize an app', { status: 303, requests: SOME }, visits),
    token: operation('tokens of an app', { status: 200, requests: SOME }, async (count) =>
      preparedBy(runtime, await visits(count), async (client, visit) => {
        const { location = '' } = await client.ask(visit)
        return exchange(new URL(location).searchParams.get('code') ?? '')
      }),
    ),
    page: operation('show the page of signing in', { status: 200, requests: MANY }, async (count) =>
      times(count, () => ({ path: '/sign-in', headers: HOST })),
    ),
  }
}
