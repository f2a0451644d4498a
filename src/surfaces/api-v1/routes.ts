import type * as z from 'zod/mini'
import { mailResetLink, resetByLink } from '../../core/account/reset-by-link.ts'
import { refresh } from '../../core/sessions/refresh.ts'
import { signOutWith } from '../../core/sessions/sign-out.ts'
import { signInWithPassword } from '../../core/sign-in/with-password.ts'
import { register } from '../../core/account/register.ts'
import { signedIn } from '../../http/caller.ts'
import { jsonBody } from '../../http/json-body.ts'
import type { Surface } from '../../http/surface.ts'
import { Login, Logout, MailResetLink, Refresh, Register, ResetPassword } from './bodies.ts'
import { envelope, tokenData } from './envelope.ts'

/** To this surface null and `""` are the same as a member that is not there. */
const body = <Schema extends z.ZodMiniType>(schema: Schema) => jsonBody(schema, { emptyIsAbsent: true })

export function routes(surface: Surface) {
  surface.post('/api/v1/register', body(Register), async (c) => {
    const { name, email, password } = c.req.valid('json')
    const { tokens } = await register(c.var.deps, {
      email,
      password,
      profile: splitName(name),
      caller: undefined,
      passesRoleOn: false,
    })
    return envelope(c, { data: tokenData(tokens), message: '' })
  })

  surface.post('/api/v1/login', body(Login), async (c) => {
    const tokens = await signInWithPassword(c.var.deps, c.req.valid('json'))
    return envelope(c, { data: tokenData(tokens), message: '' })
  })

  surface.post('/api/v1/token/refresh', body(Refresh), async (c) => {
    const tokens = await refresh(c.var.deps, { refreshToken: c.req.valid('json').refresh_token })
    return envelope(c, { data: tokenData(tokens), message: '' })
  })

  surface.post('/api/v1/logout', signedIn(), body(Logout), async (c) => {
    await signOutWith(c.var.deps, { caller: c.var.caller, refreshToken: c.req.valid('json').token })
    return envelope(c, { data: null, message: 'Logout success.' })
  })

  surface.post('/api/v1/password/email', body(MailResetLink), async (c) => {
    await mailResetLink(c.var.deps, c.req.valid('json'))
    return envelope(c, { data: true, message: 'We have e-mailed your password reset link!' })
  })

  surface.post('/api/v1/password/reset', body(ResetPassword), async (c) => {
    const { token, email, password } = c.req.valid('json')
    await resetByLink(c.var.deps, { token, email, password })
    return envelope(c, { data: true, message: 'Your password has been reset!' })
  })
}

/** At the last space: what stands before it is the first name. */
function splitName(name: string): { firstName: string; lastName: string | null } {
  const space = name.lastIndexOf(' ')
  if (space < 0) return { firstName: name, lastName: null }
  return { firstName: name.slice(0, space).trim(), lastName: name.slice(space + 1) }
}
