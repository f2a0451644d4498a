import { LANGUAGES } from '../../core/language.ts'
import type { Place } from '../database.ts'
import type { Command } from '../terminal.ts'
import type { Manual } from '../words.ts'

/** One of the things that `npm run users` does. */
export type Verb = {
  /** What stands behind the verb: "ADDRESS-OR-ID". */
  words: string
  does: string
  run: Command
}

/** The options of verbs, with a line of explanation each. */
const EXPLAINED = {
  remote: '--remote            on the deployed database instead of the one on this machine',
  yes: '--yes               without it nothing is deleted: deleting cannot be undone',
  now: '--now               without the day to object. Dangerous: if a thief has asked you, the owner learns it too late',
  after: '--after ID          only users that were made later than this one',
  limit: '--limit N           so many users, 1 to 1000; 50 without this option',
  'skip-refused': '--skip-refused      import the good lines though others are refused',
  overwrite: '--overwrite         replace FILE',
  'first-name': '--first-name NAME   their first name',
  'last-name': '--last-name NAME    their last name',
  language: `--language CODE     the language of their mails: ${LANGUAGES.join(', ')}`,
  admin: '--admin             make them an administrator; needs --verified',
  verified: '--verified          you know that the mailbox is theirs',
} as const

export type OptionName = keyof typeof EXPLAINED

/** The manual of a verb, which lists its options. */
export function manualOf(
  name: string,
  { words, does }: Pick<Verb, 'words' | 'does'>,
  options: readonly OptionName[],
): Manual {
  const call = `npm run users -- ${name}`
  const lines = [...options, 'remote' as const].map((option) => EXPLAINED[option])
  return {
    usage: `${[call, words].filter((part) => part !== '').join(' ')}\n\n${does}\n\n${lines.join('\n')}`,
    help: `${call} --help`,
  }
}

export const REMOTE = { remote: { type: 'boolean', default: false } } as const

export const placeOf = ({ remote }: { remote: boolean }): Place => (remote ? '--remote' : '--local')

/** A user is named by an address or an id. */
export const WHO = 'ADDRESS-OR-ID'
export const NEEDS_WHO = ['the address or the id of a user'] as const
