import * as z from 'zod/mini'
import { code, email, password, recoveryCode, text, unsettable } from '../../core/identity/fields.ts'

/** Never a reason to refuse a body: in every case but the right one the flow is the normal one. */
const testPassword = z.optional(z.unknown())

export const RequestCode = z.object({ account: email, TEST_PWD: testPassword })

export const Code = z.object({ code })

/** Instead of the code of an authenticator app. */
export const RecoveryCode = z.object({ recoveryCode })

type FinishSignIn = z.output<typeof Code> | z.output<typeof RecoveryCode>

/** The two forms of step two are told apart by the member `recoveryCode`. */
export const finishSignInForm = (members: Record<string, unknown>): z.ZodMiniType<FinishSignIn> =>
  'recoveryCode' in members ? RecoveryCode : Code

export const CreateAccount = z.object({
  pwd: password,
  firstName: unsettable(text(100)),
  lastName: unsettable(text(100)),
})

export const StartSignIn = z.object({ account: email, pwd: password, TEST_PWD: testPassword })

export const StartEmailChange = z.object({ newAccount: email, TEST_PWD: testPassword })

export const FinishEmailChange = z.object({ codeCurrentAccount: code, codeNewAccount: code })

export const FinishPasswordReset = z.object({ code, newPwd: password })
