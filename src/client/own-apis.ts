import { type Fetch, isRedirect, type Options } from './ask.ts'
import { type Held, isDue, isInCookies } from './held.ts'
import { createPageTokens } from './page-token.ts'
import type { Session } from './session.ts'
import type { SignedIn } from './signed-in.ts'

/** The access token for an app's own APIs, and requests that bring it there. */
export function createOwnApis({
  signedIn,
  session,
  apis,
  fetch,
}: {
  signedIn: SignedIn
  session: Session
  /** Origins that may see the access token. */
  apis: ReadonlySet<string>
  fetch: Fetch
}) {
  const pageTokens = createPageTokens({ signedIn, session })

  async function tokenOf(held: Held | null, signal?: AbortSignal | null) {
    return held !== null && isInCookies(held) ? pageTokens.of(held, { signal }) : (held?.access ?? null)
  }

  /** The token after the refused one. */
  async function tokenAfter(held: Held | null, refused: string, signal?: AbortSignal | null) {
    if (held !== null && isInCookies(held)) return pageTokens.of(held, { refused, signal })
    return (await signedIn.after(held, { signal }))?.access ?? null
  }

  /** A connection cannot renew its token, so one that soon expires is renewed first. */
  async function token({ signal }: Pick<Options, 'signal'> = {}): Promise<string | null> {
    const held = await session.held()
    return isDue(held) ? tokenOf(await signedIn.after(held, { signal }), signal) : tokenOf(held, signal)
  }

  /** Another origin gets the request without a token. */
  async function fetchOwn(input: string | URL, init: RequestInit = {}): Promise<Response> {
    const isOurs = apis.has(new URL(new Request(input).url).origin)
    const fetchWith = async (token: string | null) => {
      const plain = new Request(input, init)
      if (token === null) return fetch(plain)
      // By `error` nobody would learn why: browsers say "Failed to fetch".
      const request = new Request(plain, { redirect: 'manual' })
      request.headers.set('Authorization', `Bearer ${token}`)
      const answer = await fetch(request)
      if (isRedirect(answer)) throw new TypeError('A request with an access token follows no redirect.')
      return answer
    }
    const held = isOurs ? await signedIn.present() : null
    const used = await tokenOf(held, init.signal)
    const answer = await fetchWith(used)
    const next = used !== null && answer.status === 401 ? await tokenAfter(held, used, init.signal) : null
    // A stream can be read once, so it is for the app to send another one.
    return next === null || canBeReadOnce(init.body) ? answer : fetchWith(next)
  }

  return { token, fetch: fetchOwn }
}

/** A stream, and in Node any async iterable. */
const canBeReadOnce = (body: unknown) =>
  body instanceof ReadableStream ||
  (typeof body === 'object' && body !== null && Symbol.asyncIterator in body)
