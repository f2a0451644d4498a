import { readOpenIdProviders } from './openid-providers.ts'
import { problemsOfVendors, type Provider, type ProviderSettings, vendorsOf } from './providers.ts'

type Config = ProviderSettings & { ENVIRONMENT: string; SURFACES: readonly string[] }

type Problem = { setting: string; rule: string }

/**
 * Every provider that people can sign in with, in the order of their buttons, and what is wrong with their
 * settings. A problem names the setting and the rule, never the value.
 *
 * @param given the settings as texts, for those whose names are not known beforehand
 */
export function readProviders(
  given: Record<string, unknown>,
  config: Config,
): { PROVIDERS: readonly Provider[]; problems: Problem[] } {
  const named = readOpenIdProviders(given, config.ENVIRONMENT)
  const problems = [...problemsOfVendors(config), ...named.problems]
  const providers = [...vendorsOf(config), ...named.providers]
  const ids = new Set(providers.map(({ id }) => id))
  // A provider that is set half is no unknown one: what it lacks is said already.
  if (problems.length === 0 && config.SECOND_STEP_SKIPPED_FOR.some((id) => !ids.has(id)))
    problems.push({
      setting: 'SECOND_STEP_SKIPPED_FOR',
      rule: 'ids of providers that are set, such as google or oidc_acme, comma-separated',
    })
  if (providers.length > 0 && !config.SURFACES.includes('pages'))
    problems.push({ setting: 'SURFACES', rule: 'with pages where a provider is set: its routes are pages' })
  return {
    PROVIDERS: providers.map((each) =>
      Object.assign(each, { skipsSecondStep: config.SECOND_STEP_SKIPPED_FOR.includes(each.id) }),
    ),
    problems,
  }
}
