import { textOf } from './base64url.ts'
import { createBegun } from './begun.ts'
import { browser } from './browser.ts'
import { areOfOneSession, type Held } from './held.ts'
import { claimsIn, readIdToken, type UserInfo } from './id-token.ts'
import { inTime } from './in-time.ts'
import { heldOfApp, type OAuth, refusalOf } from './oauth.ts'
import { Unreachable } from './refusal.ts'
import type { Session } from './session.ts'

export type SignInOptions = {
  /** Where the user goes on afterwards, a page of this origin; this page unless said otherwise. */
  returnTo?: string
  /** What the app may know and do: `openid profile email` unless said otherwise. `offline_access` keeps people signed in. */
  scope?: string
  /** `none` shows nobody anything: whoever is not signed in at the service comes back with `login_required`. */
  prompt?: 'none' | 'login' | 'consent' | 'select_account'
  /** The address, if it is known. */
  loginHint?: string
  /** Languages of the pages, the best first: `de fr`. */
  uiLocales?: string
  /** Seconds: whoever has proven longer ago who they are does it again. */
  maxAge?: number
}

/** Somebody has come back from a sign-in. */
export type SignedInByRedirect = { returnTo: string; user: UserInfo }

const DEFAULT_SCOPE = 'openid profile email'
/** What an answer of the service adds to an address (RFC 6749 §4.1.2, RFC 9207 §2). */
const ANSWER = ['code', 'state', 'iss', 'error', 'error_description', 'error_uri']

const random = (bytes: number) => textOf(crypto.getRandomValues(new Uint8Array(bytes)))

/** Sign-in by redirect: a code with PKCE (RFC 9700 §2.1.1), and OpenID Connect. */
export function createRedirect({
  url,
  app,
  redirectUri,
  session,
  oauth,
}: {
  url: string
  app: string
  redirectUri: string | undefined
  session: Session
  oauth: OAuth
}) {
  const begun = createBegun(url, app)
  let handling: Promise<SignedInByRedirect | null> | undefined

  function leave(path: string, params: Record<string, string | number | undefined>): void {
    const given = Object.entries(params).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)]],
    )
    page().assign(`${url}${path}?${new URLSearchParams(given)}`)
  }

  async function signIn(options: SignInOptions = {}, provider?: string): Promise<void> {
    const { href, origin } = page()
    const { scope = DEFAULT_SCOPE, prompt, loginHint, uiLocales, maxAge, returnTo = href } = options
    const target = new URL(returnTo, href)
    // Whoever takes it from an address of its own would else lead people away.
    if (target.origin !== origin) throw new TypeError('returnTo has to be a page of this origin.')
    if (!crypto.subtle) throw new TypeError('Sign-in by redirect needs a page by https, or on localhost.')
    const [state, nonce, verifier] = [random(16), random(16), random(32)]
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))
    const back = redirectUri ?? `${origin}/`
    begun.keep(state, { verifier, nonce, redirectUri: back, returnTo: target.href, at: Date.now() })
    leave('/authorize', {
      response_type: 'code',
      client_id: app,
      redirect_uri: back,
      scope: [...new Set(['openid', ...scope.split(' ')])].join(' ').trim(),
      state,
      nonce,
      code_challenge: textOf(digest),
      code_challenge_method: 'S256',
      prompt,
      login_hint: loginHint,
      ui_locales: uiLocales,
      max_age: maxAge,
      provider,
    })
  }

  async function handle(): Promise<SignedInByRedirect | null> {
    if (!browser.location) return null
    const here = new URL(page().href)
    const [code, state, iss, error, description] = ANSWER.map((name) => here.searchParams.get(name))
    if (!state || !(code || error)) return null
    const found = begun.take(state)
    // The app may speak with others by such addresses too.
    if (!found && iss !== url) return null
    // Before anything is asked: a reload must not bring the code again, and it must not stay in the history.
    for (const name of ANSWER) here.searchParams.delete(name)
    browser.history?.replaceState(browser.history.state, '', here.href)
    // RFC 9207 §2.4: of two services that an app knows, one could hand it the code of the other.
    if (iss !== url) throw new Unreachable('an answer of another service')
    if (!found) {
      if ((await session.held()) !== null) return null
      throw refusalOf('invalid_request', { kind: 'first_step_missing', description: NOT_BEGUN })
    }
    const { returnTo, nonce, verifier: code_verifier, redirectUri: redirect_uri } = found
    if (error || !code) throw refusalOf(String(error), { returnTo, ...(description && { description }) })
    const tokens = await inTime((over) => oauth.exchange({ code, code_verifier, redirect_uri }, over))
    const { sid, user } = readIdToken(tokens.id_token ?? '', { issuer: url, app, nonce })
    await keep(heldOfApp(tokens, sid), user)
    return { returnTo, user }
  }

  /** Keeps what was opened, and ends what somebody else had. What cannot be kept is ended: nobody could end it later. */
  async function keep(opened: Held, user: UserInfo) {
    const before = await session.held().catch(() => null)
    const isAnothers = before?.idToken !== undefined && claimsIn(before.idToken).sub !== user.sub
    try {
      await session.keep(opened)
    } catch (error) {
      await end(opened)
      throw error
    }
    if (before && isAnothers && !areOfOneSession(before, opened)) void end(before)
  }

  const end = (held: Held) => inTime((over) => oauth.revoke(held, over)).catch(() => {})

  return {
    signIn: (options?: SignInOptions) => signIn(options),

    signInWith: (provider: string, options?: SignInOptions) => signIn(options, provider),

    /** Once, however often it is called at the same time: React runs an effect twice. */
    handleRedirect: () =>
      (handling ??= handle().finally(() => {
        handling = undefined
      })),

    async signOut({ returnTo }: { returnTo?: string } = {}): Promise<void> {
      const { href } = page()
      const held = await session.held()
      if (held) await end(held)
      await session.leave()
      leave('/logout', {
        client_id: app,
        id_token_hint: held?.idToken,
        post_logout_redirect_uri: returnTo === undefined ? undefined : new URL(returnTo, href).href,
      })
    },
  }
}

const NOT_BEGUN = 'This sign-in was not begun in this browser, or too long ago.'

function page() {
  const { location } = browser
  if (!location) throw new TypeError('Sign-in by redirect needs a browser.')
  return location
}
