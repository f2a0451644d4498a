import { expect } from 'vitest'
import { confirmedByHand, freshEmail, PASSWORD, type Tokens } from './account.ts'
import { NEW_PASSWORD } from './code-flows.ts'
import { keepOutOfLog } from './log.ts'
import { type Answer, type Members, person, type Person } from './person.ts'
import type { Worker } from './worker.ts'

export const API = '/api/v1'

type TokenData = { token_type: string; expires_in: number; access_token: string; refresh_token: string }
export type Member = Person & { id: string; email: string; password: string; tokens: Tokens }

/** The whole answer: the four members and no other, and the status twice. */
export function expectEnvelope(
  { status, body, text }: Answer,
  expected: { status?: number; data?: unknown; message?: string; errors?: Record<string, string[]> },
) {
  const { status: code = 200, data = null, message = '', errors = {} } = expected
  expect([status, body], text).toEqual([code, { data, message, errors, code }])
}

export const expectErrors = (answer: Answer, errors: Record<string, string[]>) =>
  expectEnvelope(answer, { status: 422, errors })

const INVALID_TOKEN = { token: ['This password reset token is invalid.'] }

export const expectInvalidToken = (answer: Answer) => expectErrors(answer, INVALID_TOKEN)

export const expectUnknown = (answer: Answer) =>
  expectEnvelope(answer, { status: 401, message: 'These credentials do not match our records.' })

/** The tokens of an answer that must be a success. */
export function tokensOf(answer: Answer): Tokens {
  expectEnvelope(answer, {
    data: {
      token_type: 'Bearer',
      expires_in: 1800,
      access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      refresh_token: expect.stringMatching(/^[\w-]+\.\d+\.[\w-]{43}$/),
    },
  })
  const { access_token: access, refresh_token: refresh } = answer.body['data'] as TokenData
  for (const token of [access, refresh]) keepOutOfLog(token)
  return { access, refresh }
}

/** A registration by api-v1. */
export const newMember = (changes: Members = {}) => ({
  name: 'Ada Lovelace',
  email: freshEmail(),
  password: PASSWORD,
  ...changes,
})

/** A person who has registered through this surface; the address is taken for confirmed, unless asked otherwise. */
export async function member({
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
} = {}): Promise<Member> {
  const somebody = person({ ...(worker && { worker }), roaming })
  const tokens = tokensOf(await somebody.post(`${API}/register`, newMember({ email, password })))
  const me = await somebody.get(`${API}/users/me`, { token: tokens.access })
  const id = String(me.body['id'])
  if (confirmed) await confirmedByHand(id)
  return { ...somebody, id, email, password, tokens }
}

export const login = (somebody: Person, { email, password }: { email: string; password: string }) =>
  somebody.post(`${API}/login`, { email, password })

export const refresh = (somebody: Person, token: string) =>
  somebody.post(`${API}/token/refresh`, { refresh_token: token })

export const askForReset = (somebody: Person, email: string) =>
  somebody.post(`${API}/password/email`, { email })

export const reset = (
  somebody: Person,
  { token, email, password = NEW_PASSWORD }: { token: string; email: string; password?: string },
) => somebody.post(`${API}/password/reset`, { token, email, password, password_confirmation: password })

export const expectAsked = (answer: Answer) =>
  expectEnvelope(answer, { data: true, message: 'We have e-mailed your password reset link!' })

export const expectReset = (answer: Answer) =>
  expectEnvelope(answer, { data: true, message: 'Your password has been reset!' })
