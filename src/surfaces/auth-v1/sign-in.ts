import { codesFor } from '../../core/ledger/code-maker.ts'
import { refresh } from '../../core/sessions/refresh.ts'
import { signOutAnyhow } from '../../core/sessions/sign-out.ts'
import { finishSignIn, startSignIn } from '../../core/sign-in/with-email-code.ts'
import { eitherBody, jsonBody } from '../../http/body.ts'
import { maybeSignedIn } from '../../http/caller.ts'
import { optionalCookie, readCookie, requiredCookie, stepCookie } from '../../http/cookies.ts'
import { Code, finishSignInForm, RecoveryCode, StartSignIn } from './bodies.ts'
import { step, inCookie, signedInCookies, tokensInCookies } from './step.ts'

/** Signing in in two steps, the next pair of tokens, and signing out. */
export const signInRoutes = [
  step({
    method: 'POST',
    path: '/auth/v1/request/refreshToken/code',
    summary: 'Sign in, first step: check the password, mail a code',
    body: jsonBody(StartSignIn),
    sets: ['login'],
    next: '/auth/v1/request/refreshToken',
    maySayMethod: true,
    refusals: ['wrong_credentials', 'second_step_required', 'account_deleting', 'human_check_required'],
    async handle({ c, deps, body: { account, pwd, TEST_PWD } }) {
      const codes = codesFor(deps.config, TEST_PWD)
      const wanted = { email: account, password: pwd, codes, earlierStep: readCookie(c, 'login') }
      const started = await startSignIn(deps, wanted)
      return { login: inCookie(started), ...(started.method === 'totp' && { method: started.method }) }
    },
  }),

  step({
    method: 'POST',
    path: '/auth/v1/request/refreshToken',
    summary: 'Sign in, second step: open the session',
    body: eitherBody([Code, RecoveryCode], finishSignInForm),
    cookie: stepCookie('login'),
    clears: ['login'],
    sets: ['refreshToken', 'accessToken', 'device'],
    answersDevice: true,
    next: '/auth/v1/request/accessToken',
    saysExpiresIn: true,
    refusals: ['invalid_code', 'second_step_refused', 'account_deleting', 'human_check_required'],
    async handle({ c, deps, body: proof, cookie }) {
      return signedInCookies(c, await finishSignIn(deps, { step: cookie, proof }))
    },
  }),

  step({
    method: 'GET',
    path: '/auth/v1/request/accessToken',
    summary: 'Refresh tokens (auth-v1)',
    changesByReading: true,
    cookie: requiredCookie('refreshToken', 'unauthenticated'),
    sets: ['refreshToken', 'accessToken'],
    saysExpiresIn: true,
    refusals: ['refresh_token_refused'],
    handle: async ({ deps, cookie }) => tokensInCookies(await refresh(deps, { refreshToken: cookie })),
  }),

  step({
    method: 'POST',
    path: '/auth/v1/request/logout',
    summary: 'Sign out (auth-v1)',
    caller: maybeSignedIn,
    cookie: optionalCookie('refreshToken'),
    clears: ['refreshToken', 'accessToken'],
    refusals: ['unauthenticated'],
    async handle({ deps, caller, cookie }) {
      await signOutAnyhow(deps, { refreshToken: cookie, caller })
      return {}
    },
  }),
]
