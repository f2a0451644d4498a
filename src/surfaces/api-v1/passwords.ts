import * as z from 'zod/mini'
import { mailResetLink, resetByLink } from '../../core/account/reset-by-link.ts'
import { maybeSignedIn, sessionIn } from '../../http/caller.ts'
import { answerDevice } from '../../http/device-tokens.ts'
import { body, MailResetLink, ResetPassword } from './bodies.ts'
import { enveloped } from './enveloped.ts'

/** A new password for somebody who has forgotten theirs. */
export const passwordRoutes = [
  enveloped({
    method: 'POST',
    path: '/api/v1/password/email',
    summary: 'Mail a reset link, if there is an account',
    body: body(MailResetLink),
    data: () => z.literal(true),
    message: 'We have e-mailed your password reset link!',
    refusals: ['human_check_required'],
    async handle({ c, deps, body: { email } }) {
      await mailResetLink(deps, { email, sid: await sessionIn(c) })
      return true as const
    },
  }),

  enveloped({
    method: 'POST',
    path: '/api/v1/password/reset',
    summary: 'Reset the password with the token of the link, and end every session',
    caller: maybeSignedIn,
    body: body(ResetPassword),
    data: () => z.literal(true),
    message: 'Your password has been reset!',
    answersDevice: true,
    refusals: ['invalid_link'],
    async handle({ c, deps, caller, body: { token, email, password } }) {
      answerDevice(c, await resetByLink(deps, { token, email, password, caller }))
      return true as const
    },
  }),
]
