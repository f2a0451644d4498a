import { type Env, parseConfig } from '../../config/config.ts'
import { readDevVars } from '../dev-vars.ts'
import { readWranglerToml } from '../wrangler-toml.ts'
import { broken, type Finding, well } from './finding.ts'

export type Settings = Record<string, string | number | undefined>

/** The settings of this machine, as `wrangler dev` will read them; undefined without a `.dev.vars`. */
export function localSettings(): Settings | undefined {
  const own = readDevVars()
  return own && { ...readWranglerToml().vars, ...own }
}

/** Reads settings by the rules of src/config, with the code that the service reads them with. */
export function parseSettings(settings: Settings): ReturnType<typeof parseConfig> {
  return parseConfig({ DB: {}, KV: {}, RATE_LIMIT: {}, ...settings } as unknown as Env)
}

/** Whether the settings keep those rules. Values are never shown. */
export function checkConfiguration(settings: Settings | undefined): Finding[] {
  const about = 'configuration'
  if (!settings) {
    return [
      broken(about, 'there is no .dev.vars', 'Run npm run dev once: it makes one with a secret of its own.'),
    ]
  }
  const parsed = parseSettings(settings)
  if ('config' in parsed) return [well(about, 'every setting is there and has the right form')]
  return parsed.problems.map(({ setting, rule }) =>
    broken(
      `${about}: ${setting}`,
      `breaks its rule: ${rule}`,
      `Correct ${setting} in .dev.vars; src/docs/settings.md has a table of all settings.`,
    ),
  )
}
