import { SCOPES } from '../../core/apps/scopes.ts'
import { manualsOf } from '../verb.ts'

/** The manual of a verb of `npm run apps`. */
export const manualOf = manualsOf('npm run apps', {
  redirect:
    '--redirect URI      where the browser comes back to after signing in; can be said up to 20 times',
  'post-logout': '--post-logout URI   where it may go after a sign-out; can be said up to 20 times',
  name: '--name NAME         what people read of it, 1 to 60 characters',
  'third-party':
    '--third-party       it belongs to somebody else: users are asked before it may act for them',
  'first-party': '--first-party       it is your own: nobody is asked',
  confidential: '--confidential      it runs on a server that keeps a secret; the secret is shown this once',
  pkce: '--pkce WHETHER      required, or optional for a confidential app whose library cannot do it',
  scopes: `--scopes LIST       what it may ask for: "${SCOPES.join(' ')}"`,
  'id-token-alg': '--id-token-alg ALG  how its ID tokens are signed: RS256 or ES256',
  logo: '--logo URL          its picture, an https address',
  yes: '--yes               without it nothing is removed: removing cannot be undone',
})

/** An app is named by its client id, or by its name where no other has that. */
export const WHICH = 'ID-OR-NAME'
export const NEEDS_WHICH = ['the id or the name of an app'] as const
