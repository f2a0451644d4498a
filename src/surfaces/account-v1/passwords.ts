import * as z from 'zod/mini'
import { changePassword } from '../../core/account/change-password.ts'
import { finishPasswordReset, startPasswordReset } from '../../core/account/reset-by-code.ts'
import { resetByLink } from '../../core/account/reset-by-link.ts'
import { setOwnPassword, setPassword } from '../../core/account/set-password.ts'
import { mailedCodes } from '../../core/ledger/code-maker.ts'
import { expiresIn, stepRequest } from '../../http/answer-schemas.ts'
import { eitherBody, jsonBody } from '../../http/body.ts'
import { maybeSignedIn, sessionIn, signedIn, signedInByEitherHeader } from '../../http/caller.ts'
import { answerDevice } from '../../http/device-tokens.ts'
import { jsonRoute } from '../../http/route.ts'
import { ChangePassword, ForgotPassword, ResetByCode, ResetByLink, resetForm, SetPassword } from './bodies.ts'
import { NewTokens, newTokens } from './new-tokens.ts'

/** Changing the own password with the current one, a new one for who has forgotten it, and setting one without. */
export const passwordRoutes = [
  jsonRoute({
    method: 'POST',
    path: '/api/v1/auth/change-password',
    summary: 'Change the password, and end every other session',
    caller: signedIn,
    body: jsonBody(ChangePassword),
    answer: () => NewTokens({ message: z.literal('Password changed') }),
    sets: ['refreshToken', 'accessToken'],
    setsForCookieCallers: true,
    refusals: ['wrong_current_password', 'sign_in_again', 'human_check_required'],
    async handle({ c, deps, caller, body: { current_password, new_password } }) {
      const passwords = { currentPassword: current_password, newPassword: new_password }
      const pair = await changePassword(deps, { caller, ...passwords })
      return { message: 'Password changed' as const, ...newTokens(c, pair) }
    },
  }),

  jsonRoute({
    method: 'POST',
    path: '/api/v1/auth/forgot-password',
    summary: 'Mail a reset code and link, if there is an account',
    body: jsonBody(ForgotPassword),
    status: 202,
    answer: () => z.strictObject({ request: stepRequest(), expires_in: expiresIn() }),
    refusals: ['human_check_required'],
    async handle({ c, deps, body: { email } }) {
      const { step, seconds } = await startPasswordReset(deps, {
        email,
        codes: mailedCodes,
        earlierStep: undefined,
        sid: await sessionIn(c),
      })
      return { request: step, expires_in: seconds }
    },
  }),

  jsonRoute({
    method: 'POST',
    path: '/api/v1/auth/reset-password',
    summary: 'Reset the password with the code or the link, and end every session',
    caller: maybeSignedIn,
    body: eitherBody([ResetByCode, ResetByLink], resetForm),
    answer: () => z.strictObject({ message: z.literal('Password reset') }),
    answersDevice: true,
    refusals: ['invalid_code', 'invalid_link', 'human_check_required'],
    async handle({ c, deps, caller, body }) {
      const { password } = body
      const reset =
        'token' in body
          ? resetByLink(deps, { token: body.token, password, caller })
          : finishPasswordReset(deps, {
              step: body.request,
              code: body.code,
              newPassword: password,
              caller,
              member: 'password',
            })
      answerDevice(c, await reset)
      return { message: 'Password reset' as const }
    },
  }),

  jsonRoute({
    method: 'PUT',
    path: '/api/v1/users/me/password',
    summary: 'Set a password, the first one or another, and end every other session',
    caller: signedIn,
    body: jsonBody(SetPassword),
    answer: () => z.strictObject({ message: z.literal('Password updated') }),
    refusals: ['sign_in_again'],
    async handle({ deps, caller, body: { password } }) {
      await setOwnPassword(deps, { caller, password })
      return { message: 'Password updated' as const }
    },
  }),

  ...(['POST', 'PUT', 'PATCH'] as const).map((method) =>
    jsonRoute({
      method,
      path: '/api/v1/auth/reset-password/:user_id',
      summary: 'Set a password within ten minutes of sign-in, or as administrator',
      caller: signedInByEitherHeader,
      body: jsonBody(SetPassword),
      answer: () => z.strictObject({ message: z.literal('Password updated') }),
      refusals: ['user_not_found', 'sign_in_again'],
      async handle({ c, deps, caller, body: { password } }) {
        await setPassword(deps, { caller, userId: c.req.param('user_id'), password })
        return { message: 'Password updated' as const }
      },
    }),
  ),
]
