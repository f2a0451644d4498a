import type { Ask, Options } from './ask.ts'
import { isInCookies, nextInCookies } from './held.ts'
import type { Session } from './session.ts'
import type { SignedIn } from './signed-in.ts'
import { createStepCookies } from './step-cookies.ts'

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
  /** The code of the next step comes from an authenticator app. Without it, it is mailed. */
  method?: 'totp' | undefined
  link: { rel: 'self' | 'next' | 'first'; href: string }[]
}

export type AuthV1 = ReturnType<typeof authV1>

/** `/auth/v1/*`: codes by mail, and tokens in cookies that no script can read. */
export function authV1({
  ask,
  signedIn,
  session,
  url,
}: {
  ask: Ask
  signedIn: SignedIn
  session: Session
  url: string
}) {
  const cookies = true
  const steps = createStepCookies(url)
  const keeping = async (answer: Success) => {
    await signedIn.keepOpened(nextInCookies(null))
    return answer
  }

  return {
    /** Mails a code to an address, to prove that it is one's own. */
    requestCode: (body: RequestCode, options?: Options) =>
      steps.begin('code', ask<Success>('POST /auth/v1/request/code/', { body, options, cookies })),

    /** Who is signed in with that address confirms it. */
    verifyCode: (body: Code, options?: Options) => {
      const answer = signedIn.ask<Success>('POST /auth/v1/verify/code/', { body, options, cookies })
      return signedIn.renewAfter(steps.begin('account', steps.need('code', answer)))
    },

    /** For the address that was proven. Signs in. */
    createAccount: async (body: CreateAccount, options?: Options) => {
      const answer = ask<Success>('POST /auth/v1/create/account/', { body, options, cookies })
      return keeping(await steps.need('account', answer))
    },

    /** Checks the password and mails a code. */
    startSignIn: (body: StartSignIn, options?: Options) => {
      const answer = ask<Success>('POST /auth/v1/request/refreshToken/code/', { body, options, cookies })
      return steps.begin('sign-in', answer)
    },

    finishSignIn: async (body: Code, options?: Options) => {
      const answer = ask<Success>('POST /auth/v1/request/refreshToken/', { body, options, cookies })
      return keeping(await steps.need('sign-in', answer))
    },

    /** Rarely needed: every call does it by itself after a 401. */
    renew: () => signedIn.renew(signedIn.byCookie),

    /** Mails one code to the present address and another one to the new. */
    startAddressChange: (body: StartEmailChange, options?: Options) => {
      const answer = signedIn.ask<Success>('PATCH /auth/v1/account/request/code/', { body, options, cookies })
      return steps.begin('address', answer)
    },

    /** Ends every session but this one, which goes on in cookies. */
    finishAddressChange: async (body: FinishEmailChange, options?: Options) => {
      const answer = signedIn.ask<Success>('PATCH /auth/v1/change/account/', { body, options, cookies })
      const said = await steps.need('address', answer)
      await session.keep(nextInCookies(await session.held()))
      return said
    },

    /** Mails a code, if there is an account; whether there is one is not told. */
    startPasswordReset: (body: RequestCode, options?: Options) => {
      const answer = ask<Success>('PATCH /auth/v1/password/request/code/', { body, options, cookies })
      return steps.begin('password', answer)
    },

    /** Ends every session of the account, and signs nobody in. */
    finishPasswordReset: async (body: FinishPasswordReset, options?: Options) => {
      const asking = ask<Success>('PATCH /auth/v1/change/password/', { body, options, cookies })
      const answer = await steps.need('password', asking)
      if (isInCookies(await session.held())) await session.drop()
      return answer
    },

    /** Ends the session. One that is over already is no error. */
    logout: (options?: Options) => signedIn.signOut('POST /auth/v1/request/logout/', { options, cookies }),
  }
}
