import { randomToken } from '../../crypto/random.ts'
import type { Deps } from '../deps.ts'
import { printOfState, type ProviderState, sealState, STATE_S } from '../tokens/provider-state.ts'
import { providerCalled } from './offered.ts'
import type { Provider, Sent, Trouble } from './provider.ts'
import { redirectAddress } from './redirect-address.ts'
import { recordTrouble } from './trouble.ts'

/** A browser goes to a provider. It keeps `print`, without which nobody comes back. */
export type Begun = { url: string; print: string; seconds: number }

/**
 * Sends a browser to a provider. Nothing is stored.
 *
 * @param options.connects the ticket of whoever connects the account there with their own
 * @throws Failure not_found for a provider that is not offered
 */
export async function beginWithProvider(
  deps: Pick<Deps, 'client' | 'config' | 'keyring' | 'now' | 'providers' | 'record'>,
  { id, connects }: { id: string; connects?: ProviderState['connects'] },
): Promise<Begun | (Trouble & { provider: Provider })> {
  const { client, config, keyring, providers } = deps
  const provider = providerCalled(config, id)
  const carried = {
    provider: id,
    secret: randomToken(),
    nonce: randomToken(),
    verifier: randomToken(),
    ...(connects && { connects }),
  }
  const state = await sealState(keyring, carried, deps.now())
  const begun = await providers.begin(provider, {
    ...sentWith(config, { ...carried, state }),
    language: client.language,
  })
  if ('trouble' in begun) return { provider, ...recordTrouble(deps, provider, begun) }
  return { url: begun.url, print: await printOfState(state), seconds: STATE_S }
}

/** What the answer of the provider has to fit. */
export const sentWith = (
  { APP_URL }: Pick<Deps['config'], 'APP_URL'>,
  {
    provider,
    nonce,
    verifier,
    state,
  }: Pick<ProviderState, 'provider' | 'nonce' | 'verifier'> & { state: string },
): Sent => ({ redirectUri: redirectAddress(APP_URL, provider), state, nonce, verifier })
