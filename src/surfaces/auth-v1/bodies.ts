import * as z from 'zod/mini'
import { code, email, password, text, unsettable } from '../../core/identity/fields.ts'

/** Never a reason to refuse a body: in every case but the right one the flow is the normal one. */
const testPassword = z.optional(z.unknown())

export const RequestCode = z.object({ account: email, TEST_PWD: testPassword })

export const Code = z.object({ code })

export const CreateAccount = z.object({
  pwd: password,
  firstName: unsettable(text(100)),
  lastName: unsettable(text(100)),
})

export const StartSignIn = z.object({ account: email, pwd: password, TEST_PWD: testPassword })

export const StartEmailChange = z.object({ newAccount: email, TEST_PWD: testPassword })

export const FinishEmailChange = z.object({ codeCurrentAccount: code, codeNewAccount: code })

export const FinishPasswordReset = z.object({ code, newPwd: password })
