import * as z from 'zod/mini'
import type { AuthenticationResponse } from '../../core/passkeys/bodies.ts'
import { passSecondStep } from '../../core/second-step/pass.ts'
import { mailReauthentication } from '../../core/second-step/by-mail.ts'
import type { Answer } from '../../core/second-step/prove.ts'
import { reauthenticate } from '../../core/second-step/reauthenticate.ts'
import { expiresIn } from '../../http/answer-schemas.ts'
import { eitherBody } from '../../http/body.ts'
import { signedInAnyhow } from '../../http/caller.ts'
import { answerDevice } from '../../http/device-tokens.ts'
import { jsonRoute } from '../../http/route.ts'
import { typedAnswer } from '../../http/second-step.ts'
import { tokenAnswer, tokens } from './answers.ts'
import {
  type Reauthenticate,
  REAUTHENTICATE_FORMS,
  reauthenticateForm,
  SECOND_STEP_FORMS,
  secondStepForm,
} from './bodies.ts'
import { NewTokens, newTokens } from './new-tokens.ts'

type Typed = Parameters<typeof typedAnswer>[0]

const answerOf = (body: Typed | { passkey: AuthenticationResponse }): Answer =>
  'passkey' in body ? { kind: 'passkey', credential: body.passkey } : typedAnswer(body)

const proofOf = (body: Reauthenticate): Parameters<typeof reauthenticate>[1]['answer'] => {
  if ('password' in body) return { kind: 'password', password: body.password }
  return 'code' in body ? { kind: 'mailbox', code: body.code } : answerOf(body)
}

/** The second step of a sign-in, and one more proof in a session. */
export const secondStepRoutes = [
  jsonRoute({
    method: 'POST',
    path: '/api/v1/auth/second-step',
    summary: 'Finish a sign-in with its second step (account-v1)',
    body: eitherBody(SECOND_STEP_FORMS, secondStepForm),
    answer: () => z.strictObject(tokens()),
    answersDevice: true,
    refusals: ['second_step_refused', 'account_deleting', 'human_check_required'],
    async handle({ c, deps, body }) {
      const signedIn = await passSecondStep(deps, { token: body.token, answer: answerOf(body) })
      return tokenAnswer(answerDevice(c, signedIn))
    },
  }),

  jsonRoute({
    method: 'POST',
    path: '/api/v1/auth/reauthenticate',
    summary: 'Prove once more who you are, and get fresh tokens of the same session',
    caller: signedInAnyhow,
    body: eitherBody(REAUTHENTICATE_FORMS, reauthenticateForm),
    answer: () => NewTokens({}),
    sets: ['refreshToken', 'accessToken'],
    setsForCookieCallers: true,
    refusals: [
      'wrong_current_password',
      'invalid_code',
      'second_step_refused',
      'sign_in_again',
      'human_check_required',
    ],
    async handle({ c, deps, caller, body }) {
      return newTokens(c, await reauthenticate(deps, { caller, answer: proofOf(body) }))
    },
  }),

  jsonRoute({
    method: 'POST',
    path: '/api/v1/auth/reauthenticate/mail',
    summary: 'Mail a code for that, if the account has only its mailbox',
    caller: signedInAnyhow,
    status: 202,
    answer: () => z.strictObject({ message: z.literal('Code mailed'), expires_in: expiresIn() }),
    refusals: ['invalid_input', 'sign_in_again'],
    async handle({ deps, caller }) {
      const expires_in = await mailReauthentication(deps, caller)
      return { message: 'Code mailed' as const, expires_in }
    },
  }),
]
