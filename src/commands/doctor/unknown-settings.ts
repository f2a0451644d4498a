import { SETTING_NAMES } from '../../config/config.ts'
import { type Finding, warning } from './finding.ts'

/** A name with more differences than this is another word, not a misspelt one. */
const MAX_DIFFERENCES = 3

/** Settings that the service does not read, each with the setting that was probably meant. */
export const checkNames = (settings: Record<string, unknown>): Finding[] =>
  Object.keys(settings)
    .filter((name) => !SETTING_NAMES.includes(name))
    .map((name) => {
      const meant = nearest(name)
      return warning(
        `configuration: ${name}`,
        'is not a setting of the service, which ignores it',
        meant === undefined
          ? `Remove ${name}; src/docs/settings.md has a table of all settings.`
          : `Did you mean ${meant}?`,
      )
    })

function nearest(name: string): string | undefined {
  const [best] = SETTING_NAMES.map((known) => ({
    known,
    differences: differences(name.toUpperCase(), known),
  }))
    .filter((each) => each.differences <= MAX_DIFFERENCES)
    .toSorted((one, other) => one.differences - other.differences)
  return best?.known
}

/** How many letters must be added, removed or replaced to make one word of the other (Levenshtein). */
function differences(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1]
    for (const [column, other] of [...to].entries()) {
      const replaced = (row[column] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1))
    }
    row = next
  }
  return row[to.length] ?? 0
}
