import { account } from './en/account.ts'
import { apps } from './en/apps.ts'
import { entry } from './en/entry.ts'
import { problems } from './en/problems.ts'
import { profile } from './en/profile.ts'
import { providers } from './en/providers.ts'
import { record } from './en/record.ts'
import { security } from './en/security.ts'
import type { PageWords } from './words.ts'

export const en: PageWords = { account, apps, entry, problems, profile, providers, record, security }
