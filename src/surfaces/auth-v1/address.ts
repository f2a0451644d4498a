import { finishEmailChange, startEmailChange } from '../../core/account/change-email.ts'
import { codesFor } from '../../core/ledger/code-maker.ts'
import { jsonBody } from '../../http/body.ts'
import { signedIn } from '../../http/caller.ts'
import { readCookie, stepCookie } from '../../http/cookies.ts'
import { FinishEmailChange, StartEmailChange } from './bodies.ts'
import { step, inCookie, tokensInCookies } from './step.ts'

/** Moving an account to another address. */
export const addressRoutes = [
  step({
    method: 'PATCH',
    path: '/auth/v1/account/request/code',
    summary: 'Mail a code to the present address and one to the new one',
    caller: signedIn,
    body: jsonBody(StartEmailChange),
    sets: ['change'],
    refusals: ['email_not_verified', 'sign_in_again', 'recently_recovered'],
    next: '/auth/v1/change/account',
    async handle({ c, deps, caller, body: { newAccount, TEST_PWD } }) {
      const codes = codesFor(deps.config, TEST_PWD)
      const wanted = { caller, newEmail: newAccount, codes, earlierStep: readCookie(c, 'change') }
      return { change: inCookie(await startEmailChange(deps, wanted)) }
    },
  }),

  step({
    method: 'PATCH',
    path: '/auth/v1/change/account',
    summary: 'Change the address with both codes',
    caller: signedIn,
    body: jsonBody(FinishEmailChange),
    cookie: stepCookie('change'),
    clears: ['change'],
    sets: ['refreshToken', 'accessToken'],
    refusals: ['invalid_code', 'sign_in_again', 'human_check_required'],
    async handle({ deps, caller, body: { codeCurrentAccount, codeNewAccount }, cookie }) {
      const codes = { currentCode: codeCurrentAccount, newCode: codeNewAccount }
      return tokensInCookies(await finishEmailChange(deps, { caller, step: cookie, ...codes }))
    },
  }),
]
