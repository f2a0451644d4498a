import { expect } from 'vitest'
import { PASSWORD } from '../support/account.ts'
import { registeredApp } from '../support/apps.ts'
import { HOME } from '../support/home.ts'
import { groundWith, owner, stranger } from '../support/page-visitors.ts'
import { person } from '../support/person.ts'
import { answeredIn } from '../support/relying-party.ts'
import type { Page, Visitor } from '../support/visitor.ts'
import type { Worker } from '../support/worker.ts'

type Sent = { method: string; headers: Record<string, string>; body?: BodyInit | null | undefined }

type Registered = Awaited<ReturnType<typeof registeredApp>>

/** A confidential app, where this is its secret: with all that has to be encoded in a header (RFC 6749 §2.3.1). */
export const APP_SECRET = 'pst_of-the test: 100%+ä'

/** What libraries get instead of the network: the service, or the one that takes its place. */
function networkTo(first: Worker) {
  const network = { worker: first, asked: [] as string[], fetch: send }

  async function send(url: string, { method, headers: said, body }: Sent): Promise<Response> {
    network.asked.push(`${method} ${new URL(url).pathname}`)
    const server = person({ worker: network.worker, roaming: true })
    const request = new Request(url, { method, headers: said, ...(body && { body }) })
    const { status, headers, text } = await server.send(request)
    return new Response(text === '' ? null : text, { status, headers })
  }

  return network
}

/** Somebody with an account and a browser that is signed in nowhere, an app, and the network of that app. */
export async function met(changes: Parameters<typeof registeredApp>[0] = {}) {
  const ground = groundWith()
  const account = await owner(ground)
  const app = await registeredApp(changes)
  return { ground, account, app, ada: stranger(ground), network: networkTo(ground.worker) }
}

/** What the browser brings to the app after the app has sent it to this address, and the user has answered all questions. */
export async function sentTo(ada: Visitor, url: URL, { email, app }: { email: string; app: Registered }) {
  expect(url.origin).toBe(HOME)
  let page = await ada.open(url.href)
  if (page.path.startsWith('/sign-in')) {
    page = await ada.press('password', { email, password: PASSWORD })
    page = await ada.open(nextOf(page))
  }
  if (page.path.startsWith('/consent')) page = await ada.press('allow')
  return broughtTo(app, page)
}

/** Where the page leads by itself. */
const nextOf = ({ text, words }: Page) => {
  const next = /content="0;url=([^"]*)"/.exec(text)?.[1]
  expect(next, words).toBeDefined()
  return next?.replaceAll('&amp;', '&') ?? ''
}

function broughtTo(app: Registered, page: Page): Request {
  if (page.text.includes('data-sends')) {
    expect(page.text).toContain(`action="${app.redirectUri}"`)
    const body = new URLSearchParams(answeredIn(page)).toString()
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
    return new Request(app.redirectUri, { method: 'POST', headers, body })
  }
  const to = page.headers.get('Location') ?? nextOf(page)
  expect(to.startsWith(`${app.redirectUri}?`), to).toBe(true)
  return new Request(to)
}
