import { bearer, type Fetch, isRedirect } from './ask.ts'
import { type Held, isInCookies } from './held.ts'
import type { SignedIn } from './signed-in.ts'

/** Asks an app's own APIs, which take the access token too. */
export function createOwnApis({
  signedIn,
  apis,
  fetch,
}: {
  signedIn: SignedIn
  /** Origins that may see the access token. */
  apis: ReadonlySet<string>
  fetch: Fetch
}) {
  /** Another origin gets the request without a token. */
  async function fetchOwn(input: string | URL, init: RequestInit = {}): Promise<Response> {
    const isOurs = apis.has(new URL(new Request(input).url).origin)
    const fetchAs = async (held: Held | null) => {
      const plain = new Request(input, init)
      if (held === null || isInCookies(held)) return fetch(plain)
      // By `error` nobody would learn why: browsers say "Failed to fetch".
      const request = new Request(plain, { redirect: 'manual' })
      request.headers.set('Authorization', bearer(held))
      const answer = await fetch(request)
      if (isRedirect(answer)) throw new TypeError('A request with an access token follows no redirect.')
      return answer
    }
    const used = isOurs ? await signedIn.present() : null
    const answer = await fetchAs(used)
    const refused = used !== null && answer.status === 401 && !isInCookies(used)
    const next = refused ? await signedIn.after(used, { signal: init.signal }) : null
    return next === null ? answer : fetchAs(next)
  }

  return { fetch: fetchOwn }
}
