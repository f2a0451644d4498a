import * as oauth from 'oauth4webapi'
import type { Provider } from '../../core/federation/provider.ts'
import { type Call, isAllowed } from './bounded-fetch.ts'
import { isDown, refused, Troubled } from './trouble.ts'

const FRESH_MS = 3_600_000
/** Where a refresh has failed, or goes on: until then the document of before is used, and nobody waits. */
const RETRY_MS = 60_000

type Known = { server: oauth.AuthorizationServer; freshUntil: number }

/** Reads a document whose issuer is not simply the one that was asked. */
export type ReadDocument = (provider: Provider, answer: Response) => Promise<oauth.AuthorizationServer>

export type Discovery = ReturnType<typeof openDiscovery>

/** What the library may do for this issuer, and how it asks. */
export const optionsFor = ({ issuer }: Provider, { fetch }: Call) => ({
  [oauth.customFetch]: fetch,
  // The settings take plain http for this machine in development alone.
  [oauth.allowInsecureRequests]: issuer.startsWith('http:'),
})

/**
 * Where a provider is, and its keys, as it says (OpenID Connect Discovery 1.0). They are kept in the isolate: results
 * only, because the platform lets no request wait for the promise of another.
 *
 * @param now milliseconds since the epoch
 */
export function openDiscovery({ now }: { now: () => number }) {
  const documents = new Map<string, Known>()
  const keySets = new Map<string, oauth.ExportedJWKSCache>()

  async function ask(provider: Provider, call: Call, read: ReadDocument) {
    const answer = await oauth.discoveryRequest(new URL(provider.issuer), optionsFor(provider, call))
    if (answer.status !== 200) throw isDown('unexpected_status')
    const server = await read(provider, answer).catch((error: unknown) => {
      throw error instanceof Troubled ? error : refused('discovery')
    })
    documents.set(provider.issuer, { server, freshUntil: now() + FRESH_MS })
    return server
  }

  return {
    /** @throws Troubled when there is none, and none from before */
    find: async (provider: Provider, call: Call, read: ReadDocument = readDocument) => {
      const known = documents.get(provider.issuer)
      if (known && known.freshUntil > now()) return { ...known.server }
      if (!known) return { ...(await ask(provider, call, read)) }
      documents.set(provider.issuer, { ...known, freshUntil: now() + RETRY_MS })
      return { ...(await ask(provider, call, read).catch(() => known.server)) }
    },

    /**
     * Checks the signature of what a provider has answered (OpenID Connect Core 1.0 §3.1.3.7, steps 6 to 8). The
     * library fetches keys anew when one is missing, once a minute at most: a rotated key is found, and tokens
     * with made-up keys cause no flood.
     *
     * @throws Error of the library, or Troubled
     */
    checkSignature: async (
      provider: Provider,
      call: Call,
      { server, answer }: { server: oauth.AuthorizationServer; answer: Response },
    ) => {
      const at = server.jwks_uri ?? ''
      const kept = keySets.get(at)
      const cache: oauth.JWKSCacheInput = kept ? structuredClone(kept) : {}
      try {
        await oauth.validateApplicationLevelSignature(server, answer, {
          ...optionsFor(provider, call),
          [oauth.jwksCache]: cache,
        })
      } catch (error) {
        // What the platform throws at a key or an encoding that is none.
        throw error instanceof DOMException || error instanceof TypeError ? refused('signature') : error
      } finally {
        if (isFilled(cache) && cache.uat !== kept?.uat) keySets.set(at, structuredClone(cache))
      }
    },
  }
}

/** The library has put a key set there. */
const isFilled = (cache: oauth.JWKSCacheInput): cache is oauth.ExportedJWKSCache =>
  cache['uat'] !== undefined && cache['jwks'] !== undefined

const readDocument: ReadDocument = ({ issuer }, answer) =>
  oauth.processDiscoveryResponse(new URL(issuer), answer)

/** Where the browser is sent, with what it brings along. */
export function addressFor(
  { issuer }: Provider,
  endpoint: string | undefined,
  query: Record<string, string>,
): { url: string } {
  if (endpoint === undefined || !isAllowed(endpoint, issuer)) throw refused('metadata')
  const url = new URL(endpoint)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return { url: url.href }
}
