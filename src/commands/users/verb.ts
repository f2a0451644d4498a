import { LANGUAGES } from '../../core/language.ts'
import { manualsOf } from '../verb.ts'

/** The manual of a verb of `npm run users`. */
export const manualOf = manualsOf('npm run users', {
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
})

/** A user is named by an address or an id. */
export const WHO = 'ADDRESS-OR-ID'
export const NEEDS_WHO = ['the address or the id of a user'] as const
