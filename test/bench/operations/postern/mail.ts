import { emailOf } from '../../ids.ts'
import { preparedBy, post, SOME, times } from '../../operation.ts'
import type { Service } from '../../postern.ts'

const MAIL = '/api/v1/auth/mail'

/** Signing in by a code that is mailed. */
export function mailOperations({ runtime, mails, anyUser, operation }: Service) {
  const ask = (email: string) => post(MAIL, { email })
  return {
    mailCode: operation('mail a code to sign in', { status: 202, requests: SOME }, async (count) =>
      times(count, () => ask(emailOf(anyUser()))),
    ),
    signInByMail: operation('sign in with a mailed code', { status: 200, requests: SOME }, (count) => {
      mails.forget()
      return preparedBy(runtime, times(count, anyUser), async (client, n) => {
        const email = emailOf(n)
        const { text } = await client.ask(ask(email))
        const { request } = JSON.parse(text) as { request: string }
        return post(`${MAIL}/redeem`, { request, code: await mails.codeTo(email) })
      })
    }),
  }
}
