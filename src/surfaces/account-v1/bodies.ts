import * as z from 'zod/mini'
import {
  code,
  confirmed,
  email,
  password,
  recoveryCode,
  text,
  totp,
  unsettable,
} from '../../core/identity/fields.ts'
import { bio, contact, language, name } from '../../core/identity/profile-members.ts'
import { authenticationResponse, registrationResponse } from '../../core/passkeys/bodies.ts'
import { TYPED_FORMS, typedForm } from '../../http/second-step.ts'

/** A person registers themselves. */
export const RegisterPerson = z
  .object({ email, password, confirm_password: z.string(), first_name: name, last_name: name, ...contact })
  .check(confirmed('password', 'confirm_password'))

/** The same by names and surnames, as an administration writes them. */
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

type Registration = z.output<typeof RegisterByNames> | z.output<typeof RegisterPerson>

/** The two forms of a registration are told apart by the members `names` and `surnames`. */
export const registrationForm = (members: Record<string, unknown>): z.ZodMiniType<Registration> =>
  'names' in members || 'surnames' in members ? RegisterByNames : RegisterPerson

export const Login = z.object({ email, password })

const ReauthenticateByPassword = z.object({ password })
const ReauthenticateByTotp = z.object({ totp })
const ReauthenticateByMail = z.object({ code })
const ReauthenticateByRecoveryCode = z.object({ recovery_code: recoveryCode })

const ReauthenticateByPasskey = z.object({ passkey: authenticationResponse })

export type Reauthenticate =
  | z.output<typeof ReauthenticateByPasskey>
  | z.output<typeof ReauthenticateByPassword>
  | z.output<typeof ReauthenticateByTotp>
  | z.output<typeof ReauthenticateByRecoveryCode>
  | z.output<typeof ReauthenticateByMail>

export const REAUTHENTICATE_FORMS = [
  ReauthenticateByPassword,
  ReauthenticateByTotp,
  ReauthenticateByRecoveryCode,
  ReauthenticateByPasskey,
  ReauthenticateByMail,
]

export const reauthenticateForm = (members: Record<string, unknown>): z.ZodMiniType<Reauthenticate> => {
  if ('totp' in members) return ReauthenticateByTotp
  if ('passkey' in members) return ReauthenticateByPasskey
  if ('code' in members) return ReauthenticateByMail
  return 'recovery_code' in members ? ReauthenticateByRecoveryCode : ReauthenticateByPassword
}

export const ChangeEmail = z.object({ email })

export const ConfirmEmailChange = z.object({ request: z.string(), code_current: code, code_new: code })

const SecondStepByPasskey = z.object({ token: z.string(), passkey: authenticationResponse })

export const SECOND_STEP_FORMS = [...TYPED_FORMS, SecondStepByPasskey]

type SecondStep = z.output<typeof SecondStepByPasskey> | z.output<ReturnType<typeof typedForm>>

/** The forms of a second step are told apart by the member that has the proof. */
export const secondStepForm = (members: Record<string, unknown>): z.ZodMiniType<SecondStep> =>
  'passkey' in members ? SecondStepByPasskey : typedForm(members)

/** Without a member the passkey is to sign in, whoever is signed in already. */
export const AskForPasskey = z.object({
  /** Of a second step. */
  token: z.optional(z.string()),
  /** One more proof of the caller. */
  for: z.optional(z.literal('reauthenticate')),
})

export const SignInWithPasskey = z.object({ credential: authenticationResponse })

const passkeyName = text(64)

export const AddPasskey = z.object({ credential: registrationResponse, name: z.optional(passkeyName) })

export const RenamePasskey = z.object({ name: passkeyName })

export const ConfirmTotp = z.object({ code: totp })

export const ChangeSecurity = z.object({
  second_step: z.optional(z.boolean()),
  mail_sign_in: z.optional(z.boolean()),
})

export const Refresh = z.object({ refresh_token: z.string() })

export const Logout = z.object({ refresh_token: unsettable(z.string()), everywhere: z.optional(z.boolean()) })

export const ChangePassword = z
  .object({ current_password: password, new_password: password, confirm_password: z.string() })
  .check(confirmed('new_password', 'confirm_password'))

export const ForgotPassword = z.object({ email })

/** With the code of the mail, in the app that has asked for it. */
export const ResetByCode = z.object({ request: z.string(), code, password })

/** With the link of the mail, wherever it is opened. */
export const ResetByLink = z.object({ token: z.string(), password })

type Reset = z.output<typeof ResetByCode> | z.output<typeof ResetByLink>

/** The two forms of a reset are told apart by the member `token`. */
export const resetForm = (members: Record<string, unknown>): z.ZodMiniType<Reset> =>
  'token' in members ? ResetByLink : ResetByCode

export const SetPassword = z.object({ password })

export const Code = z.object({ code })

export const EditProfile = z.object({
  first_name: unsettable(name),
  last_name: unsettable(name),
  bio,
  ...contact,
  language,
})

/** The address of the account, typed. */
export const DeleteAccount = z.object({ confirm: z.string() })

/** With the token of a sign-in that was refused. */
export const Keep = z.object({ token: z.string() })

/** With the token of the mailed link, and the address that it was mailed to. */
export const KeepByLink = z.object({ token: z.string(), email })

type KeepAccount = z.output<typeof Keep> | z.output<typeof KeepByLink>

/** The two forms are told apart by the member `email`. */
export const keepForm = (members: Record<string, unknown>): z.ZodMiniType<KeepAccount> =>
  'email' in members ? KeepByLink : Keep
