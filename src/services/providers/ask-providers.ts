import type { AskProviders, Provider, Trouble } from '../../core/federation/provider.ts'
import { type Call, openCall } from './bounded-fetch.ts'
import { openBreaker } from './breaker.ts'
import { openDiscovery } from './discovery.ts'
import { beginAtGitHub, finishAtGitHub } from './github.ts'
import { beginWithOpenId, finishWithOpenId } from './openid.ts'
import { troubleOf } from './trouble.ts'
import { isOpenId, type OpenIdProvider, VENDORS } from './vendors.ts'

/**
 * Asks providers who somebody is. What a provider does wrong is an answer, never an error: it touches nobody who
 * signs in otherwise. Where they are, their keys and whether they are down is kept as long as this lives.
 *
 * @param now milliseconds since the epoch
 */
export function askProviders({ now }: { now: () => number }): AskProviders {
  const discovery = openDiscovery({ now })
  const guarded = openBreaker({ now })

  const asking = <Answer extends object>(provider: Provider, act: (call: Call) => Promise<Answer>) =>
    guarded<Answer>(provider.id, async () => {
      const call = openCall(provider.issuer)
      const answer: Answer | Trouble = await act(call).catch(troubleOf)
      return { answer, hasAsked: call.hasAsked(), hasRefusedOne: call.hasRefusedOne() }
    })

  const askedOf = (provider: OpenIdProvider, call: Call) => ({
    provider,
    vendor: VENDORS[provider.kind],
    discovery,
    call,
    now: now(),
  })

  return {
    begin: (provider, sent) =>
      asking(provider, (call) =>
        isOpenId(provider) ? beginWithOpenId(askedOf(provider, call), sent) : beginAtGitHub(provider, sent),
      ),
    finish: (provider, sent) =>
      asking(provider, (call) =>
        isOpenId(provider)
          ? finishWithOpenId(askedOf(provider, call), sent)
          : finishAtGitHub(provider, call, sent),
      ),
  }
}
