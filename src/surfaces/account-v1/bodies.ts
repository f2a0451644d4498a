import * as z from 'zod/mini'
import { bio, confirmed, contact, email, password, text, unsettable } from '../../core/identity/fields.ts'

const name = text(100)

/** Source 4: a person registers. */
export const RegisterPerson = z
  .object({ email, password, confirm_password: z.string(), first_name: name, last_name: name, ...contact })
  .check(confirmed('password', 'confirm_password'))

/** Source 3: the same, in the words of an administration. */
export const RegisterByNames = z
  .object({
    email,
    password,
    confirm_password: z.optional(z.string()),
    names: name,
    surnames: name,
    ...contact,
  })
  .check(confirmed('password', 'confirm_password'))

export const Login = z.object({ email, password })

export const Refresh = z.object({ refresh_token: z.string() })

export const Logout = z.object({ refresh_token: unsettable(z.string()) })

export const ChangePassword = z
  .object({ current_password: password, new_password: password, confirm_password: z.string() })
  .check(confirmed('new_password', 'confirm_password'))

export const SetPassword = z.object({ password })

export const EditProfile = z.object({
  first_name: unsettable(name),
  last_name: unsettable(name),
  bio,
  ...contact,
})
