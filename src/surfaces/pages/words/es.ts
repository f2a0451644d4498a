import { account } from './es/account.ts'
import { apps } from './es/apps.ts'
import { entry } from './es/entry.ts'
import { problems } from './es/problems.ts'
import { profile } from './es/profile.ts'
import { providers } from './es/providers.ts'
import { record } from './es/record.ts'
import { security } from './es/security.ts'
import type { PageWords } from './words.ts'

export const es: PageWords = { account, apps, entry, problems, profile, providers, record, security }
