import * as z from 'zod/mini'
import { confirmed, email, password, text } from '../../core/identity/fields.ts'
import { eitherBody, jsonBody } from '../../http/body.ts'

/** On this surface a member that is null or `""` counts as absent. */
export const body = <Body>(schema: z.ZodMiniType<Body>) => jsonBody(schema, { prepare: withoutEmpty })

/** The same for a body of several forms. */
export const either = <Body>(...[schemas, choose]: Parameters<typeof eitherBody<Body>>) =>
  eitherBody(schemas, choose, { prepare: withoutEmpty })

const withoutEmpty = (members: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null && value !== ''))

export const Register = z
  .object({ name: text(200), email, password, password_confirmation: z.optional(z.string()) })
  .check(confirmed('password', 'password_confirmation'))

export const Login = z.object({ email, password })

export const Refresh = z.object({ refresh_token: z.string() })

export const Logout = z.object({ token: z.string() })

export const MailResetLink = z.object({ email })

export const ResetPassword = z
  .object({ token: z.string(), email, password, password_confirmation: z.string() })
  .check(confirmed('password', 'password_confirmation'))
