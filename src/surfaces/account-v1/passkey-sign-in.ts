import * as z from 'zod/mini'
import { askForPasskey } from '../../core/passkeys/ask.ts'
import { signInWithPasskey } from '../../core/sign-in/with-passkey.ts'
import { jsonBody } from '../../http/body.ts'
import { maybeSignedIn } from '../../http/caller.ts'
import { answerDevice } from '../../http/device-tokens.ts'
import { jsonRoute } from '../../http/route.ts'
import { tokenAnswer, tokens } from './answers.ts'
import { AskForPasskey, SignInWithPasskey } from './bodies.ts'
import { challenge, descriptors, timeout } from './passkey-options.ts'

/** `PublicKeyCredentialRequestOptionsJSON`. */
const RequestOptions = () =>
  z.strictObject({
    challenge: challenge(),
    rpId: z.string(),
    timeout: timeout(),
    userVerification: z.literal('required'),
    allowCredentials: z.optional(descriptors()),
  })

/** Signing in with a passkey. */
export const passkeySignInRoutes = [
  jsonRoute({
    method: 'POST',
    path: '/api/v1/auth/passkey/options',
    summary: 'Get what a browser asks for a passkey with',
    caller: maybeSignedIn,
    body: jsonBody(AskForPasskey, { optional: true }),
    answer: RequestOptions,
    refusals: ['second_step_refused', 'sign_in_again', 'unauthenticated', 'not_found'],
    handle: async ({ deps, caller, body: { token, for: purpose } }) =>
      askForPasskey(deps, { token, caller, isProofAgain: purpose === 'reauthenticate' }),
  }),

  jsonRoute({
    method: 'POST',
    path: '/api/v1/auth/passkey',
    summary: 'Sign in with a passkey, which is both steps at once',
    body: jsonBody(SignInWithPasskey),
    answer: () => z.strictObject(tokens()),
    answersDevice: true,
    refusals: ['passkey_refused', 'account_deleting', 'human_check_required', 'not_found'],
    async handle({ c, deps, body: { credential } }) {
      return tokenAnswer(answerDevice(c, await signInWithPasskey(deps, { credential })))
    },
  }),
]
