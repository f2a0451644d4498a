import * as z from 'zod/mini'
import { changePassword } from '../../core/account/change-password.ts'
import { setPassword } from '../../core/account/set-password.ts'
import { jsonBody } from '../../http/body.ts'
import { signedIn, signedInByEitherHeader } from '../../http/caller.ts'
import { jsonRoute } from '../../http/route.ts'
import { tokenAnswer, tokens } from './answers.ts'
import { ChangePassword, SetPassword } from './bodies.ts'

/** Changing the own password with the current one, and setting one without. */
export const passwordRoutes = [
  jsonRoute({
    method: 'POST',
    path: '/api/v1/auth/change-password',
    summary: 'Changes the password, and ends every other session',
    caller: signedIn,
    body: jsonBody(ChangePassword),
    answer: () => z.strictObject({ message: z.literal('Password changed'), ...tokens() }),
    refusals: ['wrong_current_password', 'human_check_required'],
    async handle({ deps, caller, body: { current_password, new_password } }) {
      const passwords = { currentPassword: current_password, newPassword: new_password }
      const pair = await changePassword(deps, { caller, ...passwords })
      return { message: 'Password changed' as const, ...tokenAnswer(pair) }
    },
  }),

  ...(['POST', 'PUT', 'PATCH'] as const).map((method) =>
    jsonRoute({
      method,
      path: '/api/v1/auth/reset-password/:user_id',
      summary: 'Sets a password within ten minutes of signing in, or as an administrator',
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
