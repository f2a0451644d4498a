import type * as z from 'zod/mini'
import { changePassword } from '../../core/account/change-password.ts'
import { setPassword } from '../../core/account/set-password.ts'
import { refresh } from '../../core/sessions/refresh.ts'
import { signOut } from '../../core/sessions/sign-out.ts'
import { signInWithPassword } from '../../core/sign-in/with-password.ts'
import { register } from '../../core/account/register.ts'
import { maybeSignedIn, signedIn } from '../../http/caller.ts'
import { jsonBody } from '../../http/json-body.ts'
import type { Surface } from '../../http/surface.ts'
import { tokenAnswer, userAnswer } from './answers.ts'
import {
  ChangePassword,
  Login,
  Logout,
  Refresh,
  RegisterByNames,
  RegisterPerson,
  SetPassword,
} from './bodies.ts'

/** Registering, signing in and out, and passwords. */
export function authRoutes(surface: Surface) {
  surface.post('/api/v1/auth/register', maybeSignedIn, jsonBody(registration), async (c) => {
    const { deps, optionalCaller } = c.var
    const body = c.req.valid('json')
    const byNames = 'names' in body
    const { email, password } = body
    const { user, tokens } = await register(deps, {
      email,
      password,
      profile: {
        firstName: byNames ? body.names : body.first_name,
        lastName: byNames ? body.surnames : body.last_name,
        documentNumber: body.document_number ?? null,
        phoneNumber: body.phone_number ?? null,
        address: body.address ?? null,
      },
      caller: optionalCaller,
      // Only an administrator registers administrators, and only in the words of source 3.
      passesRoleOn: byNames,
    })
    return c.json({ user: userAnswer(user, deps), ...tokenAnswer(tokens) }, 201)
  })

  surface.post('/api/v1/auth/login', jsonBody(Login), async (c) => {
    const tokens = await signInWithPassword(c.var.deps, c.req.valid('json'))
    return c.json(tokenAnswer(tokens))
  })

  surface.post('/api/v1/auth/refresh', jsonBody(Refresh), async (c) => {
    const { refresh_token } = c.req.valid('json')
    const { accessToken, expiresIn, refreshToken } = await refresh(c.var.deps, {
      refreshToken: refresh_token,
    })
    // Source 4 prints this literal in lower case; token types are case-insensitive (RFC 6749 §7.1).
    return c.json({
      access_token: accessToken,
      expires_in: expiresIn,
      refresh_token: refreshToken,
      token_type: 'bearer',
    })
  })

  surface.post('/api/v1/auth/logout', signedIn(), jsonBody(Logout, { optional: true }), async (c) => {
    const { refresh_token } = c.req.valid('json')
    await signOut(c.var.deps, { caller: c.var.caller, refreshToken: refresh_token ?? undefined })
    return c.json({ message: 'Successfully logged out' })
  })

  surface.post('/api/v1/auth/change-password', signedIn(), jsonBody(ChangePassword), async (c) => {
    const { current_password, new_password } = c.req.valid('json')
    const tokens = await changePassword(c.var.deps, {
      caller: c.var.caller,
      currentPassword: current_password,
      newPassword: new_password,
    })
    return c.json({ message: 'Password changed', ...tokenAnswer(tokens) })
  })

  surface.on(
    ['POST', 'PUT', 'PATCH'],
    '/api/v1/auth/reset-password/:user_id',
    signedIn({ alsoIn: 'Authentication' }),
    jsonBody(SetPassword),
    async (c) => {
      const { password } = c.req.valid('json')
      await setPassword(c.var.deps, { caller: c.var.caller, userId: c.req.param('user_id'), password })
      return c.json({ message: 'Password updated' })
    },
  )
}

/** The two shapes of a registration are told apart by source 3's names. */
const registration = {
  among: [RegisterPerson, RegisterByNames],
  by: (members: Record<string, unknown>): z.ZodMiniType<Registration> =>
    'names' in members || 'surnames' in members ? RegisterByNames : RegisterPerson,
}

type Registration = z.output<typeof RegisterByNames> | z.output<typeof RegisterPerson>
