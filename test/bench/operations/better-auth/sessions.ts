import type { BetterAuth } from '../../better-auth.ts'
import { sqlId } from '../../ids.ts'
import { MANY, times } from '../../operation.ts'
import { insert } from '../../seed.ts'
import { cookieOf, postTo } from './requests.ts'

const DAY = 86_400_000
/** How long a session lives by default. After one day of that, a check of it renews it. */
const LIFE = 7 * DAY
const RENEWED_AFTER = 1 * DAY

/** What is done with a session. */
export function sessionOperations({ runtime, users, operation }: BetterAuth) {
  let sessions = 0
  /** Makes sessions that nobody has used yet, and which began so many milliseconds ago. Returns their cookies. */
  async function freshCookies(count: number, { age = 0 } = {}): Promise<string[]> {
    const from = sessions
    sessions += count
    const began = Date.now() - age
    const [at, end] = [new Date(began).toISOString(), new Date(began + LIFE).toISOString()]
    await insert(runtime.d1, { from, count }, [
      `insert into session (id, token, userId, expiresAt, createdAt, updatedAt)
       select ${sqlId('n')}, 'token' || n, ${sqlId(`(n % ${users})`)}, '${end}', '${at}', '${at}' from numbers`,
    ])
    return times(count, (index) => cookieOf('session_token', `token${from + index}`))
  }
  const check = (Cookie: string) => ({ path: '/api/auth/get-session', headers: { Cookie } })

  return {
    ownProfile: operation('read own profile', MANY, async (count) =>
      (await freshCookies(count)).map((cookie) => check(cookie)),
    ),
    renew: operation('read own profile, renewing', MANY, async (count) =>
      (await freshCookies(count, { age: 2 * RENEWED_AFTER })).map((cookie) => check(cookie)),
    ),
    signOut: operation('sign out', MANY, async (count) =>
      (await freshCookies(count)).map((cookie) => postTo('/sign-out', {}, cookie)),
    ),
  }
}
