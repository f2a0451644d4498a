import * as z from 'zod/mini'
import { confirmed, email, password, text } from '../../core/identity/fields.ts'

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
