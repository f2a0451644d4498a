import type { Ask, Options } from './ask.ts'
import { type Held, isInCookies, nextInCookies } from './held.ts'
import type { Session } from './session.ts'
import type { SignedIn } from './signed-in.ts'

/** `TEST_PWD` is for tests of apps: with the right one no code is mailed. */
export type RequestCode = { account: string; TEST_PWD?: unknown }

export type Code = { code: string }

export type CreateAccount = {
  pwd: string
  firstName?: string | null | undefined
  lastName?: string | null | undefined
}

export type StartSignIn = { account: string; pwd: string; TEST_PWD?: unknown }

export type StartEmailChange = { newAccount: string; TEST_PWD?: unknown }

export type FinishEmailChange = { codeCurrentAccount: string; codeNewAccount: string }

export type FinishPasswordReset = { code: string; newPwd: string }

/** `link` names the step that follows, `expiresIn` the seconds the access token has left. */
export type Success = {
  success: true
  expiresIn?: number | undefined
  link: { rel: 'self' | 'next' | 'first'; href: string }[]
}

export type AuthV1 = ReturnType<typeof authV1>

/** `/auth/v1/*`: codes by mail, and tokens in cookies that no script can read. */
export function authV1({ ask, signedIn, session }: { ask: Ask; signedIn: SignedIn; session: Session }) {
  const cookies = true
  const keeping = async (answer: Success, before: Held | null = null) => {
    await session.keep(nextInCookies(before))
    return answer
  }

  return {
    /** Mails a code to an address, to prove that it is one's own. */
    requestCode: (body: RequestCode, options?: Options) =>
      ask<Success>('POST /auth/v1/request/code/', { body, options, cookies }),

    /** Who is signed in with that address confirms it. */
    verifyCode: (body: Code, options?: Options) =>
      signedIn.ask<Success>('POST /auth/v1/verify/code/', { body, options, cookies }),

    /** For the address that was proven. Signs in. */
    createAccount: async (body: CreateAccount, options?: Options) =>
      keeping(await ask('POST /auth/v1/create/account/', { body, options, cookies })),

    /** Checks the password and mails a code. */
    startSignIn: (body: StartSignIn, options?: Options) =>
      ask<Success>('POST /auth/v1/request/refreshToken/code/', { body, options, cookies }),

    finishSignIn: async (body: Code, options?: Options) =>
      keeping(await ask('POST /auth/v1/request/refreshToken/', { body, options, cookies })),

    /** Rarely needed: every call does it by itself after a 401. */
    renew: () => signedIn.renew(signedIn.byCookie),

    /** Mails one code to the present address and another one to the new. */
    startAddressChange: (body: StartEmailChange, options?: Options) =>
      signedIn.ask<Success>('PATCH /auth/v1/account/request/code/', { body, options, cookies }),

    /** Ends every session but this one, which goes on in cookies. */
    finishAddressChange: async (body: FinishEmailChange, options?: Options) => {
      const answer = await signedIn.ask<Success>('PATCH /auth/v1/change/account/', { body, options, cookies })
      return keeping(answer, await session.held())
    },

    /** Mails a code, if there is an account; whether there is one is not told. */
    startPasswordReset: (body: RequestCode, options?: Options) =>
      ask<Success>('PATCH /auth/v1/password/request/code/', { body, options, cookies }),

    /** Ends every session of the account, and signs nobody in. */
    finishPasswordReset: async (body: FinishPasswordReset, options?: Options) => {
      const answer = await ask<Success>('PATCH /auth/v1/change/password/', { body, options, cookies })
      if (isInCookies(await session.held())) await session.drop()
      return answer
    },

    /** Ends the session. One that is over already is no error. */
    logout: (options?: Options) => signedIn.signOut('POST /auth/v1/request/logout/', { options, cookies }),
  }
}
