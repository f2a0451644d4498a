import type { TokenAnswer } from './account-v1.ts'
import type { Options } from './ask.ts'
import type { Keeping } from './keeping.ts'

type Opening = {
  first_name?: string | undefined
  last_name?: string | undefined
  password?: string | undefined
}

/** The code, or the token of the link in the browser that has asked; elsewhere the address is typed. The rest is for a new account. */
export type RedeemMail = Opening &
  ({ request: string; code: string } | { request: string; token: string } | { token: string; email: string })

/** Show `label`: the mail has the same two words. */
export type MailAsked = { request: string; label: string; expires_in: number }

/** Signing in, or opening an account, by what is mailed. */
export function mailSignIn({ ask, keeping }: Pick<Keeping, 'ask' | 'keeping'>) {
  return {
    /** Mails a code and a link, whether there is an account or not. `request` goes to `redeemMail` with what was mailed. */
    askForMail: (body: { email: string }, options?: Options) =>
      ask<MailAsked>('POST /api/v1/auth/mail', { body, options, byDevice: true }),

    redeemMail: async (body: RedeemMail, options?: Options) =>
      keeping(await ask<TokenAnswer>('POST /api/v1/auth/mail/redeem', { body, options, byDevice: true })),
  }
}
