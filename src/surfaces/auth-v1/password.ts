import { finishPasswordReset, startPasswordReset } from '../../core/account/reset-by-code.ts'
import { codesFor } from '../../core/ledger/code-maker.ts'
import { jsonBody } from '../../http/body.ts'
import { maybeSignedIn, sessionIn } from '../../http/caller.ts'
import { readCookie, stepCookie } from '../../http/cookies.ts'
import { answerDevice, deviceCookie } from '../../http/device-tokens.ts'
import { FinishPasswordReset, RequestCode } from './bodies.ts'
import { step, inCookie } from './step.ts'

/** A new password for somebody who has forgotten theirs. */
export const passwordRoutes = [
  step({
    method: 'PATCH',
    path: '/auth/v1/password/request/code',
    summary: 'Mail a reset code, if there is an account',
    body: jsonBody(RequestCode),
    sets: ['pwdChange'],
    next: '/auth/v1/change/password',
    refusals: ['human_check_required'],
    async handle({ c, deps, body: { account, TEST_PWD } }) {
      const issued = await startPasswordReset(deps, {
        email: account,
        codes: codesFor(deps.config, TEST_PWD),
        earlierStep: readCookie(c, 'pwdChange'),
        sid: await sessionIn(c),
      })
      return { pwdChange: inCookie(issued) }
    },
  }),

  step({
    method: 'PATCH',
    path: '/auth/v1/change/password',
    summary: 'Reset the password with the code, and end every session',
    caller: maybeSignedIn,
    body: jsonBody(FinishPasswordReset),
    cookie: stepCookie('pwdChange'),
    clears: ['pwdChange', 'refreshToken', 'accessToken'],
    sets: ['device'],
    answersDevice: true,
    next: '/auth/v1/request/refreshToken/code',
    refusals: ['invalid_code', 'human_check_required'],
    async handle({ c, deps, caller, body: { code, newPwd }, cookie }) {
      const wanted = { step: cookie, code, newPassword: newPwd, caller }
      return { device: deviceCookie(answerDevice(c, await finishPasswordReset(deps, wanted))) }
    },
  }),
]
