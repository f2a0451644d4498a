import type { AccountV1 } from './account-v1.ts'
import type { UserInfo } from './id-token.ts'
import { readAnswer, refusalOf } from './oauth.ts'
import type { SignedInByRedirect, SignInOptions } from './redirect.ts'
import { Unreachable } from './refusal.ts'

/** What a client has that signs in by redirect. */
export type SignInByRedirect = {
  /** Leads the browser to the service, which leads it back to `redirectUri`. */
  signIn: (options?: SignInOptions) => Promise<void>

  /**
   * The same, and the service sends whoever is not signed in there straight to a provider: Google, or what else
   * `account.providers()` lists. One that is not offered changes nothing: the service asks how to sign in.
   *
   * @param provider its `id`
   */
  signInWith: (provider: string, options?: SignInOptions) => Promise<void>

  /**
   * Ends a sign-in on the page that the service leads back to, and takes what it has brought out of the address. Null
   * when the address brings nothing: it can be called on every page.
   *
   * @throws Refusal when the user or the service has refused, with `oauthError` and `returnTo`
   * @throws Unreachable when nobody answers, or somebody else
   */
  handleRedirect: () => Promise<SignedInByRedirect | null>

  /** Who is signed in, as the service knows it now. */
  userInfo: () => Promise<UserInfo>

  /**
   * Signs out of the app and of the service, which leads back to `returnTo`: one of the addresses that are registered
   * for it.
   */
  signOut: (options?: { returnTo?: string }) => Promise<void>
}

/** The account is the user's own: the token of an app is no key to it, and no request is sent. */
export const refusing = <Methods extends object>(methods: Methods): Methods =>
  Object.fromEntries(Object.keys(methods).map((name) => [name, refuse])) as Methods

/** The same, but for what is asked without a token, before anybody is signed in. */
export const refusingAccount = (account: AccountV1): AccountV1 => ({
  ...refusing(account),
  providers: account.providers,
})

const refuse = () =>
  Promise.reject(
    refusalOf('insufficient_scope', {
      status: 403,
      description: 'An app that signs in by redirect has no account methods.',
    }),
  )

/** @param fetch with the access token of the app */
export async function readUserInfo(
  fetch: (url: string) => Promise<Response>,
  url: string,
): Promise<UserInfo> {
  const answer = await fetch(`${url}/userinfo`).catch((error: unknown) => {
    throw new Unreachable(error)
  })
  return readAnswer<UserInfo>(answer)
}
