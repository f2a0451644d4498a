import { expect } from 'vitest'
import type { Env } from '../../src/config/config.ts'
import type { AskProviders, Identity, Trouble } from '../../src/core/federation/provider.ts'
import { askProviders } from '../../src/services/providers/ask-providers.ts'
import { provider } from '../support/provider.ts'
import { providerOf } from '../support/provider-settings.ts'

export const REDIRECT_URI = 'https://auth.localhost/callback/somebody'

type Stub = { codeFor: (address: string) => URLSearchParams }

/** What a browser is sent with. Each visit has its own. */
const newSent = () => ({
  redirectUri: REDIRECT_URI,
  state: `state-${crypto.randomUUID()}`,
  nonce: `nonce-${crypto.randomUUID()}`,
  verifier: `verifier-${crypto.randomUUID()}-${crypto.randomUUID()}`,
})

/** Somebody who signs in with a provider of these settings, asked for by one isolate. */
export function visitorAt(
  id: string,
  {
    settings,
    asks = askProviders({ now: () => Date.now() }),
  }: { settings?: Partial<Env>; asks?: AskProviders } = {},
) {
  const provider = providerOf(id, settings)

  const begin = async () => {
    const sent = newSent()
    const begun = await asks.begin(provider, { ...sent, language: 'de' })
    return { sent, begun, address: 'url' in begun ? begun.url : '' }
  }
  const finish = (sent: ReturnType<typeof newSent>, brought: URLSearchParams) =>
    asks.finish(provider, { ...sent, brought })

  return {
    asks,
    provider,
    begin,
    finish,
    /** There and back again; what the browser brings may be changed on the way. */
    visit: async (
      stub: Stub,
      change: (brought: URLSearchParams) => URLSearchParams | void = () => undefined,
    ): Promise<Identity | Trouble> => {
      const { sent, begun, address } = await begin()
      if ('trouble' in begun) return begun
      const brought = stub.codeFor(address)
      return finish(sent, change(brought) ?? brought)
    },
  }
}

export const REFUSED = (reason: string) => ({ trouble: 'refused', reason })
export const DOWN = (reason: string) => ({ trouble: 'down', reason })

export const IS_ADA: unknown = expect.objectContaining({ subject: 'ada-at-the-provider' })

/** The address is at its userinfo endpoint alone, so that all parts of it are asked. */
export function acmeOfAllParts() {
  const acme = provider()
  acme.tells(({ sub }) => ({ sub }))
  return acme
}
