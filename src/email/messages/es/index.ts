import { addressEntered } from './address-entered.ts'
import { addressLeft } from './address-left.ts'
import { addressTaken } from './address-taken.ts'
import { codesRefused } from './codes-refused.ts'
import { currentAddressCode } from './current-address-code.ts'
import { mailboxCode } from './mailbox-code.ts'
import { newAddressCode } from './new-address-code.ts'
import { passwordChanged } from './password-changed.ts'
import { passwordResetCode } from './password-reset-code.ts'
import { passwordResetLink } from './password-reset-link.ts'
import { sessionReused } from './session-reused.ts'
import { signInCode } from './sign-in-code.ts'
import { verifyEmail } from './verify-email.ts'
import type { Messages } from '../message.ts'

export const spanish: Messages = {
  mailboxCode,
  signInCode,
  currentAddressCode,
  newAddressCode,
  addressTaken,
  passwordResetCode,
  passwordResetLink,
  verifyEmail,
  passwordChanged,
  addressLeft,
  addressEntered,
  codesRefused,
  sessionReused,
}
