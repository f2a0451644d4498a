import { expect } from 'vitest'
import { expectSound, type SameSite, type SetCookie } from './every-answer.ts'
import { HOME } from './home.ts'
import { keepOutOfLog } from './log.ts'
import { theWorker, type Worker } from './worker.ts'

export { HOME }

export type Members = Record<string, unknown>
export type Answer = { status: number; headers: Headers; text: string; body: Members }
export type Options = { token?: string | undefined; headers?: Record<string, string> }

export type Person = ReturnType<typeof person>

/**
 * Somebody with a client of their own: an address nobody shares, and cookies kept as a browser keeps
 * them. Speaks HTTP and nothing else. `roaming` comes from another address with each request.
 */
export function person({
  worker = theWorker,
  roaming = false,
  sameSite = 'Lax',
}: { worker?: Worker; roaming?: boolean; sameSite?: SameSite } = {}) {
  const home = randomAddress()
  const cookies = new Map<string, string>()

  async function send(request: Request): Promise<Answer> {
    if (!request.headers.has('CF-Connecting-IP')) {
      request.headers.set('CF-Connecting-IP', roaming ? randomAddress() : home)
    }
    if (cookies.size > 0 && !request.headers.has('Cookie')) {
      request.headers.set('Cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    }
    const answer = await worker.fetch(request)
    const text = await answer.text()
    const { status, headers } = answer
    const seen = { method: request.method, path: request.url, status, headers, text }
    for (const cookie of expectSound(seen, { sameSite })) keep(cookie, text)
    const body = isJson(answer) && text !== '' ? (JSON.parse(text) as Members) : {}
    // api-v1 has its tokens in an envelope.
    for (const members of [body, body['data'] as Members | null | undefined])
      for (const member of ['access_token', 'refresh_token', 'token', 'request'])
        keepOutOfLog(members?.[member])
    return { status, headers, text, body }
  }

  /** What goes into a cookie goes nowhere else: a script could read it in a body. */
  function keep({ name, value, maxAge }: SetCookie, body: string) {
    if (maxAge === 0) return cookies.delete(name)
    // The language is no secret, and stands in the page.
    if (name !== '__Host-language') {
      expect(body).not.toContain(value)
      keepOutOfLog(value)
    }
    return cookies.set(name, value)
  }

  /** A body that is no string goes as JSON. */
  function ask(method: string, path: string, body: unknown, { token, headers = {} }: Options = {}) {
    const all = new Headers(headers)
    if (token !== undefined) all.set('Authorization', `Bearer ${token}`)
    if (body !== undefined && !all.has('Content-Type')) all.set('Content-Type', 'application/json')
    for (const member of SECRET_MEMBERS) {
      keepOutOfLog((body as Members | undefined)?.[member])
    }
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
    return send(new Request(HOME + path, { method, headers: all, ...(text !== undefined && { body: text }) }))
  }

  return {
    cookies,
    send,
    ask,
    get: (path: string, options?: Options) => ask('GET', path, undefined, options),
    post: (path: string, body?: unknown, options?: Options) => ask('POST', path, body, options),
    put: (path: string, body?: unknown, options?: Options) => ask('PUT', path, body, options),
    patch: (path: string, body?: unknown, options?: Options) => ask('PATCH', path, body, options),
    delete: (path: string, options?: Options) => ask('DELETE', path, undefined, options),
  }
}

/** Members of bodies that may not be in the log. */
const SECRET_MEMBERS =
  'password new_password current_password email account newAccount pwd newPwd TEST_PWD'.split(' ')

export const randomAddress = () => `10.${crypto.getRandomValues(new Uint8Array(3)).join('.')}`

const isJson = ({ headers }: Response) => (headers.get('Content-Type') ?? '').startsWith('application/json')
