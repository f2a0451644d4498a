import type { BetterAuth } from '../../better-auth.ts'
import { emailOf } from '../../ids.ts'
import { SOME, times } from '../../operation.ts'
import { postTo } from './requests.ts'

const CODE = '123456'

/** Signing in by a code that is mailed. */
export function mailOperations({ runtime, anyUser, begin, operation }: BetterAuth) {
  return {
    mailCode: operation('mail a code to sign in', SOME, async (count) =>
      times(count, () =>
        postTo('/email-otp/send-verification-otp', { email: emailOf(anyUser()), type: 'sign-in' }),
      ),
    ),
    signInByMail: operation('sign in with a mailed code', SOME, async (count) => {
      const emails = times(count, () => emailOf(anyUser()))
      // Of those that were mailed before.
      await runtime.d1.prepare(`delete from verification where identifier like 'sign-in-otp-%'`).run()
      await begin(emails.map((email) => ({ identifier: `sign-in-otp-${email}`, value: `${CODE}:0` })))
      return emails.map((email) => postTo('/sign-in/email-otp', { email, otp: CODE }))
    }),
  }
}
