import { codesFor } from '../../core/ledger/code-maker.ts'
import { finishEmailChange, startEmailChange } from '../../core/account/change-email.ts'
import { createAccount } from '../../core/account/create-account.ts'
import { proveMailbox, requestMailboxCode } from '../../core/account/prove-mailbox.ts'
import { maybeSignedIn, signedIn } from '../../http/caller.ts'
import { clearCookie } from '../../http/cookies.ts'
import { jsonBody } from '../../http/json-body.ts'
import type { Surface } from '../../http/surface.ts'
import { setStep, setTokens, stepFrom, success } from './answers.ts'
import { Code, CreateAccount, FinishEmailChange, RequestCode, StartEmailChange } from './bodies.ts'

/** Proving a mailbox, making an account of it, and moving an account to another address. */
export function accountRoutes(surface: Surface) {
  surface.post('/auth/v1/request/code', jsonBody(RequestCode), async (c) => {
    const { account, TEST_PWD } = c.req.valid('json')
    setStep(
      c,
      'code',
      await requestMailboxCode(c.var.deps, { email: account, codes: codesFor(c.var.deps.config, TEST_PWD) }),
    )
    return success(c, { next: '/auth/v1/verify/code' })
  })

  surface.post('/auth/v1/verify/code', maybeSignedIn, jsonBody(Code), async (c) => {
    const step = stepFrom(c, 'code')
    const { code } = c.req.valid('json')
    const { proof, seconds } = await proveMailbox(c.var.deps, { step, code, caller: c.var.optionalCaller })
    clearCookie(c, 'code')
    setStep(c, 'account', { step: proof, seconds })
    return success(c, { next: '/auth/v1/create/account' })
  })

  surface.post('/auth/v1/create/account', jsonBody(CreateAccount), async (c) => {
    const proof = stepFrom(c, 'account')
    const { pwd, firstName, lastName } = c.req.valid('json')
    const profile = { firstName: firstName ?? null, lastName: lastName ?? null }
    const tokens = await createAccount(c.var.deps, { proof, password: pwd, profile })
    clearCookie(c, 'account')
    setTokens(c, tokens)
    return success(c, { status: 201, next: '/auth/v1/request/accessToken' })
  })

  surface.patch('/auth/v1/account/request/code', signedIn(), jsonBody(StartEmailChange), async (c) => {
    const { newAccount, TEST_PWD } = c.req.valid('json')
    const wanted = {
      caller: c.var.caller,
      newEmail: newAccount,
      codes: codesFor(c.var.deps.config, TEST_PWD),
    }
    setStep(c, 'change', await startEmailChange(c.var.deps, wanted))
    return success(c, { next: '/auth/v1/change/account' })
  })

  surface.patch('/auth/v1/change/account', signedIn(), jsonBody(FinishEmailChange), async (c) => {
    const step = stepFrom(c, 'change')
    const { codeCurrentAccount, codeNewAccount } = c.req.valid('json')
    const tokens = await finishEmailChange(c.var.deps, {
      caller: c.var.caller,
      step,
      currentCode: codeCurrentAccount,
      newCode: codeNewAccount,
    })
    clearCookie(c, 'change')
    setTokens(c, tokens)
    return success(c)
  })
}
