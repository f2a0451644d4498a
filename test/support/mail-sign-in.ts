import { expect } from 'vitest'
import { tokensIn } from './account.ts'
import { codeFor, codeIn, newLinks, unread } from './mails.ts'
import { person, type Members, type Person } from './person.ts'

export const MAIL = '/api/v1/auth/mail'
export const REDEEM = `${MAIL}/redeem`

/** Asks for a sign-in by mail, and reads what was mailed. */
export async function askedByMail(email: string, by: Person = person({ roaming: true })) {
  await newLinks(email, 'sign-in-mail')
  const answer = await by.post(MAIL, { email })
  expect(answer.status, answer.text).toBe(202)
  const { request, label } = answer.body as { request: string; label: string }
  const [link] = await newLinks(email, 'sign-in-mail')
  await unread(email)
  if (!link) throw new Error('no link was mailed')
  return { request, label, code: codeIn(link.mail) ?? '', token: link.token, mail: link.mail, url: link.url }
}

export const redeem = (body: Members, by: Person = person({ roaming: true }), token?: string) =>
  by.post(REDEEM, body, { token })

export const AGAIN = '/api/v1/auth/reauthenticate'

/** An account without a password, and its session. */
export async function mailOnly(email: string, by: Person = person({ roaming: true })) {
  const { request, code } = await askedByMail(email)
  const answer = await redeem({ request, code }, by)
  expect(answer.status, answer.text).toBe(200)
  return { ...by, email, tokens: tokensIn(answer) }
}

/** Has a code mailed in the session, and reads it. */
export async function askedAgain({ email, tokens, ...by }: Awaited<ReturnType<typeof mailOnly>>) {
  const asked = await by.post(`${AGAIN}/mail`, undefined, { token: tokens.access })
  expect([asked.status, asked.body], asked.text).toEqual([202, { message: 'Code mailed', expires_in: 600 }])
  return codeFor(email)
}
