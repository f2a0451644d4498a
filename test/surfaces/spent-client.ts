import { freshEmail, registered } from '../support/account.ts'
import { setCount } from '../support/budgets.ts'
import { begun, type CodeFlow } from '../support/code-flows.ts'
import { rows } from '../support/database.ts'
import { codeFor } from '../support/mails.ts'
import { type Answer, person } from '../support/person.ts'
import { ME, protectedAccount, waiting } from '../support/second-step.ts'
import type { Worker } from '../support/worker.ts'

/** Second requests of a client that has failed too often: `worker` asks it for a human. */

type Route = { method: string; path: string }

export const CONFIRM_MOVE = `${ME}/email/confirm`

/** The headers of such a client. */
async function spentClient(): Promise<Record<string, string>> {
  await setCount('sign-in/client/198.51.100.7', '198.51.100.7', 100)
  return { 'CF-Connecting-IP': '198.51.100.7' }
}

/** The second step of a flow; a caller who has signed out is nobody. */
export async function flowOfASpentClient(
  { example, ...route }: Route & { example: object },
  flow: CodeFlow,
  worker: Worker,
): Promise<Answer> {
  const [browser, by] = [person({ roaming: true }), person({ worker })]
  await begun(flow, browser, await registered({ roaming: true }))
  for (const [name, value] of browser.cookies) by.cookies.set(name, value)
  await rows('update sessions set revoked_at = 1')
  const isByRequest = route.path === '/api/v1/auth/reset-password'
  const request = isByRequest ? { request: browser.cookies.get(flow.cookie) } : {}
  const body = { ...example, ...request }
  return by.ask(route.method, route.path, body, { headers: await spentClient() })
}

/** A move of an account; the caller has signed out meanwhile. */
export async function moveOfASpentClient(route: Route, worker: Worker): Promise<Answer> {
  const { email, tokens, ...ada } = await registered({ roaming: true })
  const moved = freshEmail()
  const asked = await ada.post(`${ME}/email`, { email: moved }, { token: tokens.access })
  const codes = { code_current: await codeFor(email), code_new: await codeFor(moved) }
  await rows('update sessions set revoked_at = 1')
  const options = { token: tokens.access, headers: await spentClient() }
  return person({ worker }).ask(
    route.method,
    route.path,
    { request: asked.body['request'], ...codes },
    options,
  )
}

/** The sign-in waits, and its code is right. */
export async function secondStepOfASpentClient(route: Route, worker: Worker): Promise<Answer> {
  const ada = await protectedAccount()
  const body = { token: await waiting(person({ roaming: true }), ada), totp: ada.app() }
  return person({ worker }).ask(route.method, route.path, body, { headers: await spentClient() })
}
