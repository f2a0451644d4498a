import { type Tokens, tokensIn } from '../support/account.ts'
import { registeredApp } from '../support/apps.ts'
import { type Authenticator, authenticator } from '../support/authenticator.ts'
import { pass } from '../support/clock.ts'
import { rows } from '../support/database.ts'
import { API } from '../support/enveloped.ts'
import { newLinks } from '../support/mails.ts'
import { type Answer, type Members, person, type Person } from '../support/person.ts'
import { ME, waitingToken } from '../support/second-step.ts'
import type { Kind } from './credentials.ts'

export type Creation = Parameters<Authenticator['create']>[0]

/**
 * Somebody in a stolen session, who has proven the password and the second step of the owner a moment ago, and
 * reads the mailbox of the account for now. Everything that comes into these hands is kept.
 */
export type Thief = {
  id: string
  email: string
  passwords: string[]
  /** Of the stolen session, the newest ones. */
  tokens: Tokens
  kept: [Kind, string][]
  app: (() => string) | undefined
  recoveryCodes: string[]
  device: Authenticator
  passkeyId: string | undefined
  /** What a passkey was asked with that was not added yet. */
  creation: Creation | undefined
}

export const REAUTHENTICATE = `${API}/auth/reauthenticate`

export const somebody = () => person({ roaming: true })
export const passwordOf = ({ passwords }: Thief) => passwords.at(-1) ?? ''
export const anew = (thief: Thief) => {
  const password = `stolen ${crypto.randomUUID()}`
  return {
    password,
    succeeded: ({ status }: Answer) => void (status < 300 && thief.passwords.push(password)),
  }
}

/** A request in the stolen session. Where it asks for one more proof, the thief gives it. */
export async function inSession(thief: Thief, method: string, path: string, body?: Members): Promise<Answer> {
  const ask = () => somebody().ask(method, path, body, { token: thief.tokens.access })
  const answer = heard(thief, await ask())
  if (answer.body['code'] !== 'sign_in_again' || path === REAUTHENTICATE) return answer
  await inSession(thief, 'POST', REAUTHENTICATE, proofOf(thief, answer.body['methods'] as string[]))
  return heard(thief, await ask())
}

export function proofOf(thief: Thief, methods: string[]): Members {
  if (!methods.includes('totp') || !thief.app) return { password: passwordOf(thief) }
  pass(30_000)
  return { totp: thief.app() }
}

/** Where the session goes on with new tokens, the thief goes on with them. */
function heard(thief: Thief, answer: Answer): Answer {
  if (answer.status >= 300) return answer
  const codes = answer.body['recovery_codes'] as string[] | undefined
  if (codes) {
    thief.recoveryCodes.push(...codes)
    keep(thief, 'recovery code', codes[0])
  }
  if (typeof answer.body['access_token'] === 'string') {
    thief.tokens = tokensIn(answer)
    keepTokens(thief, thief.tokens)
  }
  return answer
}

export function keep({ kept }: Thief, kind: Kind, value: unknown) {
  if (typeof value === 'string' && value !== '') kept.push([kind, value])
}

function keepTokens(thief: Thief, { access, refresh }: Tokens) {
  keep(thief, 'access token', access)
  keep(thief, 'refresh token', refresh)
}

/** What a sign-in has come to: a session, a second step to come, or an account that is being deleted. */
export function keepSignIn(thief: Thief, answer: Answer, { body } = answer) {
  if (answer.status === 200) keepTokens(thief, tokensIn({ ...answer, body }))
  keep(thief, 'token of a second step', waitingToken({ ...answer, body }))
  keep(thief, 'token that keeps an account', (body['keep'] as Members | undefined)?.['token'])
  return answer
}

/** Two apps are allowed to act for the account. Answers the id of one of them. */
export async function allowedApp({ id }: Thief): Promise<string> {
  const [one, other] = [await registeredApp(), await registeredApp()]
  for (const { id: appId } of [one, other])
    await rows(`insert into grants values (?, ?, 'openid', ?)`, id, appId, Date.now())
  return one.id
}

export const linkTo = async (email: string, page: string) => (await newLinks(email, page))[0]?.token

export const passkeysOf = async (thief: Thief) =>
  (await inSession(thief, 'GET', `${ME}/passkeys`)).body as unknown as { id: string }[]

export function keepCookie(thief: Thief, { cookies }: Person, name: string, kind: Kind) {
  keep(thief, kind, cookies.get(`__Host-${name}`))
}

export const newThief = async (
  about: Pick<Thief, 'id' | 'email' | 'tokens'> & { password: string },
): Promise<Thief> => {
  const { id, email, tokens, password } = about
  const thief: Thief = {
    id,
    email,
    passwords: [password],
    tokens,
    kept: [],
    app: undefined,
    recoveryCodes: [],
    device: await authenticator(),
    passkeyId: undefined,
    creation: undefined,
  }
  keepTokens(thief, tokens)
  return thief
}
