import { unknownSettings } from '../../config/config.ts'
import { type Finding, warning } from './finding.ts'

/** Settings that the service does not read, each with the setting that was probably meant. */
export const checkNames = (settings: Record<string, unknown>): Finding[] =>
  unknownSettings(settings).map(({ setting, nearest }) => {
    const example = OF_SHELL[setting]
    if (example !== undefined) return ofShell(setting, example)
    return warning(
      `configuration: ${setting}`,
      'is not a setting of the service, which ignores it',
      nearest === undefined
        ? `Remove ${setting}; src/docs/settings.md has a table of all settings.`
        : `Did you mean ${nearest}?`,
    )
  })

/** What `npm run dev` reads of the shell, with an example each. */
const OF_SHELL: Partial<Record<string, string>> = { PORT: '9150', HOST: '0.0.0.0', INSPECTOR_PORT: '9230' }

const ofShell = (name: string, example: string) =>
  warning(
    `configuration: ${name}`,
    'is a variable of the shell, and is not read from the settings',
    `Remove it there, and start with ${name}=${example} npm run dev`,
  )
