import { account } from './pt/account.ts'
import { apps } from './pt/apps.ts'
import { entry } from './pt/entry.ts'
import { problems } from './pt/problems.ts'
import { profile } from './pt/profile.ts'
import { providers } from './pt/providers.ts'
import { record } from './pt/record.ts'
import { security } from './pt/security.ts'
import type { PageWords } from './words.ts'

/** As it is written in Brazil. */
export const pt: PageWords = { account, apps, entry, problems, profile, providers, record, security }
