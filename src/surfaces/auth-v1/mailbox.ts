import { createAccount } from '../../core/account/create-account.ts'
import { proveMailbox, requestMailboxCode } from '../../core/account/prove-mailbox.ts'
import { codesFor } from '../../core/ledger/code-maker.ts'
import { jsonBody } from '../../http/body.ts'
import { maybeSignedIn, sessionIn } from '../../http/caller.ts'
import { readCookie, stepCookie } from '../../http/cookies.ts'
import { Code, CreateAccount, RequestCode } from './bodies.ts'
import { step, inCookie, signedInCookies } from './step.ts'

/** Proving a mailbox, and making an account of it. */
export const mailboxRoutes = [
  step({
    method: 'POST',
    path: '/auth/v1/request/code',
    summary: 'Mail a code to an address',
    body: jsonBody(RequestCode),
    sets: ['code'],
    next: '/auth/v1/verify/code',
    refusals: ['human_check_required'],
    async handle({ c, deps, body: { account, TEST_PWD } }) {
      const issued = await requestMailboxCode(deps, {
        email: account,
        codes: codesFor(deps.config, TEST_PWD),
        earlierStep: readCookie(c, 'code'),
        sid: await sessionIn(c),
      })
      return { code: inCookie(issued) }
    },
  }),

  step({
    method: 'POST',
    path: '/auth/v1/verify/code',
    summary: 'Prove the mailbox with the code',
    caller: maybeSignedIn,
    body: jsonBody(Code),
    cookie: stepCookie('code'),
    clears: ['code'],
    sets: ['account'],
    next: '/auth/v1/create/account',
    refusals: ['invalid_code', 'human_check_required'],
    async handle({ deps, caller, body: { code }, cookie }) {
      const { proof, seconds } = await proveMailbox(deps, { step: cookie, code, caller })
      return { account: { value: proof, seconds } }
    },
  }),

  step({
    method: 'POST',
    path: '/auth/v1/create/account',
    summary: 'Register with the proven address',
    caller: maybeSignedIn,
    body: jsonBody(CreateAccount),
    cookie: stepCookie('account'),
    clears: ['account'],
    sets: ['refreshToken', 'accessToken', 'device'],
    answersDevice: true,
    status: 201,
    next: '/auth/v1/request/accessToken',
    refusals: ['invalid_code', 'email_taken', 'sign_up_closed'],
    async handle({ c, deps, caller, body: { pwd, firstName = null, lastName = null }, cookie }) {
      const wanted = { proof: cookie, password: pwd, profile: { firstName, lastName } }
      return signedInCookies(c, await createAccount(deps, { ...wanted, caller }))
    },
  }),
]
