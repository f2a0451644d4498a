import type { NewTokens, TokenAnswer } from './account-v1.ts'
import type { Options } from './ask.ts'
import type { Keeping } from './keeping.ts'

/** `token` is `secondStep.token` of the refusal that a sign-in got. */
export type PassSecondStep = { token: string; totp: string } | { token: string; recovery_code: string }

export type Reauthenticate =
  { password: string } | { totp: string } | { recovery_code: string } | { code: string }

/** What an account is proven with. */
export type Security = {
  password: boolean
  second_step: boolean
  totp: boolean
  passkeys: number
  recovery_codes_left: number
  mail_sign_in: boolean
  /** An operator was asked to reset the second step. `resets_at` is null until its owner was mailed. */
  second_step_reset: { asked_at: string; resets_at: string | null } | null
  connections: string[]
}

export type ChangeSecurity = { second_step?: boolean | undefined; mail_sign_in?: boolean | undefined }

type Codes = { recovery_codes: string[] }

/** The second step, and what an account is proven with. Changes ask for a proof of the last ten minutes: see `reauthenticate`. */
export function factors({ ask, signedIn, keeping, keepingNew }: Keeping) {
  return {
    /** Ends a sign-in that was refused with `second_step_required`. */
    passSecondStep: async (body: PassSecondStep, options?: Options) =>
      keeping(await ask<TokenAnswer>('POST /api/v1/auth/second-step', { body, options, byDevice: true })),

    /** One more proof makes the session fresh. A refusal with `sign_in_again` says in `methods` what helps. */
    reauthenticate: async (body: Reauthenticate, options?: Options) =>
      keepingNew(
        await signedIn.ask<NewTokens>('POST /api/v1/auth/reauthenticate', {
          body,
          options,
          byDevice: true,
        }),
      ),

    /** Mails the `code` for that, where the account has only its mailbox. */
    mailReauthentication: (options?: Options) =>
      signedIn.ask<{ message: string; expires_in: number }>('POST /api/v1/auth/reauthenticate/mail', {
        options,
      }),

    security: (options?: Options) => signedIn.ask<Security>('GET /api/v1/users/me/security', { options }),

    changeSecurity: (body: ChangeSecurity, options?: Options) =>
      signedIn.renewAfter(
        signedIn.ask<Security & Partial<Codes>>('PUT /api/v1/users/me/security', { body, options }),
      ),

    /** Begins to add an authenticator app. `qr_svg` is a picture of `uri`. */
    startTotp: (options?: Options) =>
      signedIn.ask<{ secret: string; uri: string; qr_svg: string }>('POST /api/v1/users/me/totp', {
        options,
      }),

    /** Adds it by its first code. The recovery codes are shown this once. */
    confirmTotp: async (body: { code: string }, options?: Options) =>
      keepingNew(
        await signedIn.ask<NewTokens & Codes>('POST /api/v1/users/me/totp/confirm', { body, options }),
      ),

    removeTotp: async (options?: Options) =>
      void (await signedIn.ask('DELETE /api/v1/users/me/totp', { options })),

    newRecoveryCodes: (options?: Options) =>
      signedIn.ask<Codes>('POST /api/v1/users/me/recovery-codes', { options }),
  }
}
