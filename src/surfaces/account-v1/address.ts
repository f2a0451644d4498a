import * as z from 'zod/mini'
import { finishEmailChange, startEmailChange } from '../../core/account/change-email.ts'
import { mailedCodes } from '../../core/ledger/code-maker.ts'
import { expiresIn, stepRequest } from '../../http/answer-schemas.ts'
import { jsonBody } from '../../http/body.ts'
import { signedIn } from '../../http/caller.ts'
import { jsonRoute } from '../../http/route.ts'
import { ChangeEmail, ConfirmEmailChange } from './bodies.ts'
import { NewTokens, newTokens } from './new-tokens.ts'

/** Moving an account to another address, by codes to both mailboxes. */
export const addressRoutes = [
  jsonRoute({
    method: 'POST',
    path: '/api/v1/users/me/email',
    summary: 'Begin to move the account: mail a code to both addresses',
    caller: signedIn,
    body: jsonBody(ChangeEmail),
    status: 202,
    answer: () => z.strictObject({ request: stepRequest(), expires_in: expiresIn() }),
    refusals: ['email_not_verified', 'sign_in_again', 'recently_recovered'],
    async handle({ deps, caller, body: { email } }) {
      const wanted = { caller, newEmail: email, codes: mailedCodes, mustBeFresh: true }
      const { step, seconds } = await startEmailChange(deps, wanted)
      return { request: step, expires_in: seconds }
    },
  }),

  jsonRoute({
    method: 'POST',
    path: '/api/v1/users/me/email/confirm',
    summary: 'Move the account with both codes, and end every other session',
    caller: signedIn,
    body: jsonBody(ConfirmEmailChange),
    answer: () => NewTokens({}),
    sets: ['refreshToken', 'accessToken'],
    setsForCookieCallers: true,
    refusals: ['invalid_code', 'sign_in_again', 'human_check_required'],
    async handle({ c, deps, caller, body: { request, code_current, code_new } }) {
      const codes = { currentCode: code_current, newCode: code_new }
      return newTokens(c, await finishEmailChange(deps, { caller, step: request, ...codes }))
    },
  }),
]
