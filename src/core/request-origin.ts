import type { RequestOrigin } from '../email/mails.ts'
import type { User } from '../store/tables/users.ts'
import type { Deps } from './deps.ts'
import { type Language, languageIn } from './language.ts'

/** From where, with what and when the present request came: for mails, so that readers know their own. */
export const requestOrigin = ({ client, now }: Pick<Deps, 'client' | 'now'>): RequestOrigin => ({
  at: now(),
  city: client.city,
  country: client.country,
  device: client.device,
})

/** The language a user is written to in: their own once known, else the one of the request. */
export const languageOf = (
  user: Pick<User, 'language'> | undefined,
  { client }: Pick<Deps, 'client'>,
): Language => languageIn(user?.language) ?? client.language
