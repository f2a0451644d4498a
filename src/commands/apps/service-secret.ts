import * as z from 'zod/mini'
import { secret } from '../../config/secrets.ts'
import { type Keyring, openKeyring } from '../../crypto/keyring.ts'
import type { Place } from '../database.ts'
import { localSettings } from '../doctor/configuration.ts'
import { giveUp } from '../terminal.ts'

/**
 * The keys under which secrets of apps are stored. They come from AUTH_SECRET: of `.dev.vars` here, and of the
 * environment for the deployed service, where nobody can read it out.
 */
export async function keysOfPlace(place: Place): Promise<Pick<Keyring, 'appMacs'>> {
  const AUTH_SECRET = place === '--local' ? localSettings()?.['AUTH_SECRET'] : process.env['AUTH_SECRET']
  if (!AUTH_SECRET) giveUp(MISSING[place])
  const parsed = z.safeParse(secret, AUTH_SECRET)
  if (!parsed.success) giveUp(`AUTH_SECRET breaks its rule: ${parsed.error.issues[0]?.message}.`)
  return openKeyring(parsed.data, [])
}

const MISSING: Record<Place, string> = {
  '--local':
    'There is no AUTH_SECRET in .dev.vars, and the secret of an app needs it. npm run dev makes that file.',
  '--remote':
    'The secret of an app needs AUTH_SECRET: set it in the environment for this run, to that of the deployed service.',
}
