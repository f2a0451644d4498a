import type { Provider, Sent, Trouble } from '../../core/federation/provider.ts'
import { type Call, isAllowed, openCall, TIMEOUT_MS } from './bounded-fetch.ts'
import { openDiscovery } from './discovery.ts'
import { beginAtGitHub } from './github.ts'
import { isDown, troubleOf } from './trouble.ts'
import { isOpenId, type OpenIdProvider, VENDORS } from './vendors.ts'

/** Members of a configuration that nobody is signed in without (OpenID Connect Discovery 1.0 §3). */
const ENDPOINTS = ['authorization_endpoint', 'token_endpoint', 'jwks_uri'] as const

/** What a provider says while nobody signs in. */
export type Examined = {
  /** Milliseconds since the epoch, by its own clock, to the second; undefined where it does not say. */
  clock: number | undefined
  /** Members of its configuration that are missing, or that would be asked without https. */
  unusable: readonly string[]
}

/** `named` is the issuer that it calls itself by, where that is another one. */
export type Unexamined = Trouble & { named?: string }

/**
 * Asks a provider what it is asked before each sign-in, for whoever checks the settings. GitHub has no configuration:
 * it shows the page that a browser would be sent to.
 *
 * @param now milliseconds since the epoch
 */
export async function examineProvider(
  provider: Provider,
  { sent, now }: { sent: Sent; now: () => number },
): Promise<Examined | Unexamined> {
  if (isOpenId(provider)) return readConfiguration(provider, now)
  const { url } = await beginAtGitHub(provider, sent)
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  try {
    const answer = await globalThis.fetch(url, { redirect: 'manual', signal })
    await answer.body?.cancel()
    // Whoever is not signed in there is sent to do that.
    if (answer.status >= 400) throw isDown(answer.status >= 500 ? 'unavailable' : 'unexpected_status')
    return { clock: clockOf(answer), unusable: [] }
  } catch (error) {
    return troubleOf(
      signal.aborted ? isDown('too_slow') : error instanceof TypeError ? isDown('unreachable') : error,
    )
  }
}

async function readConfiguration(
  provider: OpenIdProvider,
  now: () => number,
): Promise<Examined | Unexamined> {
  const call = openCall(provider.issuer)
  let heard: Response | undefined
  const listening: Call = {
    ...call,
    fetch: async (address, init) => {
      const answer = await call.fetch(address, init)
      heard = answer.clone()
      return answer
    },
  }
  try {
    const server = await openDiscovery({ now }).find(provider, listening, VENDORS[provider.kind].readDocument)
    return {
      clock: heard && clockOf(heard),
      unusable: ENDPOINTS.filter((name) => !isAllowed(server[name] ?? '', provider.issuer)),
    }
  } catch (error) {
    const named = await issuerIn(heard)
    return { ...troubleOf(error), ...(named !== undefined && named !== provider.issuer && { named }) }
  }
}

/** A cache says how old its answer is, and so the origin's clock is that much further (RFC 9111 §4.2.3). */
function clockOf({ headers }: Response): number | undefined {
  const [date, age] = [Date.parse(headers.get('Date') ?? ''), Number(headers.get('Age') ?? 0)]
  return Number.isNaN(date) ? undefined : date + (Number.isNaN(age) ? 0 : age * 1_000)
}

async function issuerIn(answer: Response | undefined): Promise<string | undefined> {
  const { issuer } = ((await answer?.json().catch(() => undefined)) ?? {}) as { issuer?: unknown }
  return typeof issuer === 'string' ? issuer.slice(0, 200) : undefined
}

/** Whether what stands for a secret can be made: Apple has a key for it. Nothing is sent. */
export async function canAuthenticate(provider: Provider, now: number): Promise<boolean> {
  if (!isOpenId(provider)) return true
  try {
    await VENDORS[provider.kind].authenticate?.(provider, now)
    return true
  } catch {
    return false
  }
}
