import { type Ask, type Options, refreshTokenOf } from './ask.ts'
import type { PassSecondStep } from './factors.ts'
import { heldOf, type SignedIn, tokenToRefresh } from './signed-in.ts'

export type Register = {
  name: string
  email: string
  password: string
  password_confirmation?: string | undefined
}

export type Login = { email: string; password: string }

export type MailResetLink = { email: string }

export type ResetPassword = {
  token: string
  email: string
  password: string
  password_confirmation: string
}

export type TokenData = {
  token_type: 'Bearer'
  /** Seconds. */
  expires_in: number
  access_token: string
  refresh_token: string
}

type Envelope<Data> = { data: Data; message: string }

export type ApiV1 = ReturnType<typeof apiV1>

/** `/api/v1/*` in envelopes. What a method gives is what is in the envelope. */
export function apiV1({ ask, signedIn }: { ask: Ask; signedIn: SignedIn }) {
  const keeping = async ({ data }: Envelope<TokenData>) => {
    await signedIn.keepOpened(heldOf(data))
    return data
  }

  return {
    /** Opens an account and signs in. */
    register: async (body: Register, options?: Options) =>
      keeping(await ask('POST /api/v1/register', { body, options })),

    login: async (body: Login, options?: Options) =>
      keeping(await ask('POST /api/v1/login', { body, options, byDevice: true })),

    /** Ends a sign-in that was refused with `second_step_required`. */
    passSecondStep: async (body: PassSecondStep, options?: Options) =>
      keeping(await ask('POST /api/v1/login/second-step', { body, options, byDevice: true })),

    /** Rarely needed: every call does it by itself after a 401. */
    refresh: () =>
      signedIn.renew(async (held, signal) => {
        const { data } = await ask<Envelope<TokenData>>(
          'POST /api/v1/token/refresh',
          tokenToRefresh(held, signal),
        )
        return heldOf(data)
      }),

    /** Ends the session. One that is over already is no error. */
    logout: (options?: Options) =>
      signedIn.signOut('POST /api/v1/logout', {
        body: (held) => ({ token: refreshTokenOf(held) }),
        options,
      }),

    /** Mails a link, if there is an account; whether there is one is not told. */
    mailResetLink: async (body: MailResetLink, options?: Options) => {
      await ask('POST /api/v1/password/email', { body, options, byDevice: true })
    },

    /** With the token of the mailed link. Ends every session of the account. */
    resetPassword: async (body: ResetPassword, options?: Options) => {
      await ask('POST /api/v1/password/reset', { body, options, byDevice: true })
    },
  }
}
