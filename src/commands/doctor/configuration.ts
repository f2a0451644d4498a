import { type Env, parseConfig } from '../../config/config.ts'
import { explainCut, readDevVars } from '../dev-vars.ts'
import { readWranglerToml } from '../wrangler-toml.ts'
import { type Finding, ok, problem, warning } from './finding.ts'
import { checkNames } from './unknown-settings.ts'

export type Settings = Record<string, string | number | undefined>

/** The settings of this machine, as `wrangler dev` will read them; undefined without a `.dev.vars`. */
export function localSettings(): Settings | undefined {
  const own = readDevVars()
  return own && { ...readWranglerToml().vars, ...own.settings }
}

/** Values in `.dev.vars` of which only the beginning counts, so that a secret is another than the one that was written. */
export const checkCutValues = (): Finding[] =>
  (readDevVars()?.cut ?? []).map((cut) => {
    const { says, todo } = explainCut(cut)
    return warning(`configuration: ${cut.setting}`, says, todo)
  })

/** Reads settings by the rules of src/config, with the code that the service reads them with. */
export function parseSettings(settings: Settings): ReturnType<typeof parseConfig> {
  return parseConfig({
    DB: {},
    KV: {},
    RATE_LIMIT: {},
    RATE_LIMIT_SESSION: {},
    ...(readWranglerToml().hasEmail && { EMAIL: {} }),
    ...settings,
  } as unknown as Env)
}

/** Whether the settings keep those rules, and names that are no setting. Values are never shown. */
export function checkConfiguration(settings: Settings): Finding[] {
  const about = 'configuration'
  const parsed = parseSettings(settings)
  const findings =
    'config' in parsed
      ? [ok(about, 'no setting is missing or malformed')]
      : parsed.problems.map(({ setting, rule }) =>
          problem(
            `${about}: ${setting}`,
            `breaks its rule: ${rule}`,
            `Correct ${setting} in .dev.vars; src/docs/settings.md has a table of all settings.`,
          ),
        )
  return [...findings, ...checkNames(settings)]
}
