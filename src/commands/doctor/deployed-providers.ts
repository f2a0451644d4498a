import * as z from 'zod/mini'
import { isSetting } from '../../config/config.ts'
import { settings as providerSettings } from '../../config/providers.ts'
import { settings as serviceSettings } from '../../config/service.ts'
import { readProviders } from '../../config/sign-in-providers.ts'
import { ask } from './ask.ts'
import type { Settings } from './configuration.ts'
import { type Finding, note, problem, warning } from './finding.ts'
import { checkProvider, ofAddress, ofSkipped } from './providers.ts'

const { APP_URL, ENVIRONMENT, SURFACES } = serviceSettings
const Subject = z.object({ ...providerSettings, APP_URL, ENVIRONMENT, SURFACES })
const Offered = z.array(z.object({ id: z.string().check(z.regex(/^[a-z\d_]{1,100}$/)) }))

/** A secret of the service is not needed to look at a provider, and cannot be read from outside. */
const NOT_HERE = 'not-known-here'

/**
 * The providers that a deployed service offers, by what it says itself and by the settings that are known here.
 *
 * @param settings those of wrangler.toml and of the environment
 */
export async function checkDeployedProviders(url: string, settings: Settings): Promise<Finding[]> {
  const given = Object.fromEntries(
    Object.entries(settings).filter(([, value]) => value !== undefined && value !== ''),
  )
  const parsed = z.safeParse(Subject, given)
  if (!parsed.success)
    return parsed.error.issues
      .filter(({ path: [name] }) => String(name) in providerSettings)
      .map(({ path, message }) => ofRule(String(path[0]), message))
  const { APP_URL: appUrl = url, SECOND_STEP_SKIPPED_FOR: skipped } = parsed.data
  const filled = withSecrets(given)
  // Which ids there are is for the service to say, since it may have settings that nobody has here.
  const { PROVIDERS, problems } = readProviders(filled, { ...parsed.data, SECOND_STEP_SKIPPED_FOR: [] })
  const offered = await offeredAt(url)
  const known = PROVIDERS.map((each) => Object.assign(each, { skipsSecondStep: skipped.includes(each.id) }))
  const unknown = (offered ?? []).filter((id) => !known.some((each) => each.id === id))
  const looked = await Promise.all(known.map((each) => checkProvider(each, appUrl)))
  return [
    ...problems.map(({ setting, rule }) =>
      setting in filled ? ofRule(setting, rule) : ofMissing(setting, rule),
    ),
    ...known.filter(({ id }) => offered && !offered.includes(id)).map(ofUnoffered),
    ...looked.flat(),
    ...unknown.map(ofUnknown),
    ...unknown.filter((id) => skipped.includes(id)).map((id) => ofSkipped({ id })),
    ...unknown.flatMap((id) => ofAddress({ id }, appUrl)),
  ]
}

function withSecrets(given: Record<string, unknown>): Record<string, unknown> {
  const secrets = Object.keys(given)
    .filter((name) => isSetting(name) && name.endsWith('_CLIENT_ID'))
    .map((name) => name.replace(/ID$/, 'SECRET'))
  return { ...Object.fromEntries(secrets.filter(isSetting).map((name) => [name, NOT_HERE])), ...given }
}

/** Ids of the providers that the service offers; undefined where it does not say, as without account-v1. */
async function offeredAt(url: string): Promise<string[] | undefined> {
  const answer = await ask(`${url}/api/v1/auth/providers`)
  const said: unknown = answer?.ok ? await answer.json().catch(() => undefined) : undefined
  return z.safeParse(Offered, said).data?.map(({ id }) => id)
}

const ofRule = (setting: string, rule: string) =>
  problem(
    `configuration: ${setting}`,
    `breaks its rule: ${rule}`,
    `Correct ${setting} in wrangler.toml or in the environment; src/docs/settings.md has a table of all settings.`,
  )

const ofMissing = (setting: string, rule: string) =>
  note(
    `configuration: ${setting}`,
    `is not set here: ${rule}`,
    'The service needs it. Set it in the environment too, to have the provider looked at.',
  )

const ofUnoffered = ({ id }: { id: string }) =>
  warning(
    `provider ${id}`,
    'is set here, and the service does not offer it',
    'Give it all settings of the provider at once: src/docs/sign-in-with.md says how.',
  )

const ofUnknown = (id: string) =>
  note(
    `provider ${id}`,
    'is offered, and was not looked at, because its settings are not known here',
    'Set them in the environment, but for the client secret, which is not needed.',
  )
