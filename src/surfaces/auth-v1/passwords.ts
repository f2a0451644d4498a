import { codesFor } from '../../core/ledger/code-maker.ts'
import { finishPasswordReset, startPasswordReset } from '../../core/account/reset-by-code.ts'
import { clearCookie } from '../../http/cookies.ts'
import { jsonBody } from '../../http/json-body.ts'
import type { Surface } from '../../http/surface.ts'
import { clearTokens, setStep, stepFrom, success } from './answers.ts'
import { FinishPasswordReset, RequestCode } from './bodies.ts'

/** A new password for whoever has forgotten theirs. */
export function passwordRoutes(surface: Surface) {
  surface.patch('/auth/v1/password/request/code', jsonBody(RequestCode), async (c) => {
    const { account, TEST_PWD } = c.req.valid('json')
    setStep(
      c,
      'pwdChange',
      await startPasswordReset(c.var.deps, { email: account, codes: codesFor(c.var.deps.config, TEST_PWD) }),
    )
    return success(c, { next: '/auth/v1/change/password' })
  })

  surface.patch('/auth/v1/change/password', jsonBody(FinishPasswordReset), async (c) => {
    const step = stepFrom(c, 'pwdChange')
    const { code, newPwd } = c.req.valid('json')
    await finishPasswordReset(c.var.deps, { step, code, newPassword: newPwd })
    clearCookie(c, 'pwdChange')
    clearTokens(c)
    return success(c, { next: '/auth/v1/request/refreshToken/code' })
  })
}
