import * as z from 'zod/mini'
import { passkeySignInOptions } from '../../core/passkeys/ask.ts'
import { authenticationResponse } from '../../core/passkeys/bodies.ts'
import { signInWithPasskey } from '../../core/sign-in/with-passkey.ts'
import { readCookie } from '../../http/cookies.ts'
import { jsonText } from '../../http/form.ts'
import { welcome } from './answers.ts'
import { form } from './form.ts'

/**
 * What the browser asks its authenticators with. The challenge is bound to this browser: what was signed in another one
 * signs nobody in here. The script asks for it anew before it expires.
 */
export const passkeyOptions = form({
  name: 'passkey_options',
  schema: z.object({}),
  act: async ({ c, deps }) => c.json(await passkeySignInOptions(deps, { browser: readCookie(c, 'form') })),
})

export const byPasskey = form({
  name: 'passkey',
  schema: z.object({ credential: jsonText(authenticationResponse) }),
  act: async (visit, { credential }) =>
    welcome(visit, await signInWithPasskey(visit.deps, { credential, browser: readCookie(visit.c, 'form') })),
})
