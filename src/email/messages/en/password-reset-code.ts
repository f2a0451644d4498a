import type { Facts, Message } from '../message.ts'
import { asked, good } from './phrases.ts'

export const passwordResetCode = ({
  appName,
  code,
  minutes,
  at,
  place,
  device,
}: Facts<'passwordResetCode'>): Message => ({
  subject: `Your ${appName} password reset`,
  opening: `Here is the code to set a new password for your ${appName} account.`,
  code,
  rest: [
    good(minutes),
    asked({ at, place, device }),
    'If it was not you, do nothing: your password stays as it is. We never ask you for this code.',
  ],
})
