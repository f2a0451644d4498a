import { expect } from 'vitest'
import { rows } from './database.ts'
import { type Answer, type Options, person, type Person } from './person.ts'
import type { Worker } from './worker.ts'

export type Tokens = { access: string; refresh: string }
export type Account = Person & { id: string; email: string; password: string; tokens: Tokens }

export const PASSWORD = 'seven dry words'

export const freshEmail = () => `${crypto.randomUUID().slice(0, 13)}@example.org`

/** A registration by account-v1, with first_name and last_name. */
export const registration = (changes: Record<string, unknown> = {}) => {
  const password = changes['password'] ?? PASSWORD
  return {
    email: freshEmail(),
    password,
    confirm_password: password,
    first_name: 'Ada',
    last_name: 'Lovelace',
    ...changes,
  }
}

/** A person with an account and a session, both made over HTTP; the address is taken for confirmed, unless asked otherwise. */
export async function registered({
  worker,
  email = freshEmail(),
  password = PASSWORD,
  roaming = false,
  confirmed = true,
}: {
  worker?: Worker
  email?: string
  password?: string
  roaming?: boolean
  confirmed?: boolean
} = {}): Promise<Account> {
  const somebody = person({ ...(worker && { worker }), roaming })
  const answer = await somebody.post('/api/v1/auth/register', registration({ email, password }))
  expect(answer.status, answer.text).toBe(201)
  const { id } = answer.body['user'] as { id: string }
  if (confirmed) await confirmedByHand(id)
  return { ...somebody, id, email, password, tokens: tokensIn(answer) }
}

/** Without a mail: most tests are about accounts whose address is confirmed, and few about how that came. */
export const confirmedByHand = (id: string) =>
  rows('update users set verified_at = created_at where id = ?', id)

export const tokensIn = ({ body }: Answer): Tokens => ({
  access: body['access_token'] as string,
  refresh: body['refresh_token'] as string,
})

export const signIn = (somebody: Person, { email, password }: { email: string; password: string }) =>
  somebody.post('/api/v1/auth/login', { email, password })

/** Signs in and expects that it works. */
export async function signedIn(
  somebody: Person,
  credentials: { email: string; password: string },
): Promise<Tokens> {
  const answer = await signIn(somebody, credentials)
  expect(answer.status, answer.text).toBe(200)
  return tokensIn(answer)
}

export const refresh = (somebody: Person, token: string, options?: Options) =>
  somebody.post('/api/v1/auth/refresh', { refresh_token: token }, options)

/** Refreshes and expects that it works. */
export async function refreshed(somebody: Person, token: string): Promise<Tokens> {
  const answer = await refresh(somebody, token)
  expect(answer.status, answer.text).toBe(200)
  return tokensIn(answer)
}

export const readMe = (somebody: Person, token: string) => somebody.get('/api/v1/users/me', { token })

/** Which of a session's tokens work: an access token is asked for a profile, a refresh token is spent. */
export async function alive(somebody: Person, { access, refresh: token }: Tokens) {
  const [me, next] = [await readMe(somebody, access), await refresh(somebody, token)]
  return { access: me.status === 200, refresh: next.status === 200 }
}

export const LIVE = { access: true, refresh: true }
export const DEAD = { access: false, refresh: false }

/** The claims of a token, unchecked. */
export const claimsOf = (token: string) =>
  JSON.parse(atob((token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/'))) as Record<
    string,
    unknown
  >
