import * as z from 'zod/mini'
import { email, password, recoveryCode, totp } from '../../../core/identity/fields.ts'
import { authenticationResponse } from '../../../core/passkeys/bodies.ts'
import type { Answer } from '../../../core/second-step/prove.ts'
import { typedAnswer } from '../../../http/second-step.ts'

const token = z.string()

/** Asks for a reset link. */
export const AskForReset = z.object({ email })

/** The link, the address it was mailed to, and the new password. */
export const Reset = z.object({ token, email, password })

/** The form with a token sets a password; the one without mails a link. */
export const resetForm = (
  members: Record<string, unknown>,
): z.ZodMiniType<z.output<typeof AskForReset> | z.output<typeof Reset>> =>
  'token' in members || 'password' in members ? Reset : AskForReset

/** The link and the password of the account. With a bearer of the account the password may be missing. */
export const Confirm = z.object({ token, password: z.optional(password) })

/** "I did not open this account": make it mine. The address is typed. */
export const TakeOver = z.object({ token, email, take_over: z.object({ password }) })

/** "I did not open this account": remove it. */
export const Remove = z.object({ token, email, remove: z.literal(true) })

type Confirmation = z.output<typeof Confirm> | z.output<typeof TakeOver> | z.output<typeof Remove>

/** The forms are told apart by the members `take_over` and `remove`. */
export function confirmationForm(members: Record<string, unknown>): z.ZodMiniType<Confirmation> {
  if ('take_over' in members) return TakeOver
  return 'remove' in members ? Remove : Confirm
}

/** Keeps an account that is being deleted. */
export const Keep = z.object({ token, email })

/** Takes an account back after a notice. */
export const NotMe = z.object({ token, email, password: z.optional(password) })

/** Takes it back to the address that it has left. */
const Undo = NotMe
const UndoByTotp = z.object({ ...Undo.shape, totp })
const UndoByRecoveryCode = z.object({ ...Undo.shape, recovery_code: recoveryCode })
const UndoByPasskey = z.object({ ...Undo.shape, passkey: authenticationResponse })

type Undoing =
  | z.output<typeof Undo>
  | z.output<typeof UndoByTotp>
  | z.output<typeof UndoByRecoveryCode>
  | z.output<typeof UndoByPasskey>

export const UNDO_FORMS = [Undo, UndoByTotp, UndoByRecoveryCode, UndoByPasskey]

/** The forms are told apart by the member that has the second step. */
export function undoForm(members: Record<string, unknown>): z.ZodMiniType<Undoing> {
  if ('totp' in members) return UndoByTotp
  if ('recovery_code' in members) return UndoByRecoveryCode
  return 'passkey' in members ? UndoByPasskey : Undo
}

export function undoAnswer(body: Undoing): Answer | undefined {
  if ('totp' in body || 'recovery_code' in body) return typedAnswer(body)
  return 'passkey' in body ? { kind: 'passkey', credential: body.passkey } : undefined
}
