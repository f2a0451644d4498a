import * as z from 'zod/mini'
import { register } from '../../core/account/register.ts'
import { refresh } from '../../core/sessions/refresh.ts'
import { signOutWith } from '../../core/sessions/sign-out.ts'
import { passSecondStep } from '../../core/second-step/pass.ts'
import { signInWithPassword } from '../../core/sign-in/with-password.ts'
import { signedInAnyhow } from '../../http/caller.ts'
import { answerDevice } from '../../http/device-tokens.ts'
import { TYPED_FORMS, typedAnswer, typedForm } from '../../http/second-step.ts'
import { TokenData, tokenData } from './answers.ts'
import { body, either, Login, Logout, Refresh, Register } from './bodies.ts'
import { enveloped } from './enveloped.ts'

/** Registering, signing in and out, and the next pair of tokens. */
export const sessionRoutes = [
  enveloped({
    method: 'POST',
    path: '/api/v1/register',
    summary: 'Register (api-v1)',
    body: body(Register),
    data: TokenData,
    answersDevice: true,
    refusals: ['email_taken', 'sign_up_closed', 'human_check_required'],
    async handle({ c, deps, body: { name, email, password } }) {
      const profile = splitName(name)
      const wanted = { email, password, profile, caller: undefined, passesRoleOn: false }
      const { tokens } = await register(deps, wanted)
      return tokenData(answerDevice(c, tokens))
    },
  }),

  enveloped({
    method: 'POST',
    path: '/api/v1/login',
    summary: 'Sign in (api-v1)',
    body: body(Login),
    data: TokenData,
    answersDevice: true,
    refusals: ['wrong_credentials', 'second_step_required', 'account_deleting', 'human_check_required'],
    handle: async ({ c, deps, body }) => tokenData(answerDevice(c, await signInWithPassword(deps, body))),
  }),

  enveloped({
    method: 'POST',
    path: '/api/v1/login/second-step',
    summary: 'Finish a sign-in with its second step (api-v1)',
    body: either(TYPED_FORMS, typedForm),
    data: TokenData,
    answersDevice: true,
    refusals: ['second_step_refused', 'account_deleting', 'human_check_required'],
    async handle({ c, deps, body }) {
      const signedIn = await passSecondStep(deps, { token: body.token, answer: typedAnswer(body) })
      return tokenData(answerDevice(c, signedIn))
    },
  }),

  enveloped({
    method: 'POST',
    path: '/api/v1/token/refresh',
    summary: 'Refresh tokens (api-v1)',
    body: body(Refresh),
    data: TokenData,
    refusals: ['refresh_token_refused'],
    handle: async ({ deps, body }) => tokenData(await refresh(deps, { refreshToken: body.refresh_token })),
  }),

  enveloped({
    method: 'POST',
    path: '/api/v1/logout',
    summary: 'Sign out with both tokens (api-v1)',
    caller: signedInAnyhow,
    body: body(Logout),
    data: () => z.null(),
    message: 'Logout success.',
    async handle({ deps, caller, body }) {
      await signOutWith(deps, { caller, refreshToken: body.token })
      return null
    },
  }),
]

/** At the last space: what stands before it is the first name. */
function splitName(name: string): { firstName: string; lastName: string | null } {
  const space = name.lastIndexOf(' ')
  if (space < 0) return { firstName: name, lastName: null }
  return { firstName: name.slice(0, space).trim(), lastName: name.slice(space + 1) }
}
