import { unknownSettings } from '../../config/config.ts'
import { type Finding, warning } from './finding.ts'

/** Settings that the service does not read, each with the setting that was probably meant. */
export const checkNames = (settings: Record<string, unknown>): Finding[] =>
  unknownSettings(settings).map(({ setting, nearest }) =>
    warning(
      `configuration: ${setting}`,
      'is not a setting of the service, which ignores it',
      nearest === undefined
        ? `Remove ${setting}; src/docs/settings.md has a table of all settings.`
        : `Did you mean ${nearest}?`,
    ),
  )
