import type { Facts, Message } from '../message.ts'
import { asked, good } from './phrases.ts'

export const passwordResetLink = ({
  appName,
  link,
  minutes,
  at,
  place,
  device,
}: Facts<'passwordResetLink'>): Message => ({
  subject: `Your ${appName} password reset`,
  opening: `With this link you set a new password for your ${appName} account.`,
  action: { label: 'Set a new password', link },
  rest: [
    good(minutes),
    asked({ at, place, device }),
    'If it was not you, do nothing: your password stays as it is.',
  ],
})
