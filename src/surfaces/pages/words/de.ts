import { account } from './de/account.ts'
import { apps } from './de/apps.ts'
import { entry } from './de/entry.ts'
import { problems } from './de/problems.ts'
import { profile } from './de/profile.ts'
import { providers } from './de/providers.ts'
import { record } from './de/record.ts'
import { security } from './de/security.ts'
import type { PageWords } from './words.ts'

export const de: PageWords = { account, apps, entry, problems, profile, providers, record, security }
