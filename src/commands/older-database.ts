import { reasonIn } from './wrangler.ts'

/** Said of a local database that no migration brings up to date: nothing is lost but what was tried out. */
export const OLDER_DATABASE =
  'The database on this machine is older than this version and cannot be migrated: delete the folder .wrangler and run npm run dev.'

/** What a migration runs into when an earlier one was another than it is now. */
const CONTRADICTION = /already exists|no such (table|column)|has no column|duplicate column/

/** @param said what wrangler printed while it migrated */
export const whyNotMigrated = (said: string): string =>
  CONTRADICTION.test(said) ? OLDER_DATABASE : `The local database could not be migrated: ${reasonIn(said)}`
