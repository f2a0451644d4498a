import { account } from './fr/account.ts'
import { apps } from './fr/apps.ts'
import { entry } from './fr/entry.ts'
import { problems } from './fr/problems.ts'
import { profile } from './fr/profile.ts'
import { providers } from './fr/providers.ts'
import { record } from './fr/record.ts'
import { security } from './fr/security.ts'
import type { PageWords } from './words.ts'

export const fr: PageWords = { account, apps, entry, problems, profile, providers, record, security }
