import type { AccountWords } from './account-words.ts'
import type { AppWords } from './apps-words.ts'
import type { EntryWords } from './entry-words.ts'
import type { ProblemWords } from './problem-words.ts'
import type { ProfileWords } from './profile-words.ts'
import type { ProviderWords } from './provider-words.ts'
import type { RecordWords } from './record-words.ts'
import type { SecurityWords } from './security-words.ts'

/** What the pages say, complete in every language by the compiler. */
export type PageWords = {
  account: AccountWords
  apps: AppWords
  entry: EntryWords
  problems: ProblemWords
  profile: ProfileWords
  providers: ProviderWords
  record: RecordWords
  security: SecurityWords
}
