import { existsSync, readFileSync } from 'node:fs'
import { type Env, parseConfig } from '../../config.ts'
import { broken, type Finding, well } from './finding.ts'

/** The settings of this machine, as `wrangler dev` will read them; undefined when there are none. */
export function localSettings(): Record<string, string> | undefined {
  if (!existsSync('.dev.vars')) return undefined
  const lines = readFileSync('.dev.vars', 'utf8').matchAll(/^\s*([A-Z_]+)\s*=\s*(.*?)\s*$/gm)
  return Object.fromEntries(
    [...lines].map(([, name = '', value = '']) => [name, value.replace(/^(["'])(.*)\1$/, '$2')]),
  )
}

/** The rules of config.ts, by the same code that the service reads them with. Values are never shown. */
export function checkConfiguration(settings: Record<string, string> | undefined): Finding[] {
  const about = 'configuration'
  if (!settings) {
    return [
      broken(about, 'there is no .dev.vars', 'Run npm run dev once: it makes one with a secret of its own.'),
    ]
  }
  const bindings = { DB: {}, KV: {}, RATE_LIMIT: {} }
  const parsed = parseConfig({ ...bindings, ...settings } as unknown as Env)
  if ('config' in parsed) return [well(about, 'every setting is there and has the right form')]
  return parsed.problems.map(({ setting, rule }) =>
    broken(
      `${about}: ${setting}`,
      `breaks its rule: ${rule}`,
      `Mend ${setting} in .dev.vars; the README has a table of all settings.`,
    ),
  )
}
