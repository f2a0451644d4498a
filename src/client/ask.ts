import type { Devices } from './devices.ts'
import { isRefusal } from './failure-header.ts'
import { Refusal, Unreachable } from './refusal.ts'
import { type Held, isInCookies } from './held.ts'

export type Options = {
  signal?: AbortSignal
  /** For the routes that ask for a human: what the widget of Turnstile has given. */
  turnstileToken?: string
}

export type Fetch = (request: Request) => Promise<Response>

export type Route = `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /${string}`

export type Question = {
  body?: object | undefined
  options?: Options | undefined
  /** Whose request it is. */
  as?: Held | null
  /** It depends on whether this device is known: a sign-in, a reset or a refresh. */
  byDevice?: boolean
  /** For auth-v1: its flows are in cookies, whoever is signed in. */
  cookies?: boolean
}

const DEVICE_HEADER = 'Postern-Device'

/** Workers do not take `error`; what `manual` leaves of a redirect is no answer of the service either. */
export const NO_REDIRECT = takesRedirectError() ? ('error' as const) : ('manual' as const)

function takesRedirectError() {
  try {
    return new Request('https://postern.invalid', { redirect: 'error' }).redirect === 'error'
  } catch {
    return false
  }
}

export type Ask = ReturnType<typeof createAsk>

export function createAsk({ url, fetch, devices }: { url: string; fetch: Fetch; devices: Devices }) {
  /**
   * @throws Refusal when the service says no
   * @throws Unreachable when nobody answers, or somebody else
   */
  return async function ask<Answer>(route: Route, question: Question = {}): Promise<Answer> {
    // Before anything is sent: a storage that fails must not cost a registration.
    const known = await devices.held()
    const [method, path = ''] = route.split(' ')
    const request = new Request(url + path, { method: method as string, ...initOf(question) })
    if (question.byDevice && known !== '') request.headers.set(DEVICE_HEADER, known)
    // The app may have left meanwhile.
    request.signal.throwIfAborted()
    const answer = await fetch(request).catch((error: unknown) => {
      throw request.signal.aborted ? error : new Unreachable(error)
    })
    // The text that could not be read is not repeated: it may hold half a token.
    const said: unknown =
      answer.status === 204 ? {} : await answer.json().catch(() => request.signal.throwIfAborted() ?? null)
    // The page of a captive portal or of a broken proxy is no answer of ours, whatever its status.
    if (typeof said !== 'object' || said === null) throw new Unreachable(`HTTP ${answer.status}`)
    if (isRefusal(answer)) throw new Refusal(answer, said)
    if (!answer.ok) throw new Unreachable(`HTTP ${answer.status}`)
    const device = answer.headers.get(DEVICE_HEADER)
    // In flows by cookie the browser keeps it, where no script sees it. A storage that fails only makes the
    // service take this device for a new one: what it has answered counts more.
    if (device && !question.cookies) await devices.keep(device).catch(() => {})
    return said as Answer
  }
}

function initOf({ body, options: { signal, turnstileToken } = {}, as = null, cookies = false }: Question) {
  const headers = new Headers()
  if (body) headers.set('Content-Type', 'application/json')
  if (turnstileToken) headers.set('Turnstile-Token', turnstileToken)
  if (as !== null && !isInCookies(as)) headers.set('Authorization', `Bearer ${as.access}`)
  return {
    headers,
    // A redirect may lead to another host, with the password in the body.
    redirect: NO_REDIRECT,
    ...(body && { body: JSON.stringify(body, withoutSpaceInCodes) }),
    ...(signal && { signal }),
    // Workers have no cookies, and refuse this option.
    ...('credentials' in Request.prototype && {
      credentials: cookies || isInCookies(as) ? ('include' as const) : ('omit' as const),
    }),
  }
}

/** Mails show a code in groups, and people type it so. The service takes the digits alone. */
const withoutSpaceInCodes = (name: string, value: unknown) =>
  name.startsWith('code') && typeof value === 'string' ? value.replace(/\s/g, '') : value

/** What `redirect: 'manual'` leaves of a redirect: browsers hide it, Workers show it. */
export const isRedirect = ({ type, status }: Response) =>
  (type as string) === 'opaqueredirect' || (status >= 300 && status < 400 && status !== 304)

/** Without one, a word that is no refresh token: on api-v1 `''` counts as absent, and would be another refusal. */
export const refreshTokenOf = (held: Held | null) => held?.refresh || 'none'
