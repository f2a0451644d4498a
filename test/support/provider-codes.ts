import { expect, vi } from 'vitest'
import { base64url, sha256, utf8 } from '../../src/crypto/bytes.ts'
import { randomToken } from '../../src/crypto/random.ts'
import { keepOutOfLog } from './log.ts'

/** What a provider was asked, as it heard it. */
export type Heard = {
  method: string
  /** Origin and path. */
  url: string
  headers: Headers
  /** The fields of a form. */
  form: Record<string, string>
  redirect: string | undefined
}

type Grant<Person> = { person: Person; query: URLSearchParams }

/** Whom a provider knows by which code, and what it wants to hear before it says so. */
export function providerCodes<Person>(clientId: string) {
  const grants = new Map<string, Grant<Person>>()
  return {
    /** Somebody signs in at the address that the browser was sent to: what the browser brings back. */
    grant: (address: string, person: Person): URLSearchParams => {
      const query = new URL(address).searchParams
      expect(query.get('client_id')).toBe(clientId)
      expect(query.get('response_type')).toBe('code')
      expect(query.get('code_challenge_method')).toBe('S256')
      for (const name of ['redirect_uri', 'state', 'code_challenge'])
        expect(query.get(name), name).toMatch(/\S/)
      const code = randomToken()
      keepOutOfLog(code)
      grants.set(code, { person, query })
      return new URLSearchParams({ code, state: query.get('state') ?? '' })
    },
    /** A code is good once, for whoever has its redirect address and its verifier (RFC 7636 §4.6). */
    redeem: async (form: Record<string, string>): Promise<Grant<Person> | undefined> => {
      const grant = grants.get(form['code'] ?? '')
      grants.delete(form['code'] ?? '')
      const challenge = base64url(await sha256(utf8(form['code_verifier'] ?? '')))
      const isRight =
        form['grant_type'] === 'authorization_code' &&
        grant?.query.get('redirect_uri') === form['redirect_uri'] &&
        grant?.query.get('code_challenge') === challenge
      return isRight ? grant : undefined
    },
  }
}

/** Stands where some addresses are, beside whoever is asked for the rest. */
export function standWhere(
  isTheirs: (url: string) => boolean,
  answer: (heard: Heard) => Response | Promise<Response>,
) {
  const fetches = vi.mocked(globalThis.fetch)
  const others = fetches.getMockImplementation()
  fetches.mockImplementation(async (input, init = {}) => {
    const request = new Request(input, { ...init, signal: null })
    const { origin, pathname } = new URL(request.url)
    if (!isTheirs(origin + pathname)) return others?.(input, init) ?? Response.error()
    if (!init.signal) throw new Error('a question that nobody would stop waiting for')
    if (init.signal.aborted) throw init.signal.reason
    const body = new TextDecoder().decode(await request.arrayBuffer())
    return answer({
      method: request.method,
      url: origin + pathname,
      headers: request.headers,
      form: Object.fromEntries(new URLSearchParams(body)),
      redirect: init.redirect,
    })
  })
}
