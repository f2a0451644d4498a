import { expect } from 'vitest'
import { signedIn } from './account.ts'
import { codeFor, unread } from './mailbox.ts'
import { person } from './person.ts'

/** Moves an account to another address, by the codes of auth-v1; answers the token of the session that goes on. */
export async function moveTo(
  { email, password }: { email: string; password: string },
  newAccount: string,
): Promise<string> {
  const browser = person({ roaming: true })
  const { access: token } = await signedIn(browser, { email, password })
  await unread(email)
  const asked = await browser.patch('/auth/v1/account/request/code', { newAccount }, { token })
  expect(asked.status, asked.text).toBe(200)
  const codes = { codeCurrentAccount: await codeFor(email), codeNewAccount: await codeFor(newAccount) }
  const moved = await browser.patch('/auth/v1/change/account', codes, { token })
  expect(moved.status, moved.text).toBe(200)
  return browser.cookies.get('__Host-accessToken') ?? ''
}
