import * as z from 'zod/mini'
import { register } from '../../core/account/register.ts'
import { profileFrom } from '../../core/identity/profile-members.ts'
import { tokenForPage } from '../../core/sessions/page-token.ts'
import { refresh } from '../../core/sessions/refresh.ts'
import { signOut, signOutEverywhere } from '../../core/sessions/sign-out.ts'
import { signInWithPassword } from '../../core/sign-in/with-password.ts'
import { accessToken, expiresIn, refreshToken } from '../../http/answer-schemas.ts'
import { eitherBody, jsonBody } from '../../http/body.ts'
import { maybeSignedIn, signedInAnyhow, signedInByCookie } from '../../http/caller.ts'
import { answerDevice } from '../../http/device-tokens.ts'
import { jsonRoute } from '../../http/route.ts'
import { tokenAnswer, tokens, User, userAnswer } from './answers.ts'
import { Login, Logout, Refresh, RegisterByNames, registrationForm, RegisterPerson } from './bodies.ts'

/** Registering, signing in and out, and the next pair of tokens. */
export const sessionRoutes = [
  jsonRoute({
    method: 'POST',
    path: '/api/v1/auth/register',
    summary: 'Register (account-v1)',
    caller: maybeSignedIn,
    body: eitherBody([RegisterPerson, RegisterByNames], registrationForm),
    status: 201,
    answer: () => z.strictObject({ user: User(), ...tokens() }),
    answersDevice: true,
    refusals: ['email_taken', 'sign_up_closed', 'human_check_required'],
    async handle({ c, deps, caller, body }) {
      const { email, password } = body
      const byNames = 'names' in body
      const names = byNames ? { first_name: body.names, last_name: body.surnames } : body
      const profile = profileFrom({ ...body, ...names })
      // Only an administrator registers administrators, and only by names and surnames.
      const registered = await register(deps, { email, password, profile, caller, passesRoleOn: byNames })
      const tokens = answerDevice(c, registered.tokens)
      return { user: userAnswer({ ...registered.user, lastLoginAt: null }, deps), ...tokenAnswer(tokens) }
    },
  }),

  jsonRoute({
    method: 'POST',
    path: '/api/v1/auth/login',
    summary: 'Sign in (account-v1)',
    body: jsonBody(Login),
    answer: () => z.strictObject(tokens()),
    answersDevice: true,
    refusals: ['wrong_credentials', 'second_step_required', 'account_deleting', 'human_check_required'],
    handle: async ({ c, deps, body }) => tokenAnswer(answerDevice(c, await signInWithPassword(deps, body))),
  }),

  jsonRoute({
    method: 'POST',
    path: '/api/v1/auth/refresh',
    summary: 'Refresh tokens (account-v1)',
    body: jsonBody(Refresh),
    answer: () =>
      z.strictObject({
        access_token: accessToken(),
        expires_in: expiresIn(),
        refresh_token: refreshToken(),
        // In lower case here: token types are case-insensitive (RFC 6749 §7.1).
        token_type: z.literal('bearer'),
      }),
    refusals: ['refresh_token_refused'],
    async handle({ deps, body }) {
      const pair = await refresh(deps, { refreshToken: body.refresh_token })
      return {
        access_token: pair.accessToken,
        expires_in: pair.expiresIn,
        refresh_token: pair.refreshToken,
        token_type: 'bearer' as const,
      }
    },
  }),

  jsonRoute({
    method: 'POST',
    path: '/api/v1/auth/token',
    summary: 'Get an access token by session cookies, for an allowed `Origin`',
    caller: signedInByCookie,
    answer: () =>
      z.strictObject({
        access_token: accessToken(),
        token_type: z.literal('Bearer'),
        expires_in: expiresIn(),
      }),
    async handle({ deps, caller }) {
      const { accessToken, expiresIn } = await tokenForPage(deps, caller)
      return { access_token: accessToken, token_type: 'Bearer' as const, expires_in: expiresIn }
    },
  }),

  jsonRoute({
    method: 'POST',
    path: '/api/v1/auth/logout',
    summary: 'Sign out (account-v1): here, or everywhere',
    caller: signedInAnyhow,
    body: jsonBody(Logout, { optional: true }),
    answer: () => z.strictObject({ message: z.literal('Successfully logged out') }),
    async handle({ deps, caller, body }) {
      if (body.everywhere === true) await signOutEverywhere(deps, caller)
      else await signOut(deps, { caller, refreshToken: body.refresh_token ?? undefined })
      return { message: 'Successfully logged out' as const }
    },
  }),
]
