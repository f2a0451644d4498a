import { expect } from 'vitest'
import { codeIn, newLinks } from './mails.ts'
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
  if (!link) throw new Error('no link was mailed')
  return { request, label, code: codeIn(link.mail) ?? '', token: link.token, mail: link.mail, url: link.url }
}

export const redeem = (body: Members, by: Person = person({ roaming: true }), token?: string) =>
  by.post(REDEEM, body, { token })
