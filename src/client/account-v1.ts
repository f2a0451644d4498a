import type { Ask, Options } from './ask.ts'
import { connections } from './connections.ts'
import { factors } from './factors.ts'
import { keepingTokens } from './keeping.ts'
import { mailSignIn } from './mail-sign-in.ts'
import { ownApps } from './own-apps.ts'
import { ownEvents } from './own-events.ts'
import { passkeys } from './passkeys.ts'
import type { SignedIn } from './signed-in.ts'

/** A member that is left out stays as it is; null unsets it. */
type Contact = {
  document_number?: string | null | undefined
  phone_number?: string | null | undefined
  address?: string | null | undefined
}

export type RegisterPerson = Contact & {
  email: string
  password: string
  confirm_password: string
  first_name: string
  last_name: string
}

export type RegisterByNames = Contact & {
  email: string
  password: string
  confirm_password?: string | undefined
  names: string
  surnames: string
}

export type Login = { email: string; password: string }

export type ChangePassword = { current_password: string; new_password: string; confirm_password: string }

export type ForgotPassword = { email: string }

/** With the code of the mail, in the app that has asked for it. */
export type ResetByCode = { request: string; code: string; password: string }

/** With the token of the mailed link, wherever it is opened. */
export type ResetByLink = { token: string; password: string }

export type SetPassword = { password: string }

export type ConfirmEmail = { request: string; code_current: string; code_new: string }

type Language = 'en' | 'es' | 'de' | 'fr' | 'pt'

export type EditProfile = Contact & {
  first_name?: string | null | undefined
  last_name?: string | null | undefined
  bio?: string | null | undefined
  /** Of mails and pages; null is the language of each request. */
  language?: Language | null | undefined
}

export type TokenAnswer = {
  access_token: string
  refresh_token: string
  token_type: 'Bearer'
  /** Seconds. */
  expires_in: number
  token: string
}

/** New tokens of a session that goes on: in the answer, or in cookies where the session is in cookies. */
export type NewTokens = TokenAnswer | { token_type: 'Bearer'; expires_in: number }

/**
 * `names`, `surnames` and `last_name` are other names of what is in `profile`. Times are ISO 8601. What only the
 * user and administrators may read is null to others.
 */
export type User = {
  id: string
  email: string | null
  names: string | null
  last_name: string | null
  surnames: string | null
  document_number: string | null
  phone_number: string | null
  address: string | null
  language: Language | null
  role: 'user' | 'admin'
  is_active: boolean
  is_verified: boolean
  last_login: string | null
  created_at: string
  updated_at: string
  profile: { first_name: string | null; last_name: string | null; bio: string | null }
}

/** A session of one's own. Times are ISO 8601, `place` is a country (ISO 3166). */
export type OwnSession = {
  id: string
  current: boolean
  device: string | null
  place: string | null
  signed_in_at: string
  last_seen_at: string
  expires_at: string
  methods: ('password' | 'email' | 'totp' | 'recovery_code' | 'passkey' | 'provider')[]
  app: { id: string; name: string } | null
}

type Registered = { user: User } & TokenAnswer
type Said = { message: string }

export type AccountV1 = ReturnType<typeof accountV1>

/** `/api/v1/auth/*` and `/api/v1/users/*`. */
export function accountV1({ ask, signedIn }: { ask: Ask; signedIn: SignedIn }) {
  const parts = keepingTokens({ ask, signedIn })
  const { keeping, keepingNew } = parts
  const ownPasskeys = passkeys(parts)

  return {
    /** Opens an account and signs in. */
    register: async (body: RegisterPerson | RegisterByNames, options?: Options) =>
      keeping(await ask<Registered>('POST /api/v1/auth/register', { body, options })),

    /** An administrator makes an account for somebody else, and stays signed in as themselves. */
    registerAnother: (body: RegisterByNames, options?: Options) =>
      signedIn.ask<Registered>('POST /api/v1/auth/register', { body, options }),

    login: async (body: Login, options?: Options) =>
      keeping(await ask<TokenAnswer>('POST /api/v1/auth/login', { body, options, byDevice: true })),

    /** Rarely needed: every call does it by itself after a 401. */
    refresh: () => signedIn.renew(signedIn.byToken),

    /** Ends the session. One that is over already is no error. */
    logout: (options?: Options) => signedIn.signOut('POST /api/v1/auth/logout', { options }),

    /** Ends every session of the account, on all devices. */
    logoutEverywhere: (options?: Options) =>
      signedIn.signOut('POST /api/v1/auth/logout', { body: { everywhere: true }, options }),

    /** Where one is signed in, the newest first. */
    sessions: (options?: Options) => signedIn.ask<OwnSession[]>('GET /api/v1/users/me/sessions', { options }),

    endSession: async (id: string, options?: Options) =>
      void (await signedIn.ask(`DELETE /api/v1/users/me/sessions/${encodeURIComponent(id)}`, { options })),

    /** Ends all but this one. Within ten minutes of signing in. */
    endOtherSessions: (options?: Options) =>
      signedIn.ask<{ ended: number }>('DELETE /api/v1/users/me/sessions', { options }),

    /** Everything that is kept of the account, as one document. Within ten minutes of signing in, once an hour. */
    exportData: (options?: Options) =>
      signedIn.ask<Record<string, unknown>>('POST /api/v1/users/me/export', { options }),

    ...connections(parts),
    ...factors(parts),
    ...mailSignIn(parts),
    ...ownApps(parts),
    ...ownEvents(parts),
    ...ownPasskeys,

    /** Deletes the account. `confirm` is its address. It can be brought back until `deletes_at`, if there is one. */
    deleteMe: async (body: { confirm: string }, options?: Options) => {
      const deleted: { deletes_at?: string } = await signedIn.ask('DELETE /api/v1/users/me', {
        body,
        options,
      })
      await signedIn.forget()
      return deleted
    },

    /** Brings a deleted account back, with the token of the refused sign-in, or the mailed one and the address. */
    keepAccount: async (body: { token: string; email?: string }, options?: Options) =>
      keeping(await ask<TokenAnswer>('POST /api/v1/auth/keep-account', { body, options })),

    changePassword: async (body: ChangePassword, options?: Options) =>
      keepingNew(
        await signedIn.ask<Said & NewTokens>('POST /api/v1/auth/change-password', {
          body,
          options,
          byDevice: true,
        }),
      ),

    /**
     * Mails a code and a link, if there is an account; whether there is one is not told. The code goes to
     * `resetPassword` with the `request` of this answer.
     */
    forgotPassword: (body: ForgotPassword, options?: Options) =>
      ask<{ request: string; expires_in: number }>('POST /api/v1/auth/forgot-password', {
        body,
        options,
        byDevice: true,
      }),

    /** Ends every session of the account, and signs nobody in. */
    resetPassword: (body: ResetByCode | ResetByLink, options?: Options) =>
      ask<Said>('POST /api/v1/auth/reset-password', { body, options, byDevice: true }),

    /** One's own, the first one or another. It asks for a proof of the last ten minutes. */
    setOwnPassword: (body: SetPassword, options?: Options) =>
      signedIn.ask<Said>('PUT /api/v1/users/me/password', { body, options }),

    /** Mails a code to the present and another to the new address. `request` goes to `confirmEmail` with both. */
    changeEmail: (body: { email: string }, options?: Options) =>
      signedIn.ask<{ request: string; expires_in: number }>('POST /api/v1/users/me/email', { body, options }),

    /** The password manager of this device learns the new address, where it can be told. */
    confirmEmail: async (body: ConfirmEmail, options?: Options) => {
      const answer = await signedIn.ask<NewTokens>('POST /api/v1/users/me/email/confirm', { body, options })
      await keepingNew(answer)
      await ownPasskeys.syncPasskeys(options).catch(() => {})
      return answer
    },

    /** One's own within ten minutes of signing in, or anybody's as an administrator. */
    setPassword: (userId: string, body: SetPassword, options?: Options) =>
      signedIn.ask<Said>(`POST /api/v1/auth/reset-password/${encodeURIComponent(userId)}`, { body, options }),

    me: (options?: Options) => signedIn.ask<User>('GET /api/v1/users/me', { options }),

    editMe: (body: EditProfile, options?: Options) =>
      signedIn.ask<User>('PUT /api/v1/users/me', { body, options }),

    /** Confirms the address with the code that was mailed to it. Then the access token says so, too. */
    verify: (body: { code: string }, options?: Options) =>
      signedIn.renewAfter(signedIn.ask<User>('POST /api/v1/users/me/verify', { body, options })),

    /** Mails the code and the link that confirm the address again. */
    mailVerification: (options?: Options) =>
      signedIn.ask<Said & { expires_in: number }>('POST /api/v1/users/me/verify/mail', { options }),

    user: (userId: string, options?: Options) =>
      signedIn.ask<User>(`GET /api/v1/users/${encodeURIComponent(userId)}`, { options }),
  }
}
