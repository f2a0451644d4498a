import { Secret, TOTP } from 'otpauth'
import { expect } from 'vitest'
import { type Account, freshEmail, registered, signIn, type Tokens, tokensIn } from './account.ts'
import { pass } from './clock.ts'
import { codeFor, newLink, unread } from './mails.ts'
import type { Answer, Person } from './person.ts'
import type { Worker } from './worker.ts'

export const ME = '/api/v1/users/me'

/** An account whose second step is on, with the app of its owner and the recovery codes that were shown. */
export type Protected = Account & { app: () => string; recoveryCodes: string[] }

/** What an authenticator app shows now. */
export const appOf = (secret: string) => {
  const totp = new TOTP({ secret: Secret.fromBase32(secret) })
  return () => totp.generate({ timestamp: Date.now() })
}

/** Adds an authenticator app to the account of a fresh session. Its present code is used up. */
export async function addedApp<Owner extends Person & { tokens: Tokens }>(owner: Owner) {
  const started = await owner.post(`${ME}/totp`, undefined, { token: owner.tokens.access })
  expect(started.status, started.text).toBe(201)
  const app = appOf(String(started.body['secret']))
  const confirmed = await owner.post(`${ME}/totp/confirm`, { code: app() }, { token: owner.tokens.access })
  expect(confirmed.status, confirmed.text).toBe(200)
  const recoveryCodes = confirmed.body['recovery_codes'] as string[]
  return { ...owner, tokens: tokensIn(confirmed), app, recoveryCodes }
}

/** The same, and waits until the app shows another code. */
export async function withApp<Owner extends Person & { tokens: Tokens }>(owner: Owner) {
  const added = await addedApp(owner)
  pass(30_000)
  return added
}

/** An account with an authenticator app, made over HTTP. */
export const protectedAccount = async (options: { worker?: Worker } = {}): Promise<Protected> =>
  withApp(await registered(options))

/** The token of a sign-in that waits for its second step. */
export const waitingToken = ({ body }: Answer): string =>
  (body['second_step'] as { token: string } | undefined)?.token ?? ''

/** The first step, by password. */
export async function waiting(somebody: Person, owner: { email: string; password: string }): Promise<string> {
  const answer = await signIn(somebody, owner)
  expect(answer.status, answer.text).toBe(403)
  return waitingToken(answer)
}

/** The second step, by whatever it is given. */
export const secondStep = (
  somebody: Person,
  proof: { token: string; totp?: string; recovery_code?: string; passkey?: object },
) => somebody.post('/api/v1/auth/second-step', proof)

/** Moves an account in a session that began later than its factors; answers that session's tokens and the token of the link that undoes it. */
export async function movedAway({
  email,
  app,
  ...owner
}: Pick<Protected, keyof Person | 'email' | 'password' | 'app'>) {
  const by = { token: await waiting(owner, { ...owner, email }), totp: app() }
  const session = tokensIn(await secondStep(owner, by))
  const [newEmail, token] = [freshEmail(), session.access]
  await unread(email)
  const asked = await owner.post(`${ME}/email`, { email: newEmail }, { token })
  expect(asked.status, asked.text).toBe(202)
  const codes = { code_current: await codeFor(email), code_new: await codeFor(newEmail) }
  const body = { request: asked.body['request'], ...codes }
  const moved = await owner.post(`${ME}/email/confirm`, body, { token })
  expect(moved.status, moved.text).toBe(200)
  pass(30_000)
  const link = (await newLink(email, 'undo-email-change')).token
  return { newEmail, tokens: tokensIn(moved), link }
}
