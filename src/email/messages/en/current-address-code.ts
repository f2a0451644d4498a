import type { Facts, Message } from '../message.ts'
import { asked, good } from './phrases.ts'

export const currentAddressCode = ({
  appName,
  code,
  minutes,
  newEmail,
  at,
  place,
  device,
}: Facts<'currentAddressCode'>): Message => ({
  subject: `Confirm the new address of your ${appName} account`,
  opening: `Your ${appName} account is to move to ${newEmail}. Here is the code that agrees to it.`,
  code,
  rest: [
    good(minutes),
    asked({ at, place, device }),
    'If it was not you, do not pass this code on, and change your password: somebody is signed in as you.',
  ],
})
